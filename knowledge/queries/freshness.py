"""Reads about entries that are to be checked, and about the causes they depend on.

A new kind of entry brings two functions: here its `SUBJECTS` (title, address and text of those a person may see),
in `knowledge.actions.freshness` its `FOLLOWERS` (what it locks and what follows a change).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor, AppointmentKind, Person
from accounts.queries import current_appointments
from accounts.queries.notices import Subject
from accounts.queries.organisation import today
from core.db import db
from core.errors import NotFound
from core.markup import to_text
from knowledge.models import (
    Answer,
    Cause,
    CauseBinding,
    CauseChange,
    EntryKind,
    EntryState,
    Freshness,
    OwnerKind,
    Ownership,
    Practice,
    Question,
)
from knowledge.queries.ownership import chain_of
from knowledge.queries.practices import practice_path, practices_by_id
from knowledge.queries.questions import HIGHEST_ID, Sight, path_of, questions_in, sight_of

PAGE = 25
EXCERPT = 280
DESK_PATH = "/lotse/pruefungen"


@dataclass(frozen=True)
class EntrySubject:
    """What an entry is, as a person may see it. `edit_path`: where its wording is changed.

    `retire_path`: where it says that it holds no more, if such a thing is put away in a way of its own.
    """

    title: str
    path: str
    edit_path: str
    text: str
    retire_path: str | None = None


@dataclass(frozen=True)
class CheckRow:
    """An entry in a queue; `subject` is None when the person may not see the thing."""

    entry: Freshness
    subject: EntrySubject | None


@dataclass(frozen=True)
class CheckPage:
    """One page of a queue, in the order of ids; `next_after` is the key of the next one."""

    rows: Sequence[CheckRow]
    next_after: int | None


@dataclass(frozen=True)
class CauseRow:
    """A cause with how many entries depend on it."""

    cause: Cause
    bound: int


SubjectsOf = Callable[[Actor, Sequence[int]], Mapping[int, EntrySubject]]


def answer_subjects(person: Actor, numbers: Sequence[int]) -> Mapping[int, EntrySubject]:
    """Answers by the title of their question, as far as the person may see it."""
    values = {"reader": [person.id], "numbers": numbers}
    return {
        row.id: EntrySubject(
            row.title,
            f"{path_of(row.question_id, row.title)}#antwort-{row.id}",
            f"/antworten/{row.id}/bearbeiten",
            _beginning_of(row.body),
        )
        for row in db.session.execute(_answers(sight_of(person)), values)
    }


# Built once, here and below: putting a statement together takes a third of what it costs.
@cache
def _answers(sight: Sight) -> Select[int, str, int, str]:
    return (
        questions_in(sight)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.id.in_(bindparam("numbers", expanding=True)), Answer.hidden_at.is_(None))
        .with_only_columns(Answer.id, Answer.body, Question.id.label("question_id"), Question.title)
    )


def practice_entries(person: Actor, numbers: Sequence[int]) -> Mapping[int, EntrySubject]:
    """Practice cards, as far as the person may see them; one that holds no more goes into the archive."""
    return {
        card.id: EntrySubject(
            card.title,
            practice_path(card.id, card.title),
            f"/praxis/{card.id}/bearbeiten",
            _beginning_of(card.problem),
            f"/praxis/{card.id}/archivieren",
        )
        for card in practices_by_id(person, numbers).values()
    }


SUBJECTS: dict[EntryKind, SubjectsOf] = {EntryKind.ANSWER: answer_subjects, EntryKind.PRACTICE: practice_entries}


def checks_for(person: Actor, *, after: int = 0, limit: int = PAGE) -> CheckPage:
    """What this person (or the office they work in) has to check, each with what it is."""
    values = {"keeper": person.id, "after": after, "rows": limit + 1}
    found = db.session.scalars(_due(person.is_office), values).all()
    shown = found[:limit]
    return CheckPage(check_rows(person, shown), shown[-1].id if len(found) > limit else None)


@cache
def _due(of_office: bool) -> Select[Freshness]:
    return (
        select(Freshness)
        .where(*_is_due(of_office), Freshness.id > bindparam("after"))
        .options(joinedload(Freshness.cause), joinedload(Freshness.owner))
        .order_by(Freshness.id)
        .limit(bindparam("rows", type_=Integer))
    )


def count_checks(person: Actor) -> int:
    due = select(func.count()).select_from(Freshness).where(*_is_due(person.is_office))
    return db.session.scalar(due, {"keeper": person.id}) or 0


def check_rows(person: Actor, entries: Sequence[Freshness]) -> list[CheckRow]:
    """One statement for each kind of entry."""
    subjects = {
        kind: SUBJECTS[kind](person, [entry.thing_id for entry in entries if entry.kind is kind])
        for kind in {entry.kind for entry in entries}
    }
    return [CheckRow(entry, subjects[entry.kind].get(entry.thing_id)) for entry in entries]


def get_entry(person: Actor, number: int) -> Freshness:
    """With its owner, cause and causes. Raises NotFound, also when the person may not see the thing itself."""
    loaded = [joinedload(Freshness.owner), joinedload(Freshness.cause), selectinload(Freshness.causes)]
    entry = db.session.get(Freshness, number, options=loaded) if number <= HIGHEST_ID else None
    if entry is None or check_rows(person, [entry])[0].subject is None:
        raise NotFound
    return entry


def entry_of(kind: EntryKind, thing_id: int) -> Freshness | None:
    """The dates of this thing; None while it never counted as knowledge."""
    return db.session.scalars(
        select(Freshness).where(Freshness.kind == kind, Freshness.thing_id == thing_id)
    ).one_or_none()


def expired_entries(*, limit: int) -> Sequence[int]:
    """Ids of entries that counted as valid and are so no more since today or earlier."""
    over = select(Freshness.id).where(Freshness.state == EntryState.VALID, Freshness.valid_until < today())
    return db.session.scalars(over.order_by(Freshness.id).limit(limit)).all()


def owner_for(question: Question, author: Person) -> int | None:
    """Who keeps the answer true: the question's last owner or its author if pilot, else as routed; None: the office."""
    last = select(Ownership).where(Ownership.question_id == question.id).order_by(Ownership.seq.desc()).limit(1)
    owner = db.session.scalars(last.options(joinedload(Ownership.person))).first()
    for person in (owner.person if owner else None, author):
        if person is not None and person.is_active and person.is_pilot:
            return person.id
    return chain_of(question)[0].person_id


def owner_of_practice(practice: Practice) -> int | None:
    """Its author while pilot or in the office, else who answers for its department; None: the office."""
    author = practice.author
    if author.is_active and (author.is_pilot or author.is_office):
        return author.id
    appointed = current_appointments(department_ids=[practice.department_id] if practice.department_id else [])
    by_kind = sorted(appointed, key=lambda one: one.kind is not AppointmentKind.PILOT)
    return by_kind[0].person_id if by_kind else None


def causes_page(*, after: str = "", limit: int = PAGE) -> tuple[Sequence[CauseRow], str | None]:
    """Causes in the order of their names with how many entries depend on each; and the key of the next page."""
    bound = (
        select(func.count())
        .select_from(CauseBinding)
        .where(CauseBinding.cause_id == Cause.id)
        .correlate(Cause)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(Cause, bound).where(Cause.name > after).order_by(Cause.name).limit(limit + 1)
    ).all()
    shown = [CauseRow(cause, count or 0) for cause, count in found[:limit]]
    return shown, shown[-1].cause.name if len(found) > limit else None


def all_causes() -> Sequence[Cause]:
    return db.session.scalars(select(Cause).order_by(Cause.name)).all()


def get_cause(number: int) -> Cause:
    """With its changes. Raises NotFound."""
    loaded = selectinload(Cause.changes).joinedload(CauseChange.actor)
    cause = db.session.get(Cause, number, options=[loaded]) if number <= HIGHEST_ID else None
    if cause is None:
        raise NotFound
    return cause


def entries_bound_to(person: Actor, cause: Cause, *, after: int = 0, limit: int = PAGE) -> CheckPage:
    """The entries that depend on a cause, as far as the person may see them."""
    statement = (
        select(Freshness)
        .join(CauseBinding, CauseBinding.freshness_id == Freshness.id)
        .where(CauseBinding.cause_id == cause.id, Freshness.id > after)
        .options(joinedload(Freshness.owner))
        .order_by(Freshness.id)
        .limit(limit + 1)
    )
    found = db.session.scalars(statement).all()
    shown = found[:limit]
    return CheckPage(check_rows(person, shown), shown[-1].id if len(found) > limit else None)


def cause_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices about a changed cause lead to the person's queue."""
    if not person.is_employee:
        return {}
    found = db.session.scalars(select(Cause).where(Cause.id.in_(numbers)))
    return {cause.id: Subject(cause.name, DESK_PATH) for cause in found}


def queue_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices that name an entry lead to the queue in which it stands."""
    entries = db.session.scalars(select(Freshness).where(Freshness.id.in_(numbers))).all()
    return {row.entry.id: Subject(row.subject.title, DESK_PATH) for row in check_rows(person, entries) if row.subject}


def _is_due(of_office: bool) -> tuple[ColumnElement[bool], ...]:
    """To be checked by "keeper" or by the office they work in."""
    mine = Freshness.owner_id == bindparam("keeper")
    kept = or_(mine, Freshness.owner_kind == OwnerKind.OFFICE) if of_office else mine
    return Freshness.state == EntryState.TO_CHECK, kept


def _beginning_of(markdown: str) -> str:
    words = " ".join(to_text(markdown[: 4 * EXCERPT]).split())  # marks and addresses of links take no more than that
    return words if len(words) <= EXCERPT else words[:EXCERPT].rpartition(" ")[0] + " …"
