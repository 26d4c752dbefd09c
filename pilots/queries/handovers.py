"""Reads of handovers: what somebody looks after, what went over, and the kinds of it that the areas above bring."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Actor, Appointment, Department, Person
from accounts.queries import office_people
from accounts.queries.notices import Subject
from accounts.queries.organisation import is_running, today
from core.db import db
from core.errors import NotFound
from pilots.models import Handover, HandoverItem
from pilots.rules import can_hand_over, can_read_handover

MOST_SHOWN = 300


@dataclass(frozen=True)
class Row:
    """One thing as the list shows it; `at` and `day`: when it is or is due, `is_due`: it waits already."""

    id: int
    title: str
    path: str
    at: datetime | None = None
    day: date | None = None
    is_due: bool = False
    is_draft: bool = False


@dataclass(frozen=True)
class Move:
    """A handover while it happens."""

    actor: Person
    leaver: Person
    successor: Person
    note: str


@dataclass(frozen=True)
class Mover:
    """A kind of thing that somebody looks after and that goes over. Its heading stands in `pilots/_handover.html`.

    `columns`: where the models keep who looks after it. `open_of` gives what a person has now, as a reader may see
    it, `named` those with these ids, both at most MOST_SHOWN + 1 in one statement. `move` gives all of it to the
    successor, also what no list shows, and returns the ids of what they have open now; it tells the successor
    nothing: the handover itself does.
    """

    code: str
    columns: frozenset[str]
    open_of: Callable[[Actor, int], Sequence[Row]]
    named: Callable[[Actor, Sequence[int]], Sequence[Row]]
    move: Callable[[Move], Sequence[int]]


@dataclass(frozen=True)
class Part:
    """All of one kind; `more`: that many again are not shown, because they are too many or not the reader's to see."""

    code: str
    rows: Sequence[Row]
    more: int = 0


_movers: list[Mover] = []


def register_movers(movers_of_areas: Iterable[Mover]) -> None:
    """Called once, when the app is put together."""
    _movers[:] = movers_of_areas


def movers() -> Sequence[Mover]:
    return _movers


def path_of_handover(number: int) -> str:
    return f"/uebergaben/{number}"


def open_parts(reader: Actor, leaver: Person) -> list[Part]:
    """What would go over now, kind by kind; one statement each."""
    found = [(mover, mover.open_of(reader, leaver.id)) for mover in movers()]
    return [Part(mover.code, rows[:MOST_SHOWN], max(0, len(rows) - MOST_SHOWN)) for mover, rows in found if rows]


def parts_of(reader: Actor, handover: Handover) -> list[Part]:
    """What went over, as far as the reader may still see it."""
    items = select(HandoverItem.kind, HandoverItem.thing_id).where(HandoverItem.handover_id == handover.id)
    by_kind: dict[str, list[int]] = {}
    for kind, number in db.session.execute(items.order_by(HandoverItem.thing_id)):
        by_kind.setdefault(kind, []).append(number)
    return [_part(reader, mover, by_kind[mover.code]) for mover in movers() if mover.code in by_kind]


def _part(reader: Actor, mover: Mover, numbers: Sequence[int]) -> Part:
    rows = mover.named(reader, numbers)[:MOST_SHOWN]
    return Part(mover.code, rows, len(numbers) - len(rows))


def get_handover(reader: Actor, number: int) -> Handover:
    """With its people. Raises NotFound for everybody whom it does not concern."""
    people = (joinedload(Handover.leaver), joinedload(Handover.successor), joinedload(Handover.actor))
    found = db.session.get(Handover, number, options=people)
    if found is None or not can_read_handover(reader, found):
        raise NotFound
    return found


def handovers_of(leaver: Person, *, limit: int = 10) -> Sequence[Handover]:
    """What this person handed over so far, newest first."""
    own = select(Handover).where(Handover.leaver_id == leaver.id).options(joinedload(Handover.successor))
    return db.session.scalars(own.order_by(Handover.id.desc()).limit(limit)).all()


def handover_subjects(person: Person, numbers: Sequence[int]) -> dict[int, Subject]:
    """Notices about a handover lead to its list."""
    found = db.session.scalars(
        select(Handover).where(Handover.id.in_(numbers)).options(joinedload(Handover.leaver))
    ).all()
    readable = [one for one in found if one.successor_id == person.id or can_hand_over(person)]
    return {one.id: Subject(one.leaver.name, path_of_handover(one.id)) for one in readable}


def successors_of(leaver: Person) -> list[tuple[Person, str]]:
    """Who may take over, with the name of their department: first who was appointed beside the leaver, then by name."""
    beside = {one.department_id for one in leaver.appointments}
    found: dict[int, tuple[Any, ...]] = {}
    for person, department in db.session.execute(_appointed()).unique():
        found.setdefault(person.id, (department.id not in beside, person.sort_name, person, department.name))
    for person in office_people():
        found.setdefault(person.id, (True, person.sort_name, person, ""))
    found.pop(leaver.id, None)
    return [(person, name) for *_order, person, name in sorted(found.values(), key=lambda one: (*one[:2], one[2].id))]


def _appointed() -> Any:
    return (
        select(Person, Department)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Department, Department.id == Appointment.department_id)
        .where(is_running(today()), Person.blocked_at.is_(None))
        .order_by(Appointment.valid_from, Appointment.id)
    )
