"""Whoever asked a question sealed comes to it under its mask: what they do there names nobody."""

from contextlib import ExitStack
from typing import Any

from flask import g, request

from accounts.queries.seals import is_worn_by
from core.access import actor, put_on
from core.db import clock_at, db
from core.errors import NotFound
from knowledge.actions.sealing import moment_at
from knowledge.models import Question
from knowledge.queries.questions import load_for_page
from knowledge.queries.sealing import mask_at_answer, mask_at_comment, mask_at_question, mask_at_unsealing
from knowledge.rules import can_see_question
from knowledge.views.blueprint import blueprint

MASKS = {
    "fragen": mask_at_question,
    "frage": mask_at_question,
    "questions": mask_at_question,
    "antworten": mask_at_answer,
    "antwort": mask_at_answer,
    "answers": mask_at_answer,
    "kommentar": mask_at_comment,
    "kommentare": mask_at_comment,
    "entsiegelungen": mask_at_unsealing,
}
"""By the word before the number in an address, of pages, of reports and of the API."""
ITS_OWN = "knowledge.question"
"""The page that reads the seal with all the rest: see `question_page`."""


@blueprint.url_value_preprocessor
def _wear_the_mask(endpoint: str | None, values: dict[str, Any] | None) -> None:
    find = MASKS.get(_word_of(values or {}))
    if find is None or not actor().is_signed_in or (endpoint == ITS_OWN and request.method != "POST"):
        return
    mask = find(actor(), values["number"]) if values else None
    if mask is None:
        return
    put_on(mask)
    if request.method == "POST":
        _blur_the_clock(mask.id)


def question_page(number: int) -> Question:
    """A question with all that its page shows, to somebody under their mask if it is theirs. Raises NotFound."""
    found = load_for_page(number)
    if found is None:
        raise NotFound
    if found.is_sealed and found.asker.seal and is_worn_by(actor().id, found.asker.seal):
        put_on(found.asker)
    if not can_see_question(actor(), found):
        raise NotFound
    return found


def _word_of(values: dict[str, Any]) -> str:
    """`/fragen/<number>`, `/<what>/<number>/fassungen`, `/api/v1/questions/<number>`; empty without a number."""
    if "number" not in values or request.url_rule is None:
        return ""
    return str(values.get("what") or request.url_rule.rule.partition("number>")[0].split("/")[-2])


def _blur_the_clock(mask_id: int) -> None:
    asked = db.session.query(Question).filter_by(asker_id=mask_id).one()
    stack = ExitStack()
    stack.enter_context(clock_at(moment_at(asked)))
    g.blurred = stack


@blueprint.teardown_request
def _clear_the_clock(_error: BaseException | None) -> None:
    if stack := g.pop("blurred", None):
        stack.close()
