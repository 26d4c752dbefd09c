"""What is done with answers: editing, accepting."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core import config
from core.access import actor, allow, ensure
from core.db import transaction
from core.errors import Conflict
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.posts import EditAnswerForm
from knowledge.models import Answer
from knowledge.queries.attached import ANSWER
from knowledge.queries.attachments import attachments_of
from knowledge.queries.mentions import rendered
from knowledge.views.blueprint import blueprint
from knowledge.views.checking import check_with_edit, comes_from_queue, offer_check, show_again
from knowledge.views.hints import hinted
from knowledge.views.steps import done, overtaken, url_of, wants_preview
from knowledge.views.uploads import receive
from knowledge.views.words import conflict_text, whereabouts


def url_of_answer(answer: Answer) -> str:
    return f"{url_of(answer.question)}#antwort-{answer.id}"


@blueprint.route("/antworten/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(is_employee)
def edit_answer(number: int) -> ResponseReturnValue:
    answer = queries.get_answer(actor(), number)
    ensure(rules.can_edit_answer(actor(), answer, answer.question))
    form = EditAnswerForm(body=answer.body, base=answer.wording)
    offer_check(form, answer.freshness)
    is_ready = not wants_preview() and form.validate_on_submit() and not hinted(form)
    if receive(form, f"answer-{number}") and is_ready and done(form, lambda: _edit(form, answer)):
        flash(_("Your changes are saved."), "success")
        return see_other(url_for("knowledge.checks") if comes_from_queue() else url_of_answer(answer))
    show_again(form, answer.freshness)
    preview = rendered(form.body.data or "") if wants_preview() else None
    page = render_template(
        "knowledge/edit_answer.html",
        answer=answer,
        is_stale=overtaken(form, answer),
        form=form,
        has_errors=bool(form.errors),
        preview_html=preview,
        attachments=attachments_of({ANSWER: [number]})[ANSWER, number],
        waiting=queries.waiting_attachments(actor(), f"answer-{number}"),
        limits=config.current(),
        rules=rules,
    )
    return page, 422 if form.errors else 200


def _edit(form: EditAnswerForm, answer: Answer) -> None:
    check_with_edit(form, answer.freshness)
    actions.edit_answer(
        actor=actor(), answer=answer, body=form.body.data, reason=form.reason.data or "", base=form.base.data or None
    )
    actions.attach_files(actor=actor(), kind=ANSWER, post=answer, submission=f"answer-{answer.id}")


@blueprint.post("/antworten/<int:number>/annehmen")
@allow(is_employee)
def accept_answer(number: int) -> ResponseReturnValue:
    answer = queries.get_answer(actor(), number)
    try:
        with transaction():
            actions.accept_answer(actor=actor(), answer=answer)
    except Conflict as error:
        flash(conflict_text(error), "warning")
    else:
        flash(_("The question is solved. The answer counts as checked for a year."), "success")
    return see_other(url_of_answer(answer))


@blueprint.post("/antworten/<int:number>/zuruecknehmen")
@allow(is_employee)
def unaccept_answer(number: int) -> ResponseReturnValue:
    answer = queries.get_answer(actor(), number)
    try:
        with transaction():
            actions.unaccept_answer(actor=actor(), answer=answer)
    except Conflict as error:
        flash(conflict_text(error), "warning")
    else:
        flash(whereabouts(_("The answer is not accepted any more."), answer.question), "success")
    return see_other(url_of_answer(answer))
