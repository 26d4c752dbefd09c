"""Commenting on questions and answers; each also on a page of its own, where what was typed is kept."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.errors import Conflict
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.posts import CommentForm
from knowledge.models import Answer, Comment, Question, QuestionState
from knowledge.queries.premoderation import kinds_that_wait
from knowledge.views.answers import url_of_answer
from knowledge.views.blueprint import blueprint
from knowledge.views.hints import hinted
from knowledge.views.steps import done, leads_back, step_page, url_of
from knowledge.views.words import published_text


@blueprint.route("/fragen/<int:number>/kommentar", methods=["GET", "POST"])
@allow(is_employee)
def comment_question(number: int) -> ResponseReturnValue:
    found = queries.get_question(actor(), number)
    ensure(rules.can_comment_question(actor(), found))
    form, made = CommentForm(), list[Comment]()
    if form.validate_on_submit() and not hinted(form) and done(form, lambda: made.append(_on_question(form, found))):
        flash(published_text(_("Your comment is published."), made[0]), "success")
        return see_other(f"{url_of(found)}#kommentare")
    return step_page("knowledge/comment_question.html", found, form, checked_first=kinds_that_wait(actor()))


@blueprint.route("/fragen/<int:number>/rueckfrage", methods=["GET", "POST"])
@allow(is_employee)
@leads_back
def query_asker(number: int) -> ResponseReturnValue:
    found = queries.get_question(actor(), number)
    if found.state is not QuestionState.OPEN or found.paused_at is not None:
        raise Conflict("not_running")
    ensure(rules.can_query_asker(actor(), found))
    form = CommentForm()
    if form.validate_on_submit() and not hinted(form) and done(form, lambda: _query(form, found)):
        flash(_("Your query is sent. The time for an answer rests until there is a reply."), "success")
        return see_other(f"{url_of(found)}#kommentare")
    return step_page("knowledge/query_asker.html", found, form)


def _query(form: CommentForm, found: Question) -> None:
    words = {"body": form.body.data, "submission": form.submission.data or ""}
    actions.query_asker(actor=actor(), question=found, **words)


def _on_question(form: CommentForm, found: Question) -> Comment:
    words = {"body": form.body.data, "submission": form.submission.data or ""}
    return actions.comment_question(actor=actor(), question=found, **words)


@blueprint.route("/antworten/<int:number>/kommentar", methods=["GET", "POST"])
@allow(is_employee)
def comment_answer(number: int) -> ResponseReturnValue:
    answer = queries.get_answer(actor(), number)
    ensure(rules.can_comment_answer(actor(), answer.question) and not answer.is_hidden)
    form, made = CommentForm(), list[Comment]()
    if form.validate_on_submit() and not hinted(form) and done(form, lambda: made.append(_on_answer(form, answer))):
        flash(published_text(_("Your comment is published."), made[0]), "success")
        return see_other(url_of_answer(answer))
    page = render_template(
        "knowledge/comment_answer.html",
        answer=answer,
        form=form,
        checked_first=kinds_that_wait(actor()),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


def _on_answer(form: CommentForm, answer: Answer) -> Comment:
    words = {"body": form.body.data, "submission": form.submission.data or ""}
    return actions.comment_answer(actor=actor(), answer=answer, **words)
