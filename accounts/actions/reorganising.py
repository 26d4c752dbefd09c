"""Departments that merge and split: people, appointments and what other areas keep go where they belong."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from accounts import queries, rules
from accounts.actions.departments import DepartmentEntry, create_department
from accounts.actions.periods import note_period
from accounts.models import (
    Actor,
    Appointment,
    AppointmentState,
    Department,
    DepartmentSuccession,
    Person,
    SuccessionKind,
)
from accounts.queries.organisation import today
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.outbox import enqueue


@dataclass(frozen=True)
class Reorganisation:
    """What happens: these people leave `department` for `into`; all of it goes when `is_merge`."""

    actor: Actor
    department: Department
    into: Department
    people: Sequence[int]
    is_merge: bool


Follower = Callable[[Reorganisation], None]
_followers: list[Follower] = []


def register_followers(followers_of_areas: Iterable[Follower]) -> None:
    """Called once, when the app is put together: what else of a department goes over, in the same transaction."""
    _followers[:] = followers_of_areas


def merge_departments(*, actor: Actor, department: Department, into: Department) -> Department:
    """From today on `department` is a part of `into`: it is closed, its past stays, its address leads on.

    Raises NotAllowed, Conflict("closed" | "into_itself" | "has_departments" | "into_division").
    """
    ensure(rules.can_manage_departments(actor))
    _hold(department, into)
    if department.id == into.id:
        raise Conflict("into_itself")
    _refuse_division(department, "has_departments")
    _refuse_division(into, "into_division")
    people = _people_of(department)
    _go_over(Reorganisation(actor, department, into, [one.id for one in people], is_merge=True), people)
    department.closed_at = utcnow()
    department.head = into.head
    note_period(department)
    _write_down(actor, department, into, SuccessionKind.MERGE)
    return into


def split_department(
    *, actor: Actor, department: Department, entry: DepartmentEntry, people: Collection[Person]
) -> Department:
    """A new department comes out of `department`; these of its people go there, with their appointments.

    Raises NotAllowed, Conflict("closed" | "has_departments" | "not_its_people") and those of `create_department`.
    """
    ensure(rules.can_manage_departments(actor))
    _hold(department)
    _refuse_division(department, "has_departments")
    if any(one.department_id != department.id for one in people):
        raise Conflict("not_its_people")
    made = create_department(actor=actor, entry=entry)
    _go_over(Reorganisation(actor, department, made, [one.id for one in people], is_merge=False), people)
    _write_down(actor, department, made, SuccessionKind.SPLIT)
    return made


def _hold(*departments: Department) -> None:
    lock_name("departments")
    for one in sorted(departments, key=lambda each: each.id):
        lock(one)
        if not one.is_open:
            raise Conflict("closed")


def _refuse_division(department: Department, code: str) -> None:
    if queries.department_use(department.id).departments:
        raise Conflict(code)


def _people_of(department: Department) -> Sequence[Person]:
    """Blocked ones too: they would else belong to what is closed."""
    return db.session.scalars(select(Person).where(Person.department_id == department.id).order_by(Person.id)).all()


def _go_over(change: Reorganisation, people: Collection[Person]) -> None:
    for person in people:
        person.department_id = change.into.id
        enqueue("knowledge.follow_person", person_id=person.id)
    for appointment in _appointments(change):
        _move(change, appointment)
    db.session.flush()
    for follow in _followers:
        follow(change)


def _appointments(change: Reorganisation) -> Sequence[Appointment]:
    """Those that run or will: all of them at a merge, else those of the people who go."""
    still = or_(Appointment.valid_until.is_(None), Appointment.valid_until > today())
    here = select(Appointment).where(Appointment.department_id == change.department.id, still)
    if not change.is_merge:
        here = here.where(Appointment.person_id.in_(change.people))
    return db.session.scalars(here.order_by(Appointment.id).with_for_update()).all()


def _move(change: Reorganisation, old: Appointment) -> None:
    """What was before today stays with the old department; from today on the new one has it."""
    day, until = max(today(), old.valid_from), old.valid_until
    if not _is_appointed(old.person_id, change.into):
        new = Appointment(kind=old.kind, valid_from=day, valid_until=until, state=old.state)
        new.person_id, new.department_id = old.person_id, change.into.id
        db.session.add(new)
    if old.valid_from < today():
        old.valid_until, old.state = today(), AppointmentState.ENDED
    else:
        db.session.delete(old)
    db.session.flush()
    for department in (change.department, change.into):
        enqueue("knowledge.follow_appointment", department_id=department.id, person_id=old.person_id)


def _is_appointed(person_id: int, department: Department) -> bool:
    still = or_(Appointment.valid_until.is_(None), Appointment.valid_until > today())
    same = Appointment.person_id == person_id, Appointment.department_id == department.id, still
    return db.session.scalar(select(Appointment.id).where(*same).limit(1)) is not None


def _write_down(actor: Actor, department: Department, into: Department, kind: SuccessionKind) -> None:
    db.session.add(DepartmentSuccession(department_id=department.id, successor_id=into.id, kind=kind, day=today()))
    db.session.flush()
    act = "accounts.merge_departments" if kind is SuccessionKind.MERGE else "accounts.split_department"
    audit.record(act, actor_id=actor.id, subject=("department", department.id), details={"into": into.id})
