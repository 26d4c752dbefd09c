"""The search page."""

from flask import render_template, request

from core.access import actor, allow
from knowledge import queries, rules
from knowledge.queries.search import LONGEST_QUERY
from knowledge.views.blueprint import blueprint


@blueprint.get("/suche")
@allow(rules.can_search)
def search() -> str:
    words = " ".join(request.args.get("q", "").split())[:LONGEST_QUERY]
    found = queries.find_questions(actor(), words) if words else None
    return render_template("knowledge/search.html", words=words, found=found)
