"""What the pages for one step of a question share: who may open them, trying the step, the way back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.models import Actor
from core.access import actor, ensure
from core.db import transaction
from core.errors import Conflict
from core.forms import Form
from core.web import see_other
from knowledge import queries, rules
from knowledge.forms.posts import EditAnswerForm, EditCommentForm, EditQuestionForm
from knowledge.models import Answer, Comment, Question
from knowledge.views.words import conflict_text

Rule = Callable[[Actor, Question], bool]
View = Callable[[int], ResponseReturnValue]


def url_of(question: Question, **more: Any) -> str:
    """`more`: what follows the question mark."""
    return url_for("knowledge.question", number=question.id, slug=question.slug, **more)


def question_to_move(number: int, move: str, rule: Rule) -> Question:
    """Raises NotFound; Conflict where the state forbids the step to everybody; NotAllowed."""
    question = queries.get_question(actor(), number)
    rules.target(move, question.state)
    ensure(rule(actor(), question))
    return question


def question_to_pass(number: int, rule: Rule) -> Question:
    """One that still waits for somebody. Raises NotFound, Conflict not_owned, NotAllowed."""
    question = queries.get_question(actor(), number)
    if not question.is_owned:
        raise Conflict("not_owned", state=question.state.value)
    ensure(rule(actor(), question))
    return question


def wants_preview() -> bool:
    return "preview" in request.form


def done(form: Form, step: Callable[[], object]) -> bool:
    """Take the step in a transaction; False, and the form says why, when it does not fit the present state."""
    try:
        with transaction():
            step()
    except Conflict as error:
        form.form_errors.append(conflict_text(error))
        return False
    return True


def overtaken(form: EditQuestionForm | EditAnswerForm | EditCommentForm, thing: Question | Answer | Comment) -> bool:
    """Whether somebody changed the wording since the form was opened; the next try then knows the new one."""
    is_stale = bool(form.base.data) and form.base.data != thing.wording
    form.base.data = thing.wording
    return is_stale and bool(form.errors)


def step_page(template: str, question: Question, form: Form, **values: object) -> ResponseReturnValue:
    page = render_template(template, question=question, form=form, has_errors=bool(form.errors), **values)
    return page, 422 if form.errors else 200


def leads_back(view: View) -> View:
    """A step whose time is over ends on the question, with a message that says why."""

    @wraps(view)
    def guarded(number: int) -> ResponseReturnValue:
        try:
            return view(number)
        except Conflict as error:
            flash(conflict_text(error), "warning")
            return see_other(url_for("knowledge.question", number=number))

    return guarded


def done_or_told(step: Callable[[], object]) -> bool:
    """As `done`, for a button without fields: a message says why it does not fit the present state."""
    try:
        with transaction():
            step()
    except Conflict as error:
        flash(conflict_text(error), "warning")
        return False
    return True
