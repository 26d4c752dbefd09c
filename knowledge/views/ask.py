"""Asking a question."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.fields import LONGEST_TITLE
from knowledge.forms.posts import AskQuestionForm
from knowledge.models import Question
from knowledge.queries.mentions import rendered
from knowledge.queries.search import LONGEST_QUERY
from knowledge.rules.routing import next_owner
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import url_of, wants_preview
from knowledge.views.words import conflict_text, whereabouts

SHORTEST_QUERY = 4


@blueprint.route("/fragen/neu", methods=["GET", "POST"])
@allow(rules.can_ask_question)
def ask_question() -> ResponseReturnValue:
    form = AskQuestionForm(**_words_taken_along())
    only_looks = wants_preview() or "similar" in request.form
    if not only_looks and form.validate_on_submit() and (question := _asked(form)):
        flash(whereabouts(_("Your question has been asked."), question), "success")
        return see_other(url_of(question))
    return _page(form), 422 if form.errors else 200


def _asked(form: AskQuestionForm) -> Question | None:
    try:
        if again := queries.just_asked(actor(), form.title.data, form.body.data):
            return again
        with transaction():
            return actions.ask_question(
                actor=actor(),
                title=form.title.data,
                body=form.body.data,
                tags=form.tag_names,
                submission=form.submission.data or "",
            )
    except Conflict as error:
        form.tags.errors = [conflict_text(error)]
        return None


def _page(form: AskQuestionForm) -> str:
    words = form.title.data or ""
    return render_template(
        "knowledge/ask_question.html",
        form=form,
        has_errors=bool(form.errors),
        similar=queries.similar_questions(actor(), words) if len(words) >= SHORTEST_QUERY else None,
        preview_html=rendered(form.body.data or "") if wants_preview() else None,
        receiver=next_owner(queries.chain_for(actor())),
        tags=queries.all_tags(),
    )


def _words_taken_along() -> dict[str, str]:
    """The words of a search become the title; those that are too long for one become the text too."""
    words = " ".join(request.args.get("title", "").split())[:LONGEST_QUERY]
    if len(words) <= LONGEST_TITLE:
        return {"title": words}
    return {"title": words[:LONGEST_TITLE].rpartition(" ")[0] or words[:LONGEST_TITLE], "body": words}
