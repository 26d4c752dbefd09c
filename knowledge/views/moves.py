"""Steps that end a question or open it again: withdrawing, closing, reopening."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow
from core.forms import Form
from core.web import see_other
from knowledge import actions, rules
from knowledge.forms.moves import CloseForm, ReopenForm
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done, leads_back, question_to_move, step_page, url_of
from knowledge.views.words import whereabouts


@blueprint.route("/fragen/<int:number>/zurueckziehen", methods=["GET", "POST"])
@allow(is_employee)
@leads_back
def withdraw_question(number: int) -> ResponseReturnValue:
    question = question_to_move(number, "withdraw", rules.can_withdraw_question)
    form = Form()
    if form.validate_on_submit() and done(form, lambda: actions.withdraw_question(actor=actor(), question=question)):
        flash(_("Your question is withdrawn. Only you and the office can still see it."), "success")
        return see_other(url_of(question))
    return render_template("knowledge/withdraw_question.html", question=question)


@blueprint.route("/fragen/<int:number>/schliessen", methods=["GET", "POST"])
@allow(is_employee)
@leads_back
def close_question(number: int) -> ResponseReturnValue:
    question = question_to_move(number, "close", rules.can_close_question)
    form = CloseForm()
    if form.validate_on_submit() and done(
        form, lambda: actions.close_question(actor=actor(), question=question, reason=form.reason.data)
    ):
        flash(_("The question is closed. Your reason stands with it."), "success")
        return see_other(url_of(question))
    return step_page("knowledge/close_question.html", question, form)


@blueprint.route("/fragen/<int:number>/wieder-oeffnen", methods=["GET", "POST"])
@allow(is_employee)
@leads_back
def reopen_question(number: int) -> ResponseReturnValue:
    question = question_to_move(number, "reopen", rules.can_reopen_question)
    form = ReopenForm()
    if form.validate_on_submit() and done(
        form, lambda: actions.reopen_question(actor=actor(), question=question, reason=form.reason.data)
    ):
        flash(whereabouts(_("The question is open again."), question), "success")
        return see_other(url_of(question))
    return step_page("knowledge/reopen_question.html", question, form)
