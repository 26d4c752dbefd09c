"""Two questions that are the same: marking, taking back, and those that are asked most."""

import re

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow
from core.errors import NotFound
from core.forms import Form
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.moves import DuplicateForm
from knowledge.models import Question
from knowledge.queries import SearchPage
from knowledge.queries.search import LONGEST_QUERY
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done, leads_back, question_to_move, url_of
from knowledge.views.words import whereabouts

_KEY = re.compile(r"(\d{1,9})-(\d{1,9})")


@blueprint.get("/fragen/haeufig")
@allow(is_employee)
def frequent_questions() -> str:
    after = _KEY.fullmatch(request.args.get("vor", ""))
    key = (int(after[1]), int(after[2])) if after else None
    page = queries.frequent_questions(actor(), after=key)
    more = "{}-{}".format(*page.next_after) if page.next_after else None
    next_url = url_for("knowledge.frequent_questions", vor=more) if more else None
    return render_template("knowledge/frequent_questions.html", page=page, next_url=next_url, is_first=key is None)


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


@blueprint.route("/fragen/<int:number>/dublette-aufheben", methods=["GET", "POST"])
@allow(is_employee)
@leads_back
def undo_duplicate(number: int) -> ResponseReturnValue:
    question = question_to_move(number, "undo_duplicate", rules.can_undo_duplicate)
    form = Form()
    if form.validate_on_submit() and done(form, lambda: actions.undo_duplicate(actor=actor(), question=question)):
        news = _("The question stands for itself again, as it was before.")
        flash(whereabouts(news, question) if question.is_owned else news, "success")
        return see_other(url_of(question))
    return render_template("knowledge/undo_duplicate.html", question=question)


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
