"""Reads of appointments and what happened to them: one, a person's, a department's."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Actor, Appointment, AppointmentState, Department, Person
from accounts.queries.notices import Subject
from accounts.queries.organisation import today
from accounts.rules import can_manage_appointments, is_head
from core.db import db
from core.errors import NotFound
from core.machine import Step
from pilots.models import (
    AppointmentMove,
    Certificate,
    CertificateState,
    Enrolment,
    EnrolmentState,
    Handover,
    Programme,
    ProgrammeLevel,
)
from pilots.models.cohorts import Cohort
from pilots.rules.appointments import can_see_appointment, steps_for

_WHOLE = (
    joinedload(Appointment.person),
    joinedload(Appointment.department).joinedload(Department.head),
)


@dataclass(frozen=True)
class AppointmentPage:
    """An appointment as one reader sees it, with its history and what they may do."""

    appointment: Appointment
    moves: Sequence[AppointmentMove]
    steps: Sequence[Step[AppointmentState]]


def path_of_appointment(number: int) -> str:
    return f"/benennungen/{number}"


def get_appointment(person: Actor, number: int) -> Appointment:
    """With its people. Raises NotFound for everybody whom it does not concern."""
    found = db.session.scalars(select(Appointment).where(Appointment.id == number).options(*_WHOLE)).one_or_none()
    if found is None or not can_see_appointment(person, found, is_successor=is_successor(person, found)):
        raise NotFound
    return found


def appointment_page(person: Actor, number: int) -> AppointmentPage:
    """Raises NotFound."""
    found = get_appointment(person, number)
    succeeds, trained = is_successor(person, found), is_trained(found.person_id)
    return AppointmentPage(
        found,
        history_of([found.id]).get(found.id, ()),
        steps_for(person, found, is_successor=succeeds, is_trained=trained),
    )


def appointments_of(person: Person) -> list[tuple[Appointment, Sequence[AppointmentMove]]]:
    """All of somebody, newest first."""
    return _with_history(Appointment.person_id == person.id)


def appointments_in(person: Actor, department: Department) -> list[tuple[Appointment, Sequence[AppointmentMove]]]:
    """Everybody who was appointed there, newest first. Raises NotFound for who neither leads it nor appoints."""
    if not (can_manage_appointments(person) or is_head(person, department)):
        raise NotFound
    return _with_history(Appointment.department_id == department.id)


def history_of(numbers: Sequence[int]) -> dict[int, list[AppointmentMove]]:
    rows = select(AppointmentMove).where(AppointmentMove.subject_id.in_(numbers))
    found: dict[int, list[AppointmentMove]] = {}
    ordered = rows.options(joinedload(AppointmentMove.actor)).order_by(AppointmentMove.subject_id, AppointmentMove.seq)
    for move in db.session.scalars(ordered):
        found.setdefault(move.subject_id, []).append(move)
    return found


def is_successor(person: Actor, appointment: Appointment) -> bool:
    """Somebody else who answers for the department, or to whom the person handed over."""
    if person.id is None or person.id == appointment.person_id:
        return False
    beside = exists().where(
        Appointment.department_id == appointment.department_id,
        Appointment.person_id == person.id,
        Appointment.state == AppointmentState.ACTIVE,
        Appointment.valid_from <= today(),
        or_(Appointment.valid_until.is_(None), Appointment.valid_until > today()),
    )
    took_over = exists().where(Handover.leaver_id == appointment.person_id, Handover.successor_id == person.id)
    return bool(db.session.scalar(select(or_(beside, took_over))))


def is_trained(person_id: int) -> bool:
    """They completed a basic course: a certificate of one holds, or an enrolment says so."""
    basic = Programme.level == ProgrammeLevel.BASIC
    certificate = (
        select(Certificate.id)
        .join(Programme, Programme.id == Certificate.programme_id)
        .where(Certificate.person_id == person_id, Certificate.state == CertificateState.VALID, basic)
    )
    course = (
        select(Enrolment.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Enrolment.person_id == person_id, Enrolment.state == EnrolmentState.COMPLETED, basic)
    )
    return bool(db.session.scalar(select(or_(certificate.exists(), course.exists()))))


def appointment_subjects(person: Person, numbers: Sequence[int]) -> dict[int, Subject]:
    """Notices about an appointment lead to its page, for those who may still read it."""
    found = db.session.scalars(select(Appointment).where(Appointment.id.in_(numbers)).options(*_WHOLE)).all()
    return {
        one.id: Subject(f"{one.person.name}, {one.department.name}", path_of_appointment(one.id))
        for one in found
        if can_see_appointment(person, one, is_successor=is_successor(person, one))
    }


def ends_to_announce() -> Sequence[int]:
    """Ids of those that have an end to come."""
    coming = Appointment.valid_until > today(), Appointment.state != AppointmentState.ENDED
    return db.session.scalars(select(Appointment.id).where(*coming).order_by(Appointment.id)).all()


def handovers_to_begin() -> Sequence[int]:
    """Ids of those whose last day is over and whose handover has not begun; of before there were steps: none."""
    over = Appointment.valid_until <= today(), Appointment.state.in_([AppointmentState.ACTIVE, AppointmentState.PAUSED])
    has_steps = exists().where(AppointmentMove.subject_id == Appointment.id)
    return db.session.scalars(select(Appointment.id).where(*over, has_steps).order_by(Appointment.id)).all()


def appointment_to_move(number: int) -> Appointment | None:
    """For the clock, which sees everything; with its people."""
    return db.session.scalars(select(Appointment).where(Appointment.id == number).options(*_WHOLE)).one_or_none()


def running_of(person_ids: Sequence[int]) -> Sequence[Appointment]:
    """Those that these people hold or will hold, with their people and departments."""
    if not person_ids:
        return []
    still = or_(Appointment.valid_until.is_(None), Appointment.valid_until > today())
    own = select(Appointment).where(Appointment.person_id.in_(person_ids), still).options(*_WHOLE)
    return db.session.scalars(own.order_by(Appointment.id)).all()


def beside(appointment: Appointment) -> Sequence[int]:
    """Who else answers for its department today: those who could accept the handover."""
    still = or_(Appointment.valid_until.is_(None), Appointment.valid_until > today())
    others = select(Appointment.person_id).where(
        Appointment.department_id == appointment.department_id,
        Appointment.person_id != appointment.person_id,
        Appointment.state == AppointmentState.ACTIVE,
        Appointment.valid_from <= today(),
        still,
    )
    return db.session.scalars(others.order_by(Appointment.id)).all()


def ended_without_saying(department_id: int) -> Sequence[Appointment]:
    """Ended there today by a merge or split, though the last of their steps does not say so."""
    last = select(AppointmentMove.to_state).where(AppointmentMove.subject_id == Appointment.id)
    newest = last.order_by(AppointmentMove.seq.desc()).limit(1).scalar_subquery()
    ended = Appointment.state == AppointmentState.ENDED, Appointment.valid_until == today()
    here = select(Appointment).where(Appointment.department_id == department_id, *ended, newest != "ended")
    return db.session.scalars(here).all()


def begun_without_saying(department_id: int) -> Sequence[Appointment]:
    """New there by a merge or split, and without a step so far."""
    has_steps = exists().where(AppointmentMove.subject_id == Appointment.id)
    new = Appointment.department_id == department_id, Appointment.valid_from >= today(), ~has_steps
    return db.session.scalars(select(Appointment).where(*new).order_by(Appointment.id)).all()


def _with_history(condition: object) -> list[tuple[Appointment, Sequence[AppointmentMove]]]:
    statement = select(Appointment).where(condition).options(*_WHOLE)  # type: ignore[arg-type]
    rows = db.session.scalars(statement.order_by(Appointment.valid_from.desc(), Appointment.id.desc())).all()
    moves = history_of([one.id for one in rows])
    return [(one, moves.get(one.id, ())) for one in rows]
