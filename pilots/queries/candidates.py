"""Reads about who can be nominated, and which departments nobody has nominated for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from accounts.models import AppointmentKind, Department, Person
from accounts.queries import organisation
from core.db import db
from pilots.models import Coverage, Nomination
from pilots.queries.coverage import coverage_on

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
    """Departments that coverage counts as without: no pilot, nobody in training, nobody nominated. The same number of
    statements however many they are."""
    without = {row.department.department_id for row in coverage_on().rows if row.status is Coverage.WITHOUT}
    open_ = [one for one in organisation().leaves if one.id in without]
    latest = {one.department_id: one for one in db.session.scalars(_NOMINATED, {"departments": list(without)})}
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


def _people_by_id(numbers: Sequence[int]) -> dict[int, Person]:
    found = db.session.scalars(select(Person).where(Person.id.in_(numbers))) if numbers else ()
    return {person.id: person for person in found}
