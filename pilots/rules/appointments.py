"""How an appointment moves, who takes which step, and who may read of it. Pure."""

from datetime import date

from accounts.models import Actor, Appointment
from accounts.models import AppointmentState as State
from accounts.rules import can_manage_appointments, is_head
from core.machine import Machine, Step
from pilots.models import Standing

STAGES = (90, 30, 7)
"""So many days before the end it is announced."""

_OFFICE = frozenset({Standing.OFFICE})
_OFFICE_OR_PERSON = frozenset({Standing.OFFICE, Standing.PERSON})

MACHINE = Machine(
    (
        Step("appoint", frozenset({None}), State.APPOINTED, who=_OFFICE),
        Step("appoint_trained", frozenset({None}), State.ACTIVE, who=_OFFICE),
        Step("appoint_by_exception", frozenset({None}), State.ACTIVE, needs_reason=True, who=_OFFICE),
        Step("take_up", frozenset({None}), State.ACTIVE, who=frozenset({Standing.SYSTEM})),
        Step("begin_training", frozenset({State.APPOINTED}), State.IN_TRAINING, who=_OFFICE),
        Step("finish_training", frozenset({State.IN_TRAINING}), State.ACTIVE, who=_OFFICE),
        Step("excuse_training", frozenset({State.IN_TRAINING}), State.ACTIVE, needs_reason=True, who=_OFFICE),
        Step("pause_appointment", frozenset({State.ACTIVE}), State.PAUSED, who=_OFFICE_OR_PERSON),
        Step("resume_appointment", frozenset({State.PAUSED}), State.ACTIVE, who=_OFFICE_OR_PERSON),
        Step(
            "begin_handover",
            frozenset({State.ACTIVE, State.PAUSED}),
            State.HANDING_OVER,
            who=frozenset({Standing.OFFICE, Standing.PERSON, Standing.SYSTEM}),
        ),
        Step(
            "accept_handover",
            frozenset({State.HANDING_OVER}),
            State.ENDED,
            who=frozenset({Standing.SUCCESSOR, Standing.HEAD}),
        ),
        Step("end_unaccepted", frozenset({State.HANDING_OVER}), State.ENDED, who=frozenset({Standing.HEAD})),
    )
)
"""Until its first step an appointment is active. `take_up` is the first row of one that began before there were steps.
`end_unaccepted`: nobody is there who could accept it; the head says so, and it counts."""


def standings(person: Actor, appointment: Appointment, *, is_successor: bool) -> frozenset[Standing]:
    """What a person is to this appointment; needs its department. Where no head is entered, the office acts for it."""
    if not person.is_employee:
        return frozenset()
    is_own = person.id == appointment.person_id
    is_office = can_manage_appointments(person)
    found = {
        Standing.PERSON: is_own,
        Standing.HEAD: is_head(person, appointment.department)
        or (is_office and appointment.department.head_id is None),
        Standing.OFFICE: is_office,
        Standing.SUCCESSOR: is_successor and not is_own,
    }
    return frozenset(standing for standing, holds in found.items() if holds)


def steps_for(person: Actor, appointment: Appointment, *, is_successor: bool, is_trained: bool) -> list[Step[State]]:
    """What they may do with it now."""
    held = standings(person, appointment, is_successor=is_successor)
    open_ones = MACHINE.open_to(held, appointment.state)
    return [step for step in open_ones if step.name != ("excuse_training" if is_trained else "finish_training")]


def can_see_appointment(person: Actor, appointment: Appointment, *, is_successor: bool) -> bool:
    """Who can be something to it: the person, the head, who answers beside them, the office, the administration."""
    return bool(standings(person, appointment, is_successor=is_successor))


def can_see_own_appointments(person: Actor) -> bool:
    return person.is_employee


def stage_of(valid_until: date, today: date) -> int | None:
    """The last announcement that is due of an end that is still to come; None: not yet, or it is over."""
    left = (valid_until - today).days
    return min((stage for stage in STAGES if left <= stage), default=None) if left > 0 else None
