"""Reads about departments, appointments and absences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import (
    Absence,
    Appointment,
    AppointmentState,
    Department,
    DepartmentPeriod,
    DepartmentSuccession,
    Person,
)
from core.db import db, utcnow
from core.errors import NotFound
from core.formats import LOCAL


@dataclass(frozen=True)
class Organisation:
    """All open departments as a tree, by code; a city has few enough of them to be read at once."""

    all: Sequence[Department]

    @cached_property
    def by_id(self) -> dict[int, Department]:
        return {department.id: department for department in self.all}

    @cached_property
    def parent_ids(self) -> frozenset[int]:
        return frozenset(department.parent_id for department in self.all if department.parent_id is not None)

    @cached_property
    def leaves(self) -> list[Department]:
        """Departments in the narrow sense: nothing stands below them."""
        return [department for department in self.all if department.id not in self.parent_ids]

    @cached_property
    def divisions(self) -> list[Department]:
        return [department for department in self.all if department.id in self.parent_ids]

    def below(self, division: Department | None) -> list[Department]:
        parent_id = division.id if division else None
        return [department for department in self.leaves if department.parent_id == parent_id]

    def division_of(self, department: Department) -> Department | None:
        return self.by_id.get(department.parent_id) if department.parent_id is not None else None


_RESTING = [AppointmentState.APPOINTED, AppointmentState.IN_TRAINING, AppointmentState.PAUSED]

# Built once, here and below: what every page reads is not put together anew for each.
_OPEN_DEPARTMENTS = select(Department).where(Department.closed_at.is_(None)).order_by(Department.code)


def organisation() -> Organisation:
    return Organisation(db.session.scalars(_OPEN_DEPARTMENTS).all())


def get_department(number: int) -> Department:
    """Raises NotFound."""
    found = db.session.get(Department, number)
    if found is None:
        raise NotFound
    return found


def get_department_by_slug(slug: str) -> Department:
    """With its head. Raises NotFound."""
    statement = select(Department).where(Department.slug == slug).options(joinedload(Department.head))
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def periods_of(number: int) -> Sequence[DepartmentPeriod]:
    """What was true of a department, newest first."""
    own = select(DepartmentPeriod).where(DepartmentPeriod.department_id == number)
    return db.session.scalars(own.order_by(DepartmentPeriod.valid_from.desc())).all()


def successions_of(number: int) -> Sequence[DepartmentSuccession]:
    """Into what it went and what came out of it, or went into it; with both departments, newest first."""
    about = or_(DepartmentSuccession.department_id == number, DepartmentSuccession.successor_id == number)
    both = joinedload(DepartmentSuccession.department), joinedload(DepartmentSuccession.successor)
    return db.session.scalars(
        select(DepartmentSuccession).where(about).options(*both).order_by(DepartmentSuccession.id.desc())
    ).all()


def successors_of_closed(department: Department) -> list[Department]:
    """The open departments to which the address of a closed one leads: step by step, each once."""
    rows = db.session.execute(select(DepartmentSuccession.department_id, DepartmentSuccession.successor_id)).all()
    following: dict[int, list[int]] = {}
    for before, after in rows:
        following.setdefault(before, []).append(after)
    found, waiting, seen = list[Department](), [department], {department.id}
    while waiting:
        known = departments_by_id(number for one in waiting for number in following.get(one.id, ()))
        new = [one for number, one in sorted(known.items()) if number not in seen]
        seen |= {one.id for one in new}
        found += [one for one in new if one.is_open]
        waiting = [one for one in new if not one.is_open]
    return found


def departments_by_id(numbers: Iterable[int]) -> dict[int, Department]:
    found = db.session.scalars(select(Department).where(Department.id.in_(set(numbers))))
    return {department.id: department for department in found}


def today() -> date:
    """The local day: appointments and validity count in local days."""
    return utcnow().astimezone(LOCAL).date()


def is_running(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that an appointment runs on that day: somebody is pilot or deputy, and not paused."""
    ends_later = or_(Appointment.valid_until.is_(None), Appointment.valid_until > day)
    return and_(Appointment.valid_from <= day, ends_later, Appointment.state.not_in(_RESTING))


def current_appointments(
    *, on: date | None = None, department_ids: Iterable[int] | None = None
) -> Sequence[Appointment]:
    """Appointments that run on that day (default: today) with their people, oldest first."""
    wanted = {} if department_ids is None else {"departments": list(set(department_ids))}
    return db.session.scalars(_running_appointments("departments" in wanted), {"day": on or today(), **wanted}).all()


@cache
def _running_appointments(is_narrowed: bool) -> Select[Appointment]:
    statement = (
        select(Appointment)
        .join(Appointment.person)
        .where(is_running(bindparam("day")), Person.blocked_at.is_(None))
        .options(joinedload(Appointment.person))
        .order_by(Appointment.valid_from, Appointment.id)
    )
    here = Appointment.department_id.in_(bindparam("departments", expanding=True))
    return statement.where(here) if is_narrowed else statement


_ABSENCES = (
    select(Absence)
    .where(Absence.person_id.in_(bindparam("people", expanding=True)), Absence.ends_at > bindparam("since"))
    .order_by(Absence.starts_at)
)


def absences_of(person_ids: Iterable[int], *, since: datetime) -> dict[int, list[Absence]]:
    """Absences that end after `since`, by person, earliest first."""
    people, found = list(set(person_ids)), dict[int, list[Absence]]()
    for absence in db.session.scalars(_ABSENCES, {"people": people, "since": since}) if people else ():
        found.setdefault(absence.person_id, []).append(absence)
    return found


def present_people(person_ids: Iterable[int], *, at: datetime) -> set[int]:
    """Those of them who are not away at that instant."""
    numbers = set(person_ids)
    away = absences_of(numbers, since=at)
    return {number for number in numbers if not any(absence.covers(at) for absence in away.get(number, ()))}


def get_absence(person: Person, number: int) -> Absence:
    """An absence of that person. Raises NotFound."""
    own = select(Absence).where(Absence.id == number, Absence.person_id == person.id)
    found = db.session.scalars(own).one_or_none()
    if found is None:
        raise NotFound
    return found


def deputies_of(person: Person) -> list[Person]:
    """Who else answers for this pilot's departments today, without the pilot."""
    running = current_appointments(department_ids=person.pilot_departments) if person.is_pilot else []
    return list({each.person_id: each.person for each in running if each.person_id != person.id}.values())
