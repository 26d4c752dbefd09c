"""The search page."""

from flask import render_template, request
from flask_babel import gettext as _

from core.access import actor, allow
from core.db import transaction
from knowledge import rules
from knowledge.actions.figures import count_missed_search
from knowledge.queries.finding import KINDS, find_everything
from knowledge.queries.forum import THREAD_KIND
from knowledge.queries.practices import PRACTICE_KIND
from knowledge.queries.questions import QUESTION_KIND
from knowledge.queries.search import LONGEST_QUERY
from knowledge.rules.forum import can_use_forum
from knowledge.views.blueprint import blueprint


@blueprint.get("/suche")
@allow(rules.can_search)
def search() -> str:
    words = " ".join(request.args.get("q", "").split())[:LONGEST_QUERY]
    kind = request.args.get("art", "")
    kind = kind if kind in KINDS else ""
    found = find_everything(actor(), words, kind=kind or None) if words else None
    if found and not found.total and not found.is_reduced and not kind:
        with transaction():
            count_missed_search()
    return render_template("knowledge/search.html", words=words, found=found, kind=kind, kinds=_kinds())


def _kinds() -> list[tuple[str, str]]:
    words = {QUESTION_KIND: _("Questions"), PRACTICE_KIND: _("Practice cards")}
    if can_use_forum(actor()):
        words[THREAD_KIND] = _("Exchange")
    return [("", _("Everything")), *words.items()]
