"""Reads of enrolments: who takes part, who waits and why, for whom somebody may ask for a seat, who is in training."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from accounts.models import Actor, Appointment, AppointmentKind, Department, Notice, Person
from accounts.queries import current_appointments
from accounts.queries.notices import Subject
from accounts.queries.organisation import today
from core.db import db, utcnow
from core.errors import NotFound
from core.formats import LOCAL
from pilots.models import (
    Cohort,
    CohortSession,
    Enrolment,
    EnrolmentMove,
    EnrolmentState,
    Funding,
    Nomination,
    NominationState,
    Programme,
    ProgrammeLevel,
)
from pilots.models.enrolments import FINAL, GONE, IN_TRAINING, LIVE
from pilots.rules import enrolments as rules
from pilots.rules.waiting_list import DepartmentFacts, in_order

MOST_OWN = 100


@dataclass(frozen=True)
class Entitlement:
    """For which department, as what somebody may ask for a seat."""

    department: Department
    kind: AppointmentKind


@dataclass(frozen=True)
class Seats:
    """Of one course: how many there are, how many somebody holds, and how many wait for one."""

    seats: int
    held: int
    waiting: int

    @property
    def free(self) -> int:
        return max(0, self.seats - self.held)


def holders(cohort_id: int, at: datetime) -> list[Enrolment]:
    """Everybody who holds a seat of it at that instant; asked under its lock by whoever gives seats."""
    held = select(Enrolment).where(Enrolment.cohort_id == cohort_id, _holds_seat(at)).order_by(Enrolment.id)
    return list(db.session.scalars(held))


def held_by_offer(cohort_id: int) -> list[Enrolment]:
    """Whoever was offered a seat of it and has not answered, whether there is still time or not."""
    offered = select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.state == EnrolmentState.OFFERED)
    return list(db.session.scalars(offered.order_by(Enrolment.offered_until, Enrolment.id)))


def _holds_seat(at: datetime) -> ColumnElement[bool]:
    return or_(Enrolment.state.in_(IN_TRAINING), Enrolment.offered_until > at)


def waiting_list(cohort: Cohort) -> list[Enrolment]:
    """Who waits, in order, with their people and departments."""
    wanted = _with_people().where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.WAITING)
    return in_order(db.session.scalars(wanted), cohort.rule)


def _with_people() -> Select[Enrolment]:
    return select(Enrolment).options(joinedload(Enrolment.person), joinedload(Enrolment.department))


def seats_of(cohort: Cohort, at: datetime) -> Seats:
    """One statement."""
    return seats_of_all([cohort], at)[cohort.id]


def seats_of_all(cohorts: Collection[Cohort], at: datetime) -> dict[int, Seats]:
    """By cohort id; one statement however many there are."""
    is_waiting = Enrolment.state == EnrolmentState.WAITING
    held, waiting = func.count().filter(_holds_seat(at)), func.count().filter(is_waiting)
    ids = [cohort.id for cohort in cohorts]
    counted = select(Enrolment.cohort_id, held, waiting).where(Enrolment.cohort_id.in_(ids))
    found = {row[0]: (row[1], row[2]) for row in db.session.execute(counted.group_by(Enrolment.cohort_id))}
    return {cohort.id: Seats(cohort.seats, *found.get(cohort.id, (0, 0))) for cohort in cohorts}


def department_facts(waiting: Sequence[Enrolment], at: datetime) -> dict[int, DepartmentFacts]:
    """What counts about the department of each of these enrolments, by enrolment id; two statements."""
    departments = {one.department_id for one in waiting if one.department_id is not None}
    running = current_appointments(department_ids=departments) if departments else []
    held = select(Enrolment).where(Enrolment.department_id.in_(departments), _holds_seat(at))
    trained = db.session.scalars(held).all() if departments else []
    return {one.id: _facts(one, running, trained) for one in waiting if one.department_id is not None}


def _facts(one: Enrolment, running: Sequence[Appointment], trained: Sequence[Enrolment]) -> DepartmentFacts:
    """Of others: what somebody is or learns themselves does not put them behind."""
    there = [each for each in running if each.department_id == one.department_id and each.person_id != one.person_id]
    learning = [each for each in trained if each.department_id == one.department_id and each.id != one.id]
    return DepartmentFacts(
        pilots_until=tuple(each.valid_until for each in there if each.kind is AppointmentKind.PILOT),
        has_deputy=any(each.kind is AppointmentKind.DEPUTY for each in there),
        in_training=frozenset(each.kind for each in learning if each.person_id != one.person_id),
    )


def entitlements(person: Person, cohort: Cohort) -> list[Entitlement]:
    """A basic course is for whom the office confirmed a nomination, an advanced one for pilots and deputies."""
    if cohort.programme.level is ProgrammeLevel.ADVANCED:
        running = select(Appointment).where(Appointment.person_id == person.id, Appointment.valid_from <= today())
        running = running.where(or_(Appointment.valid_until.is_(None), Appointment.valid_until > today()))
        found = db.session.scalars(running.options(joinedload(Appointment.department)).order_by(Appointment.id))
        return [Entitlement(one.department, one.kind) for one in found]
    confirmed = (
        select(Nomination)
        .where(Nomination.nominee_id == person.id, Nomination.state == NominationState.CONFIRMED)
        .options(joinedload(Nomination.department))
        .order_by(Nomination.id.desc())
    )
    return [Entitlement(one.department, one.kind) for one in db.session.scalars(confirmed) if one.department.is_open]


def has_nomination_under_way(person: Person) -> bool:
    """Whether the office or somebody else has still to approve that they are trained."""
    live = [NominationState.SUBMITTED, NominationState.AWAITING_CONSENT, NominationState.CONSENTED]
    states = [*live, NominationState.QUERY]
    under_way = select(Nomination.id).where(Nomination.nominee_id == person.id, Nomination.state.in_(states))
    return db.session.scalar(under_way.limit(1)) is not None


def missing_prerequisites(person: Person, programme: Programme) -> list[Programme]:
    """What the person has to complete first. Whoever is or was a pilot or deputy knows every basic course."""
    required = programme.prerequisites
    if not required:
        return []
    completed = (
        select(Cohort.programme_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.person_id == person.id, Enrolment.state == EnrolmentState.COMPLETED)
    )
    done = set(db.session.scalars(completed))
    was_pilot = db.session.scalar(select(Appointment.id).where(Appointment.person_id == person.id).limit(1))
    return [
        one
        for one in required
        if one.id not in done and not (was_pilot is not None and one.level is ProgrammeLevel.BASIC)
    ]


def live_enrolment(cohort_id: int, person_id: int) -> Enrolment | None:
    """What the person has under way in this course."""
    own = (Enrolment.cohort_id == cohort_id, Enrolment.person_id == person_id, Enrolment.state.in_(LIVE))
    return db.session.scalars(_with_people().where(*own)).one_or_none()


def newest_enrolment(cohort_id: int, person_id: int) -> Enrolment | None:
    """What the person has or had last in this course."""
    own = (Enrolment.cohort_id == cohort_id, Enrolment.person_id == person_id)
    return db.session.scalars(_with_people().where(*own).order_by(Enrolment.id.desc()).limit(1)).one_or_none()


def own_enrolments(person: Person) -> Sequence[Enrolment]:
    """The newest first, with their courses."""
    course = joinedload(Enrolment.cohort).options(joinedload(Cohort.programme), selectinload(Cohort.sessions))
    wanted = select(Enrolment).where(Enrolment.person_id == person.id).options(course)
    return db.session.scalars(wanted.order_by(Enrolment.id.desc()).limit(MOST_OWN)).unique().all()


def everybody_in(cohort: Cohort) -> Sequence[Enrolment]:
    """Everybody who did not end without anything learnt, with people and departments, by department and name."""
    wanted = _with_people().where(Enrolment.cohort_id == cohort.id, Enrolment.state.not_in(GONE))
    found = db.session.scalars(wanted).all()
    return sorted(found, key=lambda one: (one.department.code if one.department else "~", one.name, one.id))


def enrolments_shown_to(person: Actor, cohort: Cohort) -> list[Enrolment]:
    """Of `everybody_in` those the person may know of: all to office and trainer, heads see their department's."""
    found = everybody_in(cohort)
    for one in found:
        set_committed_value(one, "cohort", cohort)
    return [one for one in found if rules.can_see_enrolment(person, one)]


def get_enrolment(person: Actor, number: int) -> Enrolment:
    """With person, department, course and its sessions. Raises NotFound for everybody whom it does not concern."""
    course = joinedload(Enrolment.cohort).options(joinedload(Cohort.programme), selectinload(Cohort.sessions))
    found = db.session.scalars(_with_people().where(Enrolment.id == number).options(course)).unique().one_or_none()
    if found is None or not rules.can_see_enrolment(person, found):
        raise NotFound
    return found


def history_of(enrolment: Enrolment) -> Sequence[EnrolmentMove]:
    """With the people, oldest first."""
    rows = select(EnrolmentMove).where(EnrolmentMove.subject_id == enrolment.id)
    return db.session.scalars(rows.options(joinedload(EnrolmentMove.actor)).order_by(EnrolmentMove.seq)).all()


def log_of(cohort_id: int) -> Sequence[EnrolmentMove]:
    """All steps in a course: from these alone `replay` makes the waiting list."""
    rows = select(EnrolmentMove).join(Enrolment, Enrolment.id == EnrolmentMove.subject_id)
    return db.session.scalars(rows.where(Enrolment.cohort_id == cohort_id).order_by(EnrolmentMove.id)).all()


def departments_in_training(on: date) -> frozenset[int]:
    """Ids of the departments for which somebody had a seat or took part at the end of that local day.

    Asked of the history, so the answer for a past day never changes. One statement.
    """
    end = datetime.combine(on + timedelta(days=1), time(), LOCAL)
    return frozenset(db.session.scalars(_TRAINED, {"end": end, "states": sorted(IN_TRAINING)}))


_NEWEST = (
    select(EnrolmentMove.subject_id, func.max(EnrolmentMove.seq).label("seq"))
    .where(EnrolmentMove.at < bindparam("end"))
    .group_by(EnrolmentMove.subject_id)
    .subquery()
)
_TRAINED = (
    select(Enrolment.department_id)
    .join(EnrolmentMove, EnrolmentMove.subject_id == Enrolment.id)
    .join(_NEWEST, (_NEWEST.c.subject_id == EnrolmentMove.subject_id) & (_NEWEST.c.seq == EnrolmentMove.seq))
    .where(
        EnrolmentMove.to_state.in_(bindparam("states", expanding=True)),
        Enrolment.department_id.is_not(None),
    )
    .distinct()
)


def funded_people(programme_id: int, *, but: int | None = None) -> int:
    """How many people the land funds or shall fund in this programme, in whatever course."""
    funded = (
        select(func.count(func.distinct(Enrolment.person_id)))
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Cohort.programme_id == programme_id, Enrolment.funding == Funding.GRANT, Enrolment.state.not_in(GONE))
    )
    if but is not None:
        funded = funded.where(Enrolment.id != but)
    return db.session.scalar(funded) or 0


def cohorts_to_settle() -> Sequence[int]:
    """Ids of courses in which somebody is under way."""
    live = select(Enrolment.cohort_id).where(Enrolment.state.in_(LIVE)).distinct()
    return db.session.scalars(live.order_by(Enrolment.cohort_id)).all()


def enrolments_to_forget(before: datetime) -> Sequence[int]:
    """Ids of those that ended before that instant without anything learnt and still name somebody."""
    old = (Enrolment.ended_at < before, Enrolment.state.in_(GONE & FINAL), Enrolment.forgotten_at.is_(None))
    return db.session.scalars(select(Enrolment.id).where(*old).order_by(Enrolment.id)).all()


def first_session_at(cohort_id: int) -> datetime | None:
    """When the course begins."""
    kept = (CohortSession.cohort_id == cohort_id, CohortSession.removed_at.is_(None))
    return db.session.scalar(select(func.min(CohortSession.starts_at)).where(*kept))


def enrolment_subjects(person: Person, numbers: Sequence[int]) -> dict[int, Subject]:
    """Notices about one's own enrolments lead to the page of the course; why it ended stands with it."""
    wanted = select(Enrolment).where(Enrolment.id.in_(numbers), Enrolment.person_id == person.id)
    found = db.session.scalars(wanted.options(joinedload(Enrolment.cohort)))
    return {one.id: Subject(one.cohort.name, f"/lernen/{one.cohort.slug}", one.end_reason) for one in found}


def has_open_offer(notice: Notice) -> bool:
    """Whether there still is something to answer when the mail goes out."""
    open_until = select(Enrolment.id).where(Enrolment.id == notice.subject_id, Enrolment.offered_until > utcnow())
    return db.session.scalar(open_until) is not None
