"""Buttons with which readers say something: helpful, the same question."""

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.db import transaction
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.voices import PressForm
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import url_of


def pressed(action: Callable[[bool], object], back: str) -> ResponseReturnValue:
    """What the button says shall be; without its word nothing happens. Then where the reader came from."""
    form = PressForm()
    if form.validate_on_submit():
        with transaction():
            action(form.is_on)
    return see_other(back)


@blueprint.post("/fragen/<int:number>/hilfreich")
@allow(is_employee)
def vote_for_question(number: int) -> ResponseReturnValue:
    found = queries.get_question(actor(), number)
    ensure(rules.can_vote_for_question(actor(), found))
    back = f"{url_of(found)}#stimmen-frage"
    return pressed(lambda on: actions.vote_for_question(actor=actor(), question=found, is_helpful=on), back)


@blueprint.post("/antworten/<int:number>/hilfreich")
@allow(is_employee)
def vote_for_answer(number: int) -> ResponseReturnValue:
    found = queries.get_answer(actor(), number)
    ensure(rules.can_vote_for_answer(actor(), found, found.question))
    back = f"{url_of(found.question)}#antwort-{found.id}"
    return pressed(lambda on: actions.vote_for_answer(actor=actor(), answer=found, is_helpful=on), back)


@blueprint.post("/fragen/<int:number>/dieselbe")
@allow(is_employee)
def have_same_question(number: int) -> ResponseReturnValue:
    found = queries.get_question(actor(), number)
    ensure(rules.can_have_same_question(actor(), found))
    back = f"{url_of(found)}#stimmen-frage"
    return pressed(lambda on: actions.have_same_question(actor=actor(), question=found, is_same=on), back)
