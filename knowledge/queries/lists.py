"""Lists of questions: their filters, pages and counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from accounts.models import Actor, Department, Person
from core.db import db
from knowledge.models import OWNED, OwnerKind, Question, QuestionState, QuestionTag, Tag
from knowledge.queries.questions import findable_questions, own_ids, visible_questions
from knowledge.queries.tags import tag_called

PAGE = 25


class Scope(StrEnum):
    """Which questions of all: the tabs of the list."""

    ALL = "alle"
    MINE = "meine"
    DEPARTMENT = "mein-amt"
    WAITING = "wartet-auf-mich"
    UNANSWERED = "unbeantwortet"


@dataclass(frozen=True)
class QuestionFilter:
    """What the address of the list says; everything optional. `owner` (a person's id) and `owner_kind`: the API's."""

    scope: Scope = Scope.ALL
    state: QuestionState | None = None
    tag: str | None = None
    department: str | None = None
    owner: int | None = None
    owner_kind: OwnerKind | None = None


@dataclass(frozen=True)
class QuestionPage:
    """One page of a list; `next_before` is the key of the page after it."""

    questions: Sequence[Question]
    next_before: int | None


def question_page(
    person: Actor, chosen: QuestionFilter, *, before: int | None = None, limit: int = PAGE
) -> QuestionPage:
    """Questions the person may see, newest first, those after the one with the id `before`; two statements a page.

    What waits for somebody comes with the most urgent first.
    """
    is_by_urgency = chosen.scope is Scope.WAITING
    order = (Question.answer_by, Question.id) if is_by_urgency else (Question.id.desc(),)
    statement = _for_rows(_filtered(person, chosen)).order_by(*order).limit(limit + 1)
    if before is not None:
        statement = statement.where(_less_urgent_than(before) if is_by_urgency else Question.id < before)
    found = db.session.scalars(statement).unique().all()
    shown = found[:limit]
    return QuestionPage(shown, shown[-1].id if len(found) > limit else None)


def _less_urgent_than(number: int) -> ColumnElement[bool]:
    """After the question with this id in the order of what is due."""
    due, last = Question.answer_by, aliased(Question)
    due_of_last = select(last.answer_by).where(last.id == number).scalar_subquery()
    return or_(due > due_of_last, and_(due == due_of_last, Question.id > number))


def waiting_for(person: Actor, *, limit: int = PAGE) -> Sequence[Question]:
    """What waits for an answer of this person (or the office they work in), the most urgent first."""
    statement = _for_rows(visible_questions(person).where(waits_for(person), Question.answer_by.is_not(None)))
    return db.session.scalars(statement.order_by(Question.answer_by, Question.id).limit(limit)).unique().all()


def count_waiting(person: Actor) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(Question).where(waits_for(person), Question.answer_by.is_not(None))
        )
        or 0
    )


def questions_of(person: Actor, *, limit: int = 5) -> Sequence[Question]:
    """The newest questions this person asked, sealed ones too."""
    own = own_ids(person)
    statement = _for_rows(visible_questions(person, own=own).where(Question.asker_id.in_(own)))
    return db.session.scalars(statement.order_by(Question.id.desc()).limit(limit)).unique().all()


def recently_solved(person: Actor, *, limit: int = 5) -> Sequence[Question]:
    """The newest solved questions."""
    statement = _for_rows(findable_questions(person).where(Question.state == QuestionState.SOLVED))
    return db.session.scalars(statement.order_by(Question.id.desc()).limit(limit)).unique().all()


def waits_for(person: Actor) -> ColumnElement[bool]:
    """Owned by the person, or by the office they work in."""
    mine = and_(Question.owner_id == person.id, Question.state.in_(OWNED))
    if not person.is_office:
        return mine
    return or_(mine, and_(Question.owner_kind == OwnerKind.OFFICE, Question.state.in_(OWNED)))


def _filtered(person: Actor, chosen: QuestionFilter) -> Select[Question]:
    own = own_ids(person) if chosen.scope is Scope.MINE else ()
    return visible_questions(person, own=own).where(*_scope(person, chosen.scope, own), *_narrower(chosen))


def _scope(person: Actor, scope: Scope, own: Sequence[int | None]) -> Iterator[ColumnElement[bool]]:
    match scope:
        case Scope.ALL:
            return
        case Scope.MINE:
            yield Question.asker_id.in_(own)
        case Scope.DEPARTMENT:
            yield and_(Question.department_id.is_not(None), Question.department_id == person.department_id)
        case Scope.WAITING:
            yield and_(waits_for(person), Question.answer_by.is_not(None))
        case Scope.UNANSWERED:
            yield Question.state == QuestionState.OPEN


def _narrower(chosen: QuestionFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.state:
        yield Question.state == chosen.state
    if chosen.tag:
        tagged = select(QuestionTag.question_id).join(Tag, Tag.id == QuestionTag.tag_id)
        yield Question.id.in_(tagged.where(tag_called(chosen.tag)))
    if chosen.department:
        named = Department.slug == chosen.department
        yield Question.department_id == select(Department.id).where(named).scalar_subquery()
    if chosen.owner:
        yield Question.owner_id == chosen.owner
    if chosen.owner_kind:
        yield Question.owner_kind == chosen.owner_kind


def _for_rows(statement: Select[Question]) -> Select[Question]:
    """With what a row of a list shows."""
    return statement.options(
        joinedload(Question.department),
        joinedload(Question.owner).load_only(Person.name, Person.department_id),
        selectinload(Question.tags),
    )
