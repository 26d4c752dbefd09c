"""What every step of a nomination has in common: judged, written down, told; and who can be nominated at all."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from accounts.actions import notify
from accounts.models import Actor, Appointment, AppointmentKind, Department, Person
from accounts.queries import office_people, organisation
from accounts.queries.organisation import today
from core import audit
from core.access import ensure
from core.db import db, lock_name, utcnow
from core.errors import Conflict
from pilots.actions.moves import take_step
from pilots.models import Nomination, NominationMove, Standing
from pilots.models.nominations import FINAL
from pilots.queries.nominations import live_nomination
from pilots.rules import nominations as rules


def step(nomination: Nomination, name: str, *, actor: Actor | None, reason: str = "", **facts: Any) -> NominationMove:
    """Take a step of the nomination, which is locked; `actor` None: the clock. A step for the head is told to the head.

    `facts`: columns that the new state brings with it.

    Raises Conflict step_not_allowed where the state lets nobody take it; NotAllowed.
    """
    origin, found = nomination.state, rules.MACHINE.step(name)
    target = rules.MACHINE.target(name, origin)
    standing = Standing.SYSTEM if actor is None else rules.standing_for(actor, nomination, name)
    ensure(standing in found.who)
    head_id = nomination.department.head_id
    stands_in = standing is Standing.HEAD and actor is not None and actor.id != head_id
    if target in FINAL:
        facts |= {"ended_at": utcnow(), "ended_by_id": actor.id if actor else None, "end_reason": reason}
    for column, value in facts.items():
        setattr(nomination, column, value)
    move = take_step(
        NominationMove,
        nomination,
        found,
        origin=origin,
        actor=actor,
        standing=standing or Standing.SYSTEM,
        reason=reason,
        on_behalf_of_id=head_id if stands_in else None,
    )
    record(f"pilots.{name}", nomination, actor, origin=origin.value)
    if stands_in:
        tell("nomination_on_behalf", [head_id], nomination, move, actor)
    return move


def record(act: str, nomination: Nomination, actor: Actor | None, *, origin: str | None = None) -> None:
    details = {"from": origin, "to": nomination.state.value} if origin else {}
    audit.record(act, actor_id=actor.id if actor else None, subject=("nomination", nomination.id), details=details)


def tell(
    kind: str, person_ids: Iterable[int | None], nomination: Nomination, move: NominationMove, actor: Actor | None
) -> None:
    """Once for each of these people and this step; nobody is told what they did themselves."""
    for number in sorted({number for number in person_ids if number is not None}):
        actor_id = actor.id if actor else None
        notify(kind=kind, person_id=number, subject_id=nomination.id, event=str(move.id), actor_id=actor_id)


def office_ids(nomination: Nomination) -> list[int]:
    """Who decides in the office; nobody about themselves."""
    return [person.id for person in office_people() if person.id != nomination.nominee_id]


def refuse_unfit(department: Department, kind: AppointmentKind, nominee: Person | None) -> None:
    """Raises Conflict department_closed, not_a_department, no_head, nominee_blocked, nominee_elsewhere,
    already_appointed."""
    if not department.is_open:
        raise Conflict("department_closed")
    if department.id not in {leaf.id for leaf in organisation().leaves}:
        raise Conflict("not_a_department")
    if department.head_id is None:
        raise Conflict("no_head")
    if nominee is None or not nominee.is_active or nominee.is_mask:
        raise Conflict("nominee_blocked")
    if nominee.department_id != department.id:
        raise Conflict("nominee_elsewhere")
    if _is_appointed(department, kind, nominee):
        raise Conflict("already_appointed")


def _is_appointed(department: Department, kind: AppointmentKind, nominee: Person) -> bool:
    """A deputy may be nominated as pilot, a pilot as nothing more."""
    running = or_(Appointment.valid_until.is_(None), Appointment.valid_until > today())
    there = Appointment.person_id == nominee.id, Appointment.department_id == department.id, running
    found = select(Appointment.id).where(*there)
    if kind is AppointmentKind.PILOT:
        found = found.where(Appointment.kind == AppointmentKind.PILOT)
    return db.session.scalar(found.limit(1)) is not None


def refuse_second(department: Department, kind: AppointmentKind) -> None:
    """Raises Conflict one_is_live where one is under way; holds the place until the transaction ends."""
    lock_name(f"nomination-{department.id}-{kind}")
    if live_nomination(department.id, kind) is not None:
        raise Conflict("one_is_live")
