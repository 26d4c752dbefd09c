"""Edits of published posts that the office looks at: they can be read already, and go back or away in one step."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow
from core.db import transaction
from core.forms import Form
from core.web import see_other
from knowledge import rules
from knowledge.actions.edits import see_edits
from knowledge.models import PostKind
from knowledge.queries import moderation as queries
from knowledge.queries.edits import EditedPost, edited_posts
from knowledge.views.blueprint import blueprint
from knowledge.views.lists import key_in_address
from knowledge.views.moderation import WORDS, word_of
from knowledge.views.revisions import Change, Wording, change_between, wording_of

WHAT = {PostKind.QUESTION: "fragen", PostKind.ANSWER: "antworten"}
"""The word in the addresses of their wordings."""


@blueprint.get("/amt/aenderungen")
@allow(rules.can_see_reports)
def edited() -> str:
    key = key_in_address("nach")
    page = edited_posts(after=key or 0)
    return render_template(
        "knowledge/edited.html",
        rows=[(row, _change(row), WHAT[row.post.kind], word_of(row.post.kind)) for row in page.rows],
        form=Form(),
        is_first=key is None,
        next_url=url_for("knowledge.edited", nach=page.next_key) if page.next_key else None,
        rules=rules,
        author_of=queries.author_judge(actor()),
        is_alone=queries.is_alone_in_office(actor()),
    )


def _change(row: EditedPost) -> Change:
    """From the wording before the first of its edits to how it reads now."""
    thing = row.post.thing
    is_question = row.post.kind is PostKind.QUESTION
    now = Wording(thing.title if is_question else "", row.tags, thing.body)
    return change_between(row.before, wording_of(row.before), now)


@blueprint.post("/amt/aenderungen/<any(frage, antwort):what>/<int:number>/gesehen")
@allow(rules.can_see_reports)
def see_edited(what: str, number: int) -> ResponseReturnValue:
    post = queries.get_post_view(actor(), WORDS[what], number)
    if Form().validate_on_submit():
        with transaction():
            see_edits(actor=actor(), post=post, upto=request.form.get("bis", 0, type=int))
        flash(_("The change is marked as seen."), "success")
    return see_other(url_for("knowledge.edited"))
