"""Lists of questions: their filters, pages and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Actor, Department
from core.db import db
from knowledge.models import OWNED, OwnerKind, Question, QuestionState, QuestionTag, Tag
from knowledge.queries.questions import LOADED_FOR_ROWS, READER, Sight, own_ids, questions_in, sight_of
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

    @property
    def narrower(self) -> dict[str, Any]:
        """What is chosen beyond the scope, by name."""
        return {name: value for name in NARROWER if (value := getattr(self, name))}


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
    own = own_ids(person) if chosen.scope is Scope.MINE else None
    narrower = chosen.narrower
    statement = _page(sight_of(person), chosen.scope, frozenset(narrower), before is not None)
    found = _read(statement, person, limit + 1, own, before=before, home=person.department_id, **narrower)
    return QuestionPage(found[:limit], found[limit - 1].id if len(found) > limit else None)


def waiting_for(person: Actor, *, limit: int = PAGE) -> Sequence[Question]:
    """What waits for an answer of this person (or the office they work in), the most urgent first."""
    return _read(_waiting(sight_of(person)), person, limit)


def count_waiting(person: Actor) -> int:
    return db.session.scalar(_waiting_count(sight_of(person)), {"person": person.id}) or 0


def questions_of(person: Actor, *, limit: int = 5) -> Sequence[Question]:
    """The newest questions this person asked, sealed ones too."""
    return _read(_own(sight_of(person)), person, limit, own_ids(person))


def recently_solved(person: Actor, *, limit: int = 5) -> Sequence[Question]:
    """The newest solved questions."""
    return _read(_solved(sight_of(person)), person, limit)


def _read(
    statement: Select[Question], person: Actor, limit: int, own: Sequence[int | None] | None = None, **more: Any
) -> Sequence[Question]:
    values = {"reader": own or [person.id], "person": person.id, "rows": limit, **more}
    return db.session.scalars(statement, values).all()


# Built once for each kind of reader and choice: putting a statement together takes a third of what it costs.
@cache
def _page(sight: Sight, scope: Scope, narrower: frozenset[str], goes_on: bool) -> Select[Question]:
    is_by_urgency = scope is Scope.WAITING
    chosen = [*_scope(sight, scope), *(NARROWER[name] for name in sorted(narrower))]
    if goes_on:
        chosen.append(_is_less_urgent() if is_by_urgency else Question.id < bindparam("before"))
    order = (Question.answer_by, Question.id) if is_by_urgency else (Question.id.desc(),)
    return _for_rows(questions_in(sight).where(*chosen)).order_by(*order)


@cache
def _waiting(sight: Sight) -> Select[Question]:
    waiting = questions_in(sight).where(*_scope(sight, Scope.WAITING))
    return _for_rows(waiting).order_by(Question.answer_by, Question.id)


@cache
def _waiting_count(sight: Sight) -> Select[int]:
    return select(func.count()).select_from(Question).where(*_scope(sight, Scope.WAITING))


@cache
def _own(sight: Sight) -> Select[Question]:
    return _for_rows(questions_in(sight).where(*_scope(sight, Scope.MINE))).order_by(Question.id.desc())


@cache
def _solved(sight: Sight) -> Select[Question]:
    solved = questions_in(sight).where(Question.hidden_at.is_(None), Question.state == QuestionState.SOLVED)
    return _for_rows(solved).order_by(Question.id.desc())


def _scope(sight: Sight, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    match scope:
        case Scope.ALL:
            return ()
        case Scope.MINE:
            return (Question.asker_id.in_(READER),)
        case Scope.DEPARTMENT:
            return (Question.department_id == bindparam("home"),)
        case Scope.WAITING:
            return waits_for_reader(sight), Question.answer_by.is_not(None)
        case Scope.UNANSWERED:
            return (Question.state == QuestionState.OPEN,)


def waits_for_reader(sight: Sight) -> ColumnElement[bool]:
    """Owned by the reader ("person"), or by the office they work in."""
    mine = and_(Question.owner_id == bindparam("person"), Question.state.in_(OWNED))
    if sight is not Sight.ALL:
        return mine
    return or_(mine, and_(Question.owner_kind == OwnerKind.OFFICE, Question.state.in_(OWNED)))


NARROWER: Final[dict[str, ColumnElement[bool]]] = {
    "state": Question.state == bindparam("state"),
    "tag": Question.id.in_(
        select(QuestionTag.question_id).join(Tag, Tag.id == QuestionTag.tag_id).where(tag_called(bindparam("tag")))
    ),
    "department": Question.department_id
    == select(Department.id).where(Department.slug == bindparam("department")).scalar_subquery(),
    "owner": Question.owner_id == bindparam("owner"),
    "owner_kind": Question.owner_kind == bindparam("owner_kind"),
}
"""Conditions beyond the scope, by the field of `QuestionFilter` that gives their value."""


def _is_less_urgent() -> ColumnElement[bool]:
    """After the question with the id "before" in the order of what is due."""
    due, last = Question.answer_by, aliased(Question)
    due_of_last = select(last.answer_by).where(last.id == bindparam("before")).scalar_subquery()
    return or_(due > due_of_last, and_(due == due_of_last, Question.id > bindparam("before")))


def _for_rows(statement: Select[Question]) -> Select[Question]:
    """With what a row of a list shows, and no more than "rows" of them."""
    return statement.options(*LOADED_FOR_ROWS).limit(bindparam("rows", type_=Integer))
