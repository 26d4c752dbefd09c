"""Writes about appointments: who is pilot or deputy of a department, from when until when."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import or_, select

from accounts import rules
from accounts.models import Actor, Appointment, AppointmentKind, AppointmentState, Department, Person
from accounts.queries.organisation import today
from core import audit
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from core.formats import LOCAL
from core.outbox import enqueue


@dataclass(frozen=True)
class Followers:
    """What the areas above do in the same transaction. `appointed` gets the reason; `ending`: an end was set;
    `leaving`: these people were blocked or went to another department."""

    appointed: Callable[[Actor, Appointment, str], None]
    ending: Callable[[Actor, Appointment], None]
    leaving: Callable[[Actor, Sequence[Person]], None]


_followers: list[Followers] = []


def register_appointment_followers(followers_of_areas: Iterable[Followers]) -> None:
    """Called once, when the app is put together."""
    _followers[:] = followers_of_areas


def tell_leaving(actor: Actor, *people: Person) -> None:
    """Called by the actions that block somebody or put them into another department."""
    db.session.flush()
    for one in _followers:
        one.leaving(actor, people)


def appoint_person(
    *,
    actor: Actor,
    person: Person,
    department: Department,
    kind: AppointmentKind,
    valid_from: date,
    valid_until: date | None = None,
    state: AppointmentState = AppointmentState.ACTIVE,
    reason: str = "",
) -> Appointment:
    """From today on or later: who answered on a day that is over is not told anew. Without `valid_until` it is open.

    `state`: at once active, after a completed training or for a `reason`; or appointed, and the training comes.
    Raises NotAllowed, Conflict("begins_in_the_past" | "ends_before_start" | "department_closed" | "blocked" |
    "already_appointed" | "needs_reason").
    """
    ensure(rules.can_manage_appointments(actor))
    if valid_from < today():
        raise Conflict("begins_in_the_past")
    if valid_until is not None and valid_until <= valid_from:
        raise Conflict("ends_before_start")
    lock(person)
    if not department.is_open:
        raise Conflict("department_closed")
    if not person.is_active:
        raise Conflict("blocked")
    _refuse_double(person, department, valid_from)
    appointment = Appointment(kind=kind, valid_from=valid_from, valid_until=valid_until, state=state)
    appointment.person, appointment.department = person, department
    db.session.add(appointment)
    db.session.flush()
    _record("accounts.appoint_person", actor, appointment, kind=kind.value)
    for one in _followers:
        one.appointed(actor, appointment, reason)
    _follow(appointment, valid_from)
    return appointment


def end_appointment(*, actor: Actor, appointment: Appointment, valid_until: date) -> None:
    """From that day on, which is not over, it holds no more; a coming end can be set anew. One that would end before
    it began was a mistake and is withdrawn: it did not begin before today.

    Raises NotAllowed, Conflict("ended" | "ends_in_the_past").
    """
    ensure(rules.can_manage_appointments(actor))
    lock(appointment)
    if appointment.valid_until is not None and appointment.valid_until <= today():
        raise Conflict("ended")
    if valid_until < today():
        raise Conflict("ends_in_the_past")
    if valid_until > appointment.valid_from:
        appointment.valid_until = valid_until
        _record("accounts.end_appointment", actor, appointment, valid_until=valid_until.isoformat())
        for one in _followers:
            one.ending(actor, appointment)
    else:
        _record("accounts.withdraw_appointment", actor, appointment)
        db.session.delete(appointment)
    _follow(appointment, valid_until)


def _refuse_double(person: Person, department: Department, valid_from: date) -> None:
    same = select(Appointment.id).where(
        Appointment.person_id == person.id,
        Appointment.department_id == department.id,
        or_(Appointment.valid_until.is_(None), Appointment.valid_until > valid_from),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Conflict("already_appointed")


def _record(act: str, actor: Actor, appointment: Appointment, **details: str) -> None:
    about: dict[str, int | str | None] = {"department_id": appointment.department_id, **details}
    audit.record(act, actor_id=actor.id, subject=("person", appointment.person_id), details=about)


def _follow(appointment: Appointment, day: date) -> None:
    """Open questions look for their owners anew when it takes effect: now, or as that day begins."""
    begins = datetime.combine(day, time(), LOCAL)
    enqueue(
        "knowledge.follow_appointment",
        due_at=max(begins, utcnow()),
        department_id=appointment.department_id,
        person_id=appointment.person_id,
    )
