"""Reads of nominations: one with its history, the list, what waits for whom, and what notices lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import Actor, AppointmentKind, Department, Person
from accounts.queries.notices import Subject
from core.db import db, utcnow
from core.errors import NotFound
from pilots.models import Nomination, NominationMove
from pilots.models import NominationState as State
from pilots.models.nominations import FINAL, LIVE
from pilots.rules.nominations import REMIND_BEFORE, can_see_nomination

PAGE = 20
HIGHEST_ID = 2**31 - 1


class Shelf(StrEnum):
    """Which nominations of all: the tabs of the list."""

    WAITING = "wartet"
    LIVE = "laufend"
    DRAFTS = "entwuerfe"
    ENDED = "beendet"


@dataclass(frozen=True)
class NominationFilter:
    """What the list is narrowed down to; `department` is a slug."""

    shelf: Shelf | None = None
    kind: AppointmentKind | None = None
    department: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.kind or self.department)


@dataclass(frozen=True)
class NominationPage:
    """`before`: the id to go on from, None at the end."""

    nominations: Sequence[Nomination]
    before: int | None


def path_of_nomination(number: int) -> str:
    return f"/vorschlaege/{number}"


def path_of_consent(number: int) -> str:
    """The one question to the nominee."""
    return f"/vorschlaege/{number}/zustimmung"


def get_nomination(person: Actor, number: int) -> Nomination:
    """With its department, the head and its people. Raises NotFound for everybody whom it does not concern."""
    found = db.session.scalars(_ONE, {"number": min(number, HIGHEST_ID)}).one_or_none()
    if found is None or not can_see_nomination(person, found):
        raise NotFound
    return found


_PEOPLE = (
    joinedload(Nomination.department).joinedload(Department.head),
    joinedload(Nomination.nominee),
    joinedload(Nomination.nominated_by),
)
# Where the statement joins the department anyway.
_LISTED = (contains_eager(Nomination.department).joinedload(Department.head), *_PEOPLE[1:])
# Built once, here and below: putting a statement together takes a third of what it costs.
_ONE = (
    select(Nomination)
    .where(Nomination.id == bindparam("number"))
    .options(*_PEOPLE, joinedload(Nomination.council_by))
    .execution_options(populate_existing=True)
)


def moves_of(nomination: Nomination) -> Sequence[NominationMove]:
    """What happened, in order, with who did it and for whom."""
    return db.session.scalars(_MOVES, {"subject": nomination.id}).all()


_MOVES = (
    select(NominationMove)
    .where(NominationMove.subject_id == bindparam("subject"))
    .options(joinedload(NominationMove.actor), joinedload(NominationMove.on_behalf_of))
    .order_by(NominationMove.seq)
)


def nominations_page(
    person: Person, narrowed: NominationFilter, *, before: int | None = None, limit: int = PAGE
) -> NominationPage:
    """Those the person may see, newest first: one statement, however many there are."""
    statement = _list(person.is_office, narrowed.shelf, narrowed.kind is not None, bool(narrowed.department))
    values = {
        "me": person.id,
        "now": utcnow(),
        "kind": narrowed.kind,
        "department": narrowed.department,
        "newest": HIGHEST_ID if before is None else min(max(before - 1, 0), HIGHEST_ID),
        "count": limit + 1,
    }
    found = db.session.scalars(statement, values).all()
    return NominationPage(found[:limit], found[limit - 1].id if len(found) > limit else None)


@cache
def _list(is_office: bool, shelf: Shelf | None, by_kind: bool, by_department: bool) -> Select[Nomination]:
    statement = (
        select(Nomination)
        .join(Nomination.department)
        .where(_visible(is_office), Nomination.id <= bindparam("newest", type_=Nomination.id.type))
        .options(*_LISTED)
        .order_by(Nomination.id.desc())
        .limit(bindparam("count"))
    )
    if shelf:
        statement = statement.where(_on_shelf(shelf, is_office))
    if by_kind:
        statement = statement.where(Nomination.kind == bindparam("kind", type_=Nomination.kind.type))
    return statement.where(Department.slug == bindparam("department")) if by_department else statement


def _visible(is_office: bool) -> ColumnElement[bool]:
    """As can_see_nomination says; joined with the department."""
    me: BindParameter[int] = bindparam("me")
    is_submitted = Nomination.submitted_at.is_not(None)
    about_me = and_(Nomination.nominee_id == me, is_submitted)
    written = and_(Nomination.nominated_by_id == me, ~is_submitted)
    mine = or_(about_me, written, Department.head_id == me)
    return or_(mine, is_submitted) if is_office else mine


def _on_shelf(shelf: Shelf, is_office: bool) -> ColumnElement[bool]:
    conditions: dict[Shelf, ColumnElement[bool]] = {
        Shelf.WAITING: _waits(is_office),
        Shelf.LIVE: Nomination.state.in_(LIVE),
        Shelf.DRAFTS: Nomination.state == State.DRAFT,
        Shelf.ENDED: Nomination.state.in_(FINAL),
    }
    return conditions[shelf]


def _waits(is_office: bool) -> ColumnElement[bool]:
    """The next step is this person's; joined with the department."""
    me: BindParameter[int] = bindparam("me")
    now = bindparam("now", type_=Nomination.consent_until.type)
    asked = and_(
        Nomination.nominee_id == me, Nomination.state == State.AWAITING_CONSENT, Nomination.consent_until > now
    )
    leads = and_(Department.head_id == me, Nomination.state.in_([State.SUBMITTED, State.QUERY]))
    theirs = and_(Nomination.state == State.CONSENTED, Nomination.nominee_id != me)
    return or_(asked, leads, theirs if is_office else false())


def waiting_nominations(person: Person, *, limit: int = PAGE) -> Sequence[Nomination]:
    """What waits for this person, longest first; one statement."""
    values = {"me": person.id, "now": utcnow(), "count": limit}
    return db.session.scalars(_waiting(person.is_office), values).all()


@cache
def _waiting(is_office: bool) -> Select[Nomination]:
    return (
        select(Nomination)
        .join(Nomination.department)
        .where(Nomination.state.in_(LIVE), _waits(is_office))
        .options(*_LISTED)
        .order_by(Nomination.id)
        .limit(bindparam("count"))
    )


def count_waiting_nominations(person: Actor) -> int:
    return db.session.scalar(_count(person.is_office), {"me": person.id, "now": utcnow()}) or 0


@cache
def _count(is_office: bool) -> Select[int]:
    waiting = select(func.count()).select_from(Nomination).join(Nomination.department)
    return waiting.where(Nomination.state.in_(LIVE), _waits(is_office))


def has_nominations(person: Actor) -> bool:
    """Whether the list holds anything for somebody who is not of the office, or they lead a department."""
    return bool(db.session.scalar(_HAS, {"me": person.id}))


_HAS = select(
    or_(
        exists().where(Department.head_id == bindparam("me"), Department.closed_at.is_(None)),
        exists().where(Nomination.nominee_id == bindparam("me"), Nomination.submitted_at.is_not(None)),
        exists().where(Nomination.nominated_by_id == bindparam("me"), Nomination.submitted_at.is_(None)),
    )
)


def live_nomination(department_id: int, kind: AppointmentKind) -> Nomination | None:
    """The one that is under way there."""
    there = Nomination.department_id == department_id, Nomination.kind == kind, Nomination.state.in_(LIVE)
    return db.session.scalars(select(Nomination).where(*there)).one_or_none()


def nomination_of_submission(person_id: int, submission: str) -> Nomination | None:
    """What this very form made the first time."""
    same = select(Nomination).where(Nomination.nominated_by_id == person_id, Nomination.submission == submission)
    return db.session.scalars(same).one_or_none()


def nominations_to_remind(now: datetime) -> Sequence[int]:
    """Ids of those whose nominee has not decided and was not reminded, as their term comes to its end."""
    open_ = Nomination.state == State.AWAITING_CONSENT, Nomination.reminded_at.is_(None)
    due = Nomination.consent_until <= now + REMIND_BEFORE, Nomination.consent_until > now
    return db.session.scalars(select(Nomination.id).where(*open_, *due).order_by(Nomination.id)).all()


def nominations_to_lapse(now: datetime) -> Sequence[int]:
    over = Nomination.state == State.AWAITING_CONSENT, Nomination.consent_until <= now
    return db.session.scalars(select(Nomination.id).where(*over).order_by(Nomination.id)).all()


def nominations_to_forget(before: datetime) -> Sequence[int]:
    """Those that led to nothing and ended before, and still name somebody."""
    gone = Nomination.ended_at < before, Nomination.state != State.CONFIRMED, Nomination.forgotten_at.is_(None)
    return db.session.scalars(select(Nomination.id).where(*gone).order_by(Nomination.id)).all()


def nomination_to_move(number: int) -> Nomination | None:
    """For the clock, which sees everything."""
    return db.session.scalars(_ONE, {"number": number}).one_or_none()


def nomination_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices lead to the page of the nomination, for those who may see it; named by whom it is about and where."""
    return {one.id: Subject(_title(one), path_of_nomination(one.id)) for one in _seen(person, numbers)}


def consent_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices that ask the nominee lead to that one question."""
    asked = [one for one in _seen(person, numbers) if one.nominee_id == person.id]
    return {one.id: Subject(one.department.name, path_of_consent(one.id)) for one in asked}


def _seen(person: Person, numbers: Sequence[int]) -> list[Nomination]:
    found = db.session.scalars(select(Nomination).where(Nomination.id.in_(numbers)).options(*_PEOPLE))
    return [one for one in found if can_see_nomination(person, one)]


def _title(nomination: Nomination) -> str:
    name = nomination.nominee.name if nomination.nominee else "–"
    return f"{name}, {nomination.department.name}"


def awaits_consent(notice: Any) -> bool:
    """Whether the mail that asks the nominee still has a question to ask."""
    one = db.session.get(Nomination, notice.subject_id)
    is_asked = one is not None and one.state is State.AWAITING_CONSENT and one.nominee_id == notice.person_id
    return bool(is_asked and one and one.consent_until and utcnow() < one.consent_until)


def awaits_head(notice: Any) -> bool:
    """Whether a proposal still waits for whoever leads the department."""
    one = db.session.get(Nomination, notice.subject_id, options=[joinedload(Nomination.department)])
    is_waiting = one is not None and one.state in (State.SUBMITTED, State.QUERY)
    return bool(is_waiting and one and one.department.head_id == notice.person_id)
