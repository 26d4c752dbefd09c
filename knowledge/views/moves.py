"""Steps that end a question or open it again: withdrawing, closing, reopening, marking as a duplicate."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow
from core.errors import NotFound
from core.forms import Form
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.moves import CloseForm, DuplicateForm, ReopenForm
from knowledge.models import Question
from knowledge.queries import SearchPage
from knowledge.queries.search import LONGEST_QUERY
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


@blueprint.route("/fragen/<int:number>/dublette", methods=["GET", "POST"])
@allow(is_employee)
@leads_back
def mark_duplicate(number: int) -> ResponseReturnValue:
    question = question_to_move(number, "mark_duplicate", rules.can_mark_duplicate)
    words = request.args.get("q", question.title).strip()[:LONGEST_QUERY]
    hits = queries.similar_questions(actor(), words, limit=8, but=question.id)
    form = DuplicateForm()
    form.original.choices = [(str(row.question.id), row.question.title) for row in hits.rows]
    if form.validate_on_submit() and _marked(form, question):
        flash(_("The question is marked as a duplicate and leads to the other one."), "success")
        return see_other(url_of(question))
    return _duplicate_page(question, form, hits, words), 422 if form.errors else 200


def _marked(form: DuplicateForm, question: Question) -> bool:
    try:
        original = queries.get_question(actor(), form.chosen or 0)
    except NotFound:
        form.number.errors = [_("There is no question with this number.")]
        return False
    return done(form, lambda: actions.mark_duplicate(actor=actor(), question=question, original=original))


def _duplicate_page(question: Question, form: DuplicateForm, hits: SearchPage, words: str) -> str:
    return render_template(
        "knowledge/mark_duplicate.html",
        question=question,
        form=form,
        hits=hits,
        words=words,
        has_errors=bool(form.errors),
    )
