"""Passing a question on by hand: taking it over, handing it on."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import departments_by_id, get_person
from accounts.rules import is_employee
from core.access import actor, allow
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.moves import THE_OFFICE, HandOnForm, TakeOverForm
from knowledge.models import Question
from knowledge.queries import Receivers
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done, leads_back, question_to_pass, url_of
from knowledge.views.words import whereabouts


@blueprint.route("/fragen/<int:number>/uebernehmen", methods=["GET", "POST"])
@allow(is_employee)
@leads_back
def take_over_question(number: int) -> ResponseReturnValue:
    question = question_to_pass(number, rules.can_take_over_question)
    form = TakeOverForm()
    if form.validate_on_submit() and done(
        form, lambda: actions.take_over_question(actor=actor(), question=question, note=form.reason.data)
    ):
        flash(whereabouts(_("You have taken the question over."), question), "success")
        return see_other(url_of(question))
    page = render_template(
        "knowledge/take_over_question.html", question=question, form=form, has_errors=bool(form.errors)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/fragen/<int:number>/weitergeben", methods=["GET", "POST"])
@allow(is_employee)
@leads_back
def hand_on_question(number: int) -> ResponseReturnValue:
    question = question_to_pass(number, rules.can_hand_on_question)
    form = HandOnForm()
    form.receiver.choices = _choices(queries.receivers(question))
    if form.validate_on_submit() and done(form, lambda: _hand_on(form, question)):
        flash(whereabouts(_("The question is handed on."), question), "success")
        return see_other(url_of(question))
    page = render_template(
        "knowledge/hand_on_question.html", question=question, form=form, has_errors=bool(form.errors)
    )
    return page, 422 if form.errors else 200


def _hand_on(form: HandOnForm, question: Question) -> None:
    to = None if form.receiver.data == THE_OFFICE else get_person(int(form.receiver.data))
    actions.hand_on_question(actor=actor(), question=question, to=to, note=form.reason.data)


def _choices(receivers: Receivers) -> list[tuple[str, str]]:
    """The office as such, then everybody by name with their department."""
    departments = departments_by_id(one.department_id for one in receivers.people if one.department_id)
    named = [
        (str(one.id), f"{one.name}, {departments[one.department_id].name}" if one.department_id else one.name)
        for one in receivers.people
    ]
    everybody = [(THE_OFFICE, _("Office for Digitalisation, whoever is there"))] if receivers.takes_office else []
    return [("", _("Please choose")), *everybody, *named]
