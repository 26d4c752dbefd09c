"""Questions and answers for programs: the same queries and actions as on the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, Field

from accounts.queries import people_by_email
from core import api
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.fields import SHORTEST, clean, one_line
from core.formats import slugify
from core.web import absolute
from knowledge import actions, queries, rules
from knowledge.forms.fields import (
    LONGEST_BODY,
    LONGEST_TAG,
    LONGEST_TITLE,
    MOST_TAGS,
    names_of_tags,
    refuse_short_text,
    refuse_unfit_tags,
)
from knowledge.models import OwnerKind, QuestionState
from knowledge.queries import QuestionFilter
from knowledge.views.api.shapes import (
    AnswerShape,
    QuestionRow,
    QuestionShape,
    answer_shape,
    question_rows,
    question_shape,
)
from knowledge.views.blueprint import blueprint
from knowledge.views.words import conflict_text

QUESTIONS = f"{api.ROOT}/questions"


def _title(text: str) -> str:
    text = one_line(text) or ""
    refuse_short_text(text)
    return text


def _markdown(text: str) -> str:
    text = clean(text) or ""
    refuse_short_text(text)
    return text


def _tag_names(names: list[str]) -> list[str]:
    found = names_of_tags("\n".join(names))
    refuse_unfit_tags(found)
    return found


# The rules of the forms: what the site refuses is refused here, in the same words.
Title = Annotated[api.Line, Field(min_length=SHORTEST, max_length=LONGEST_TITLE), AfterValidator(_title)]
Markdown = Annotated[api.Text, Field(min_length=SHORTEST, max_length=LONGEST_BODY), AfterValidator(_markdown)]
Tag = Annotated[api.Line, Field(max_length=LONGEST_TAG)]
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS), AfterValidator(_tag_names)]


class QuestionList(api.Shape):
    items: list[QuestionRow]
    next: str | None


class QuestionsQuery(api.PageQuery):
    status: QuestionState | None = None
    department: str | None = Field(None, max_length=100, description="slug of the asker's department")
    tag: str | None = Field(None, max_length=100, description="name or slug of a tag")
    owner: str | None = Field(None, max_length=254, description="me, office, a person's id or e-mail address")


class AskBody(api.Body):
    """`body` is Markdown; `tags` are names, new ones are made."""

    title: Title
    body: Markdown
    tags: Tags = Field(default_factory=list)


class AnswerBody(api.Body):
    """`body` is Markdown."""

    body: Markdown


@blueprint.get(QUESTIONS)
@allow(rules.can_search)
@api.reads(QuestionList)
def api_questions(query: QuestionsQuery) -> QuestionList:
    """Questions you may see, newest first."""
    chosen = QuestionFilter(
        state=query.status,
        department=query.department,
        tag=slugify(query.tag) if query.tag else None,
        owner=_owner_id(query.owner),
        owner_kind=OwnerKind.OFFICE if query.owner == "office" else None,
    )
    page = queries.question_page(actor(), chosen, before=query.after, limit=query.limit)
    return QuestionList(items=question_rows(page.questions), next=api.next_page(page.next_before))


@blueprint.get(f"{QUESTIONS}/<{api.ID}>")
@allow(rules.can_search)
@api.reads(QuestionShape)
def api_question(number: int) -> QuestionShape:
    """One question with its chain and its answers."""
    return question_shape(queries.get_question_page(actor(), number))


@blueprint.post(QUESTIONS)
@allow(rules.can_ask_question)
@api.writes(QuestionShape)
def api_ask_question(json: AskBody, headers: api.OnceHeaders) -> tuple[QuestionShape, int, dict[str, str]]:
    """Ask a question; it has an owner at once, unless the office looks at it first: then `published` is false."""
    with _conflicts_told(), transaction():
        question = actions.ask_question(
            actor=actor(), title=json.title, body=json.body, tags=json.tags, submission=api.submission(headers)
        )
    return question_shape(queries.get_question_page(actor(), question.id)), 201, _location(question.id)


@blueprint.post(f"{QUESTIONS}/<{api.ID}>/answers")
@allow(rules.can_search)
@api.writes(AnswerShape)
def api_answer_question(
    number: int, json: AnswerBody, headers: api.OnceHeaders
) -> tuple[AnswerShape, int, dict[str, str]]:
    """Answer a question; the first answer stops the clock. `published` is false while the office looks at it first."""
    with _conflicts_told(), transaction():
        question = queries.get_question(actor(), number)
        answer = actions.answer_question(
            actor=actor(), question=question, body=json.body, submission=api.submission(headers)
        )
    return answer_shape(answer), 201, _location(number)


@blueprint.post(f"{api.ROOT}/answers/<{api.ID}>/accept")
@allow(rules.can_search)
@api.writes(QuestionShape, status=200)
def api_accept_answer(number: int) -> QuestionShape:
    """Say that this answer helped: its question, which comes back, is solved."""
    with _conflicts_told(), transaction():
        answer = actions.accept_answer(actor=actor(), answer=queries.get_answer(actor(), number))
    return question_shape(queries.get_question_page(actor(), answer.question_id))


@contextmanager
def _conflicts_told() -> Iterator[None]:
    """What the pages would say on the form becomes the problem's detail."""
    try:
        yield
    except Conflict as error:
        api.refuse(409, conflict_text(error), code=error.code)


def _owner_id(owner: str | None) -> int | None:
    """The id that a filter means; None for none and for the office."""
    if owner is None or owner == "office":
        return None
    if owner == "me":
        return int(actor().id)
    if owner.isascii() and owner.isdigit() and 0 < int(owner) <= api.LARGEST_ID:
        return int(owner)
    found = people_by_email([owner]).get(owner.lower())
    return found.id if found else api.refuse_fields([("owner", _("There is nobody like that."))])


def _location(number: int) -> dict[str, str]:
    return {"Location": absolute(f"{QUESTIONS}/{number}")}
