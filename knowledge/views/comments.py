"""Commenting on questions and answers; each also on a page of its own, where what was typed is kept."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.errors import Conflict
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.posts import CommentForm, EditCommentForm
from knowledge.models import Answer, Comment, PostKind, Question, QuestionState
from knowledge.queries.premoderation import kinds_that_wait, unpublished_one
from knowledge.queries.questions import get_comment
from knowledge.views.blueprint import blueprint
from knowledge.views.hints import hinted
from knowledge.views.steps import done, leads_back, overtaken, step_page, url_of
from knowledge.views.words import published_text
from knowledge.waiting_words import waiting_text


def url_of_comment(comment: Comment) -> str:
    """Where it can be read: those after the first two are folded, unless one is asked for."""
    return f"{url_of(comment.question, kommentar=comment.id)}#kommentar-{comment.id}"


@blueprint.route("/fragen/<int:number>/kommentar", methods=["GET", "POST"])
@allow(is_employee)
def comment_question(number: int) -> ResponseReturnValue:
    found = queries.get_question(actor(), number)
    ensure(rules.can_comment_question(actor(), found))
    form, made = CommentForm(), list[Comment]()
    if form.validate_on_submit() and not hinted(form) and done(form, lambda: made.append(_on_question(form, found))):
        flash(published_text(_("Your comment is published."), made[0]), "success")
        return see_other(url_of_comment(made[0]))
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
        return see_other(url_of_comment(made[0]))
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


@blueprint.route("/kommentare/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(is_employee)
def edit_comment(number: int) -> ResponseReturnValue:
    comment = get_comment(actor(), number)
    hiding = unpublished_one(PostKind.COMMENT, number)
    form = EditCommentForm(body=comment.body, base=comment.wording)
    ensure(
        rules.can_edit_comment(actor(), comment, hiding) or (form.is_submitted() and comment.author_id == actor().id)
    )
    if form.validate_on_submit() and not hinted(form) and done(form, lambda: _edit(form, comment)):
        flash(waiting_text(), "success")
        return see_other(url_of_comment(comment))
    page = render_template(
        "knowledge/edit_comment.html",
        comment=comment,
        form=form,
        hiding=hiding,
        is_stale=overtaken(form, comment),
        address=url_of_comment(comment),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


def _edit(form: EditCommentForm, comment: Comment) -> None:
    actions.edit_comment(actor=actor(), comment=comment, body=form.body.data, base=form.base.data or None)
