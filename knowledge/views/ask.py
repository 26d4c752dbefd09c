"""Asking a question."""

from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import config
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.actions.sealing import ask_sealed, is_department_named
from knowledge.forms.fields import LONGEST_TITLE
from knowledge.forms.posts import AskQuestionForm
from knowledge.models import PostKind, Question
from knowledge.queries.attached import QUESTION
from knowledge.queries.mentions import rendered
from knowledge.queries.premoderation import kinds_that_wait
from knowledge.queries.search import LONGEST_QUERY
from knowledge.rules.routing import next_owner
from knowledge.views.blueprint import blueprint
from knowledge.views.hints import hinted
from knowledge.views.steps import url_of, wants_preview
from knowledge.views.uploads import receive, waiting_for
from knowledge.views.words import conflict_text, published_text, whereabouts

SHORTEST_QUERY = 4


@blueprint.route("/fragen/neu", methods=["GET", "POST"])
@allow(rules.can_ask_question)
def ask_question() -> ResponseReturnValue:
    form = AskQuestionForm(**_words_taken_along())
    only_looks = wants_preview() or "similar" in request.form
    is_ready = not only_looks and form.validate_on_submit() and not hinted(form)
    if receive(form, form.submission.data) and is_ready and _bears_sealing(form) and (question := _asked(form)):
        flash(published_text(whereabouts(_("Your question has been asked."), question), question), "success")
        return see_other(url_of(question))
    return _page(form), 422 if form.errors else 200


@blueprint.post("/fragen/<int:number>/beantwortet")
@allow(rules.can_ask_question)
def find_answer(number: int) -> ResponseReturnValue:
    """The asking ends: this question has the answer. What was typed and attached is given up."""
    found = queries.get_question(actor(), number)
    if not rules.can_find_answer(actor(), found):
        flash(_("This question has no answer yet. What you wrote is still there."), "warning")
        return see_other(url_of(found))
    with transaction():
        actions.find_answer(actor=actor(), question=found)
        actions.drop_waiting(actor=actor(), submission=request.form.get("submission", ""))
    flash(_("Good that your answer is here already. Your own question was not asked."), "success")
    return see_other(url_of(found))


def _bears_sealing(form: AskQuestionForm) -> bool:
    """False, and the field says why, for files with a question without a name."""
    if form.sealed.data and queries.waiting_attachments(actor(), form.submission.data or ""):
        form.files.errors = [_("Files can hold your name. Leave them out, or ask with your name.")]
        return False
    return True


def _asked(form: AskQuestionForm) -> Question | None:
    """What the form makes, or made just now; None, and a field says why, where it cannot be."""
    words, is_sealed = {"title": form.title.data, "body": form.body.data}, bool(form.sealed.data)
    try:
        if again := queries.just_asked(actor(), **words, is_sealed=is_sealed):
            return again
        with transaction():
            return _ask(form, words | {"submission": form.submission.data or ""}, is_sealed=is_sealed)
    except Conflict as error:
        field = {"too_many_files": form.files, "sealing_unavailable": form.sealed}.get(error.code, form.tags)
        field.errors = [conflict_text(error)]
        return None


def _ask(form: AskQuestionForm, words: dict[str, Any], *, is_sealed: bool) -> Question:
    """Without a name there are no files."""
    if is_sealed:
        return ask_sealed(actor=actor(), tags=form.tag_names, **words)
    question = actions.ask_question(actor=actor(), tags=form.tag_names, **words)
    actions.attach_files(actor=actor(), kind=QUESTION, post=question, submission=words["submission"])
    return question


def _page(form: AskQuestionForm) -> str:
    words = form.title.data or ""
    return render_template(
        "knowledge/ask_question.html",
        form=form,
        rules=rules,
        has_errors=bool(form.errors),
        similar=queries.similar_questions(actor(), words) if len(words) >= SHORTEST_QUERY else None,
        preview_html=rendered(form.body.data or "") if wants_preview() else None,
        is_checked_first=PostKind.QUESTION in kinds_that_wait(actor()),
        receiver=next_owner(queries.chain_for(actor())),
        tags=queries.all_tags(),
        is_department_named=is_department_named(actor()),
        waiting=waiting_for(form.submission.data),
        limits=config.current(),
    )


def _words_taken_along() -> dict[str, str]:
    """The words of a search become the title; those that are too long for one become the text too."""
    words = " ".join(request.args.get("title", "").split())[:LONGEST_QUERY]
    if len(words) <= LONGEST_TITLE:
        return {"title": words}
    return {"title": words[:LONGEST_TITLE].rpartition(" ")[0] or words[:LONGEST_TITLE], "body": words}
