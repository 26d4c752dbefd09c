"""How questions and answers look in the JSON API. These names are promises: scripts rely on them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from accounts.models import Department
from accounts.queries import departments_by_id
from core.api import Shape
from core.web import absolute
from knowledge.models import Answer, OwnerKind, OwnerReason, Question, QuestionState
from knowledge.queries import chain_of
from knowledge.queries.questions import path_of, shown
from knowledge.rules import Candidate
from knowledge.views.words import owner_name


class OwnerShape(Shape):
    """Whose turn it is; `department` is a slug, empty for the office."""

    kind: OwnerKind
    name: str
    department: str | None


class StepShape(Shape):
    """Who is asked, and by which rule; `present`: not away now."""

    kind: OwnerKind
    name: str
    reason: OwnerReason
    present: bool


class AnswerShape(Shape):
    """`published` false: the office looks at it first; until then its author and the office alone see it."""

    id: int
    body_html: str
    author: str
    accepted: bool
    checked_on: date | None
    valid_until: date | None
    published: bool


class QuestionRow(Shape):
    """A question in a list: without `chain` and `answers`, which its own address has.

    `department` is the asker's (slug), `tags` are names, `owner` is null only when nobody's turn is left.
    `published` false: the office looks at it first, or hid it; the asker and the office alone see it.
    """

    id: int
    external_id: str | None
    title: str
    body_html: str
    status: QuestionState
    department: str | None
    tags: list[str]
    url: str
    owner: OwnerShape | None
    owner_since: datetime | None
    answer_by: datetime | None
    published: bool


class QuestionShape(QuestionRow):
    """`chain`: everybody who may be asked, in their order; empty once the question has ended."""

    chain: list[StepShape]
    answers: list[AnswerShape]


def question_rows(questions: Sequence[Question]) -> list[QuestionRow]:
    """One statement for all of them."""
    departments = _departments_of(questions)
    return [QuestionRow(**_values(question, departments)) for question in questions]


def question_shape(question: Question) -> QuestionShape:
    """Needs a question as get_question_page reads it."""
    return QuestionShape(
        **_values(question, _departments_of([question])),
        chain=[_step(each) for each in chain_of(question)] if question.is_owned and not question.awaits_check else [],
        answers=[answer_shape(answer) for answer in shown(question.answers)],
    )


def answer_shape(answer: Answer) -> AnswerShape:
    return AnswerShape(
        id=answer.id,
        body_html=answer.body_html,
        author=answer.author.name,
        accepted=answer.is_accepted,
        checked_on=answer.checked_on,
        valid_until=answer.valid_until,
        published=not answer.is_hidden,
    )


def _departments_of(questions: Iterable[Question]) -> Mapping[int, Department]:
    numbers = {each.owner.department_id for each in questions if each.owner}
    return departments_by_id(number for number in numbers if number is not None)


def _values(question: Question, departments: Mapping[int, Department]) -> dict[str, Any]:
    return {
        "id": question.id,
        "external_id": question.external_id,
        "title": question.title,
        "body_html": question.body_html,
        "status": question.state,
        "department": question.department.slug if question.department else None,
        "tags": [tag.name for tag in question.tags],
        "url": absolute(path_of(question.id, question.title)),
        "owner": _owner(question, departments),
        "owner_since": question.owner_since,
        "answer_by": question.answer_by,
        "published": not question.is_hidden,
    }


def _owner(question: Question, departments: Mapping[int, Department]) -> OwnerShape | None:
    if question.owner_kind is None:
        return None
    department = departments.get(question.owner.department_id or 0) if question.owner else None
    return OwnerShape(
        kind=question.owner_kind, name=owner_name(question), department=department.slug if department else None
    )


def _step(step: Candidate) -> StepShape:
    name = step.name if step.kind is OwnerKind.PERSON else _("Office for Digitalisation")
    return StepShape(kind=step.kind, name=name, reason=step.reason, present=step.present)
