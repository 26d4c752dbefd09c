"""One question: its page with the form for an answer, and editing it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries.organisation import today
from accounts.rules import is_employee
from core import config
from core.access import actor, allow, ensure
from core.db import utcnow
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.actions.freshness import mark_of
from knowledge.forms.posts import AnswerForm, CommentForm, EditQuestionForm
from knowledge.models import Comment, PostKind, Question
from knowledge.queries.attached import ANSWER, QUESTION
from knowledge.queries.desk import next_step_of
from knowledge.queries.mentions import rendered
from knowledge.queries.premoderation import kinds_that_wait
from knowledge.rules import in_order
from knowledge.rules.sealing import can_request_unsealing
from knowledge.views.blueprint import blueprint
from knowledge.views.hidden import kept_back_from, moderation_on_page, of_question
from knowledge.views.hints import hinted
from knowledge.views.masks import question_page
from knowledge.views.steps import done, overtaken, url_of, wants_preview
from knowledge.views.talks import talk_on_page
from knowledge.views.uploads import receive, waiting_for
from knowledge.views.words import published_text


@blueprint.get("/fragen/<int:number>")
@blueprint.route("/fragen/<int:number>-<slug>", methods=["GET", "POST"])
@allow(is_employee)
def question(number: int, slug: str = "") -> ResponseReturnValue:
    form = AnswerForm()
    is_ready = not wants_preview() and form.validate_on_submit() and not hinted(form)
    if receive(form, form.submission.data) and is_ready and (address := _answered(form, number)):
        return see_other(address)
    found = question_page(number)
    if request.method == "GET" and "ansehen" not in request.args and (original := _leads_to(found)):
        return redirect(url_of(original))
    if request.method != "POST" and slug != found.slug:
        return redirect(url_of(found, ansehen=request.args.get("ansehen")), code=301)
    return _page(found, form), 422 if form.errors else 200


def _leads_to(found: Question) -> Question | None:
    """The question a duplicate stands for; only where the reader may see it."""
    original = found.duplicate_of
    return original if original and rules.can_see_question(actor(), original) else None


def _answered(form: AnswerForm, number: int) -> str | None:
    """Where the new answer stands; None when the question takes no answers any more."""
    asked = queries.get_question(actor(), number)
    made = []

    def step() -> None:
        answer = {"body": form.body.data, "submission": form.submission.data}
        made.append(actions.answer_question(actor=actor(), question=asked, **answer))
        actions.attach_files(actor=actor(), kind=ANSWER, post=made[0], submission=form.submission.data or "")

    if not done(form, step):
        return None
    flash(published_text(_("Your answer is published."), made[0]), "success")
    return f"{url_of(asked)}#antwort-{made[0].id}"


def _page(found: Question, form: AnswerForm) -> str:
    chain = queries.chain_of(found) if found.is_owned and not found.awaits_check else []
    moderation = moderation_on_page(of_question(found))
    kept_back = kept_back_from(actor(), moderation["hidings"])
    return render_template(
        "knowledge/question.html",
        question=found,
        answers=[one for one in in_order(found.answers) if (PostKind.ANSWER, one.id) not in kept_back],
        comments=_by_thing([one for one in found.comments if (PostKind.COMMENT, one.id) not in kept_back]),
        standing=queries.standing_of(actor(), found),
        form=form,
        checked_first=kinds_that_wait(actor()),
        **talk_on_page(actor(), found, form),
        has_errors=bool(form.errors),
        preview_html=rendered(form.body.data or "") if wants_preview() else None,
        comment_forms=_comment_forms(found),
        chain=chain,
        step=next_step_of(found, chain),
        attachments=queries.question_attachments(found),
        waiting=waiting_for(form.submission.data),
        limits=config.current(),
        related=queries.related_questions(actor(), found),
        rules=rules,
        **moderation,
        now=utcnow(),
        today=today(),
        mark_of=mark_of,
        may_request_unsealing=can_request_unsealing(actor(), found),
    )


def _by_thing(comments: Sequence[Comment]) -> dict[int | None, list[Comment]]:
    """By the id of the answer they are on; those on the question itself under None."""
    found: dict[int | None, list[Comment]] = {None: []}
    for comment in comments:
        found.setdefault(comment.answer_id, []).append(comment)
    return found


def _comment_forms(found: Question) -> dict[int | None, CommentForm]:
    things = [None, *(answer.id for answer in found.answers)]
    return {number: CommentForm(formdata=None).at(number) for number in things}


@blueprint.route("/fragen/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(is_employee)
def edit_question(number: int) -> ResponseReturnValue:
    found = queries.get_question(actor(), number)
    ensure(rules.can_edit_question(actor(), found))
    tags = ", ".join(tag.name for tag in found.tags)
    form = EditQuestionForm(title=found.title, body=found.body, tags=tags, base=found.wording)
    is_ready = not wants_preview() and form.validate_on_submit() and not hinted(form)
    if receive(form, f"question-{number}") and is_ready and done(form, lambda: _edit(form, found)):
        flash(_("Your changes are saved."), "success")
        return see_other(url_of(found))
    return _edit_page(found, form), 422 if form.errors else 200


def _edit(form: EditQuestionForm, found: Question) -> None:
    actions.edit_question(
        actor=actor(),
        question=found,
        title=form.title.data,
        body=form.body.data,
        tags=form.tag_names,
        reason=form.reason.data or "",
        base=form.base.data or None,
    )
    actions.attach_files(actor=actor(), kind=QUESTION, post=found, submission=f"question-{found.id}")


def _edit_page(found: Question, form: EditQuestionForm) -> str:
    return render_template(
        "knowledge/edit_question.html",
        question=found,
        is_stale=overtaken(form, found),
        form=form,
        has_errors=bool(form.errors),
        preview_html=rendered(form.body.data or "") if wants_preview() else None,
        tags=queries.all_tags(),
        attachments=queries.question_attachments(found)[QUESTION, found.id],
        waiting=queries.waiting_attachments(actor(), f"question-{found.id}"),
        limits=config.current(),
        rules=rules,
    )
