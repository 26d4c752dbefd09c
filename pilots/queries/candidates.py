"""Reads about who can be nominated, and which departments nobody has nominated for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from accounts.models import AppointmentKind, Department, Person
from accounts.queries import current_appointments, organisation
from core.db import db
from pilots.models import Nomination
from pilots.models import NominationState as State
from pilots.models.nominations import LIVE

MOST_PEOPLE = 1000


@dataclass(frozen=True)
class Uncovered:
    """A department without a pilot for which nobody is nominated; `last`: how the latest nomination ended."""

    department: Department
    head: Person | None
    last: Nomination | None


def candidates_of(department: Department) -> Sequence[Person]:
    """Who works there and can sign in, by surname."""
    return db.session.scalars(_CANDIDATES, {"department": department.id}).all()


# Built once, here and below: putting a statement together takes a third of what it costs.
_CANDIDATES = (
    select(Person)
    .where(Person.department_id == bindparam("department"), Person.blocked_at.is_(None), ~Person.is_mask)
    .order_by(Person.sort_name, Person.id)
    .limit(MOST_PEOPLE)
)


def departments_without() -> list[Uncovered]:
    """Departments that count, have no pilot, and for which no pilot is nominated or confirmed; four statements."""
    counted = [one for one in organisation().leaves if one.is_counted]
    ids = [one.id for one in counted]
    running = current_appointments(department_ids=ids)
    covered = {one.department_id for one in running if one.kind is AppointmentKind.PILOT}
    latest = {one.department_id: one for one in db.session.scalars(_NOMINATED, {"departments": ids})}
    open_ = [one for one in counted if one.id not in covered and not _is_on_its_way(latest.get(one.id))]
    heads = _people_by_id([one.head_id for one in open_ if one.head_id])
    return [Uncovered(one, heads.get(one.head_id or 0), latest.get(one.id)) for one in open_]


def uncovered(slug: str) -> Uncovered | None:
    return next((one for one in departments_without() if one.department.slug == slug), None)


_NOMINATED = (
    select(Nomination)
    .where(
        Nomination.department_id.in_(bindparam("departments", expanding=True)),
        Nomination.kind == AppointmentKind.PILOT,
        Nomination.submitted_at.is_not(None),
    )
    .order_by(Nomination.submitted_at, Nomination.id)
)


def _is_on_its_way(nomination: Nomination | None) -> bool:
    return nomination is not None and (nomination.state in LIVE or nomination.state is State.CONFIRMED)


def _people_by_id(numbers: Sequence[int]) -> dict[int, Person]:
    found = db.session.scalars(select(Person).where(Person.id.in_(numbers))) if numbers else ()
    return {person.id: person for person in found}
