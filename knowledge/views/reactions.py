"""What readers report of an answer: it helped, it is outdated or wrong; and the word of those who know the subject."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.db import transaction
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.reactions import DoubtForm
from knowledge.models import Answer, ReactionKind
from knowledge.views.answers import url_of_answer
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done
from knowledge.views.voices import pressed


@blueprint.post("/antworten/<int:number>/geholfen")
@allow(is_employee)
def say_it_helped(number: int) -> ResponseReturnValue:
    answer = queries.get_answer(actor(), number)
    ensure(rules.can_react_to_answer(actor(), answer, answer.question))
    back = url_of_answer(answer)
    return pressed(lambda on: actions.say_it_helped(actor=actor(), answer=answer, has_helped=on), back)


@blueprint.post("/antworten/<int:number>/bestaetigen")
@allow(is_employee)
def confirm_answer(number: int) -> ResponseReturnValue:
    answer = queries.get_answer(actor(), number)
    ensure(rules.can_confirm_answer(actor(), answer, answer.question, queries.topic_ids_of(actor())))
    back = url_of_answer(answer)
    return pressed(lambda on: actions.confirm_answer(actor=actor(), answer=answer, is_on=on), back)


@blueprint.route("/antworten/<int:number>/bedenken", methods=["GET", "POST"])
@allow(is_employee)
def doubt_answer(number: int) -> ResponseReturnValue:
    answer = queries.get_answer(actor(), number)
    ensure(rules.can_react_to_answer(actor(), answer, answer.question))
    own = queries.own_doubt(actor(), answer)
    if own is not None and "withdraw" in request.form:
        return _withdraw(answer)
    form = DoubtForm(kind=own.kind.value if own else None, note=own.note if own else None)
    if form.validate_on_submit() and done(form, lambda: _doubt(form, answer)):
        flash(
            _("Thank you. Whoever takes care of the answer is told, and the history of the question shows it."),
            "success",
        )
        return see_other(url_of_answer(answer))
    page = render_template(
        "knowledge/doubt_answer.html", answer=answer, form=form, own=own, has_errors=bool(form.errors)
    )
    return page, 422 if form.errors else 200


def _doubt(form: DoubtForm, answer: Answer) -> None:
    actions.doubt_answer(actor=actor(), answer=answer, kind=ReactionKind(form.kind.data), note=form.note.data)


def _withdraw(answer: Answer) -> ResponseReturnValue:
    with transaction():
        actions.withdraw_doubts(actor=actor(), answer=answer)
    flash(_("What you reported does not count any more."), "success")
    return see_other(url_of_answer(answer))
