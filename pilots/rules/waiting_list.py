"""The published rule by which a waiting list is ordered, and the list as the log tells it. Pure.

A rule has a number and never changes; a new one gets the next number, and a course keeps the one it began with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from accounts.models import AppointmentKind
from pilots.models.enrolments import EnrolmentState, Place

ENDS_SOON = timedelta(days=180)
"""An appointment that ends within these days counts as one that is ending."""

RULES: Mapping[int, Mapping[Place, int]] = {
    1: {
        Place.OFFICE: 0,
        Place.NO_PILOT: 1,
        Place.ENDING: 2,
        Place.DEPUTY: 3,
        Place.HAS_PILOT: 4,
        Place.IN_TRAINING: 4,
        Place.HAS_DEPUTY: 4,
        Place.BY_DATE: 4,
        Place.EXTERNAL: 5,
    }
}
"""By number: the class of each place. Within a class the earlier date comes first, then the smaller number."""

NEWEST = max(RULES)


@dataclass(frozen=True)
class DepartmentFacts:
    """What counts about a department. `pilots_until`: the ends of running appointments, None for open ones.

    `in_training`: as what others of it hold seats in courses.
    """

    pilots_until: tuple[date | None, ...] = ()
    has_deputy: bool = False
    in_training: frozenset[AppointmentKind] = frozenset()


def place_of(kind: AppointmentKind, facts: DepartmentFacts | None, today: date) -> Place:
    """Where a request belongs; `facts` None: from outside."""
    if facts is None:
        return Place.EXTERNAL
    if kind is AppointmentKind.DEPUTY:
        return Place.HAS_DEPUTY if facts.has_deputy or kind in facts.in_training else Place.DEPUTY
    if kind in facts.in_training:
        return Place.IN_TRAINING
    if not facts.pilots_until:
        return Place.NO_PILOT
    is_ending = all(until is not None and until <= today + ENDS_SOON for until in facts.pilots_until)
    return Place.ENDING if is_ending else Place.HAS_PILOT


class Waiting(Protocol):
    id: int
    place: Place | None
    ranked_at: datetime | None


W = TypeVar("W", bound=Waiting)


def order_key(number: int, place: Place | None, ranked_at: datetime | None, rule: int) -> tuple[int, datetime, int]:
    """Raises ValueError for somebody who does not wait."""
    if place is None or ranked_at is None:
        raise ValueError("only who waits has a place")
    return RULES[rule][place], ranked_at, number


def in_order(waiting: Iterable[W], rule: int) -> list[W]:
    return sorted(waiting, key=lambda one: order_key(one.id, one.place, one.ranked_at, rule))


class LogRow(Protocol):
    """A row of the log of enrolments."""

    subject_id: int
    seq: int
    to_state: str
    place: Place | None
    ranked_at: datetime | None


def replay(log: Iterable[LogRow], rule: int) -> list[int]:
    """The ids of those who wait, in order, from the log alone; rows may come in any order."""
    last: dict[int, LogRow] = {}
    for row in sorted(log, key=lambda row: (row.subject_id, row.seq)):
        last[row.subject_id] = row
    waiting = [row for row in last.values() if row.to_state == EnrolmentState.WAITING]
    return [
        row.subject_id
        for row in sorted(waiting, key=lambda row: order_key(row.subject_id, row.place, row.ranked_at, rule))
    ]
