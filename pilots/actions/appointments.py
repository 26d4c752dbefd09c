"""The steps of an appointment: by the office, the person, the head, who goes on, and the clock."""

from collections.abc import Sequence
from datetime import timedelta

from accounts.actions import Followers, Reorganisation, notify
from accounts.models import Actor, Appointment, Department, Person
from accounts.models import AppointmentState as State
from accounts.models.organisation import LEARNING
from accounts.queries import office_people
from accounts.queries.organisation import today
from core import audit
from core.access import ensure
from core.db import db, lock
from core.errors import Conflict
from core.machine import Step
from core.outbox import enqueue
from pilots.actions.moves import take_step
from pilots.models import AppointmentMove, Standing
from pilots.queries import appointments as found
from pilots.rules import appointments as rules


def move_appointment(*, actor: Person, appointment: Appointment, name: str, reason: str = "") -> Appointment:
    """Take the step of that name. The reason of a pause is never asked, and none is kept.

    Raises NotAllowed; Conflict step_not_allowed, needs_reason.
    """
    succeeds, trained = found.is_successor(actor, appointment), found.is_trained(appointment.person_id)
    step = rules.MACHINE.step(name)
    held = rules.standings(actor, appointment, is_successor=succeeds)
    ensure(bool(step.who & held))
    lock(appointment)
    rules.MACHINE.target(name, appointment.state)
    if step not in rules.steps_for(actor, appointment, is_successor=succeeds, is_trained=trained):
        raise Conflict("step_not_allowed", step=name, state=appointment.state.value)
    if step.needs_reason and not reason:
        raise Conflict("needs_reason")
    standing = next(one for one in Standing if one in step.who & held)
    _take(appointment, step, actor, standing, reason if step.needs_reason else "")
    _follow(appointment)
    return appointment


def begin_due_handover(*, appointment: Appointment) -> None:
    """The clock: the last day is over."""
    lock(appointment)
    if rules.MACHINE.allows("begin_handover", appointment.state):
        _take(appointment, rules.MACHINE.step("begin_handover"), None, Standing.SYSTEM)


def announce_end(*, appointment: Appointment) -> None:
    """The person, the head and the office hear of a coming end, once at each stage."""
    stage = rules.stage_of(appointment.valid_until, today()) if appointment.valid_until else None
    if stage is None or appointment.valid_until is None:
        return
    told = {appointment.person_id, appointment.department.head_id, *(one.id for one in office_people())} - {None}
    for number in sorted(one for one in told if one is not None):
        event = f"{appointment.valid_until.isoformat()}-{stage}"
        notify(kind="appointment_ends", person_id=number, subject_id=appointment.id, event=event)


def _take(
    appointment: Appointment, step: Step[State], actor: Actor | None, standing: Standing, reason: str = ""
) -> AppointmentMove:
    _write_beginning(appointment)
    origin = appointment.state
    if step.target is State.ENDED:
        _end(appointment)
    move = take_step(AppointmentMove, appointment, step, origin=origin, actor=actor, standing=standing, reason=reason)
    about: dict[str, int | str | None] = {"department_id": appointment.department_id, "to": step.target.value}
    audit.record(
        f"pilots.{step.name}",
        actor_id=actor.id if actor else None,
        subject=("person", appointment.person_id),
        details=about,
    )
    if step.target is State.HANDING_OVER:
        _ask_to_accept(appointment, move, actor)
    return move


def _write_beginning(appointment: Appointment) -> None:
    """The first row of one that began before there were steps."""
    if not found.history_of([appointment.id]):
        origin, step = None, rules.MACHINE.step("take_up")
        take_step(AppointmentMove, appointment, step, origin=origin, actor=None, standing=Standing.SYSTEM)


def _end(appointment: Appointment) -> None:
    """From today on; one that began today keeps its day."""
    if appointment.valid_until is None or appointment.valid_until > today():
        appointment.valid_until = max(today(), appointment.valid_from + timedelta(days=1))


def _follow(appointment: Appointment) -> None:
    """Questions look for their owners by the rules."""
    enqueue(
        "knowledge.follow_appointment",
        department_id=appointment.department_id,
        person_id=appointment.person_id,
    )


def _ask_to_accept(appointment: Appointment, move: AppointmentMove, actor: Actor | None) -> None:
    department = db.session.get_one(Department, appointment.department_id)
    told = {department.head_id, *found.beside(appointment)} - {appointment.person_id}
    for number in sorted(one for one in told if one is not None):
        notify(
            kind="handover_to_accept",
            person_id=number,
            subject_id=appointment.id,
            event=str(move.seq),
            actor_id=actor.id if actor else None,
        )


def _appointed(actor: Actor, appointment: Appointment, reason: str) -> None:
    """The first row: for training, after one, or by an exception with its reason. Raises Conflict needs_reason."""
    if appointment.state in LEARNING:
        name = "appoint"
    elif found.is_trained(appointment.person_id):
        name = "appoint_trained"
    elif reason:
        name = "appoint_by_exception"
    else:
        raise Conflict("needs_reason")
    step = rules.MACHINE.step(name)
    take_step(
        AppointmentMove,
        appointment,
        step,
        origin=None,
        actor=actor,
        standing=Standing.OFFICE,
        reason=reason if step.needs_reason else "",
    )


def _ending(actor: Actor, appointment: Appointment) -> None:
    """An end was set: of today, the handover begins now; of a later day, when it comes."""
    _write_beginning(appointment)
    if appointment.valid_until is not None and appointment.valid_until <= today():
        _begin(actor, appointment)


def _leaving(actor: Actor, people: Sequence[Person]) -> None:
    """Blocked: every appointment; in another department now: those elsewhere."""
    for appointment in found.running_of([person.id for person in people]):
        holder = appointment.person
        if not holder.is_active or holder.department_id != appointment.department_id:
            _begin(actor, appointment)


def _begin(actor: Actor, appointment: Appointment) -> None:
    if rules.MACHINE.allows("begin_handover", appointment.state):
        _take(appointment, rules.MACHINE.step("begin_handover"), actor, Standing.OFFICE)


FOLLOWERS = Followers(appointed=_appointed, ending=_ending, leaving=_leaving)


def follow_reorganisation(change: Reorganisation) -> None:
    """What ended because its department did, says so; what goes on elsewhere begins there as it was."""
    for appointment in found.ended_without_saying(change.department.id):
        before = State(found.history_of([appointment.id])[appointment.id][-1].to_state)
        step = Step("reorganise", frozenset[State | None]({before}), State.ENDED)
        take_step(AppointmentMove, appointment, step, origin=before, actor=change.actor, standing=Standing.OFFICE)
    for appointment in found.begun_without_saying(change.into.id):
        step = Step("reorganise", frozenset[State | None]({None}), appointment.state)
        take_step(AppointmentMove, appointment, step, origin=None, actor=change.actor, standing=Standing.OFFICE)
