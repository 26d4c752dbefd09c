"""Reads of attendance: the list of a date, what somebody has of a course, where what is missing is taught again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from accounts.models import Actor, Person
from core.db import db
from core.errors import NotFound
from core.hashing import keyed
from pilots.models import Attendance, Cohort, CohortSession, Enrolment, EnrolmentState
from pilots.rules import attendance as rules
from pilots.rules.programmes import can_see_programmes

TAKING_PART = (EnrolmentState.SEATED, EnrolmentState.ATTENDING, EnrolmentState.INCOMPLETE, EnrolmentState.COMPLETED)
MOST_ELSEWHERE = 10


@dataclass(frozen=True)
class ListRow:
    """One line of the list of a date. `is_guest`: of another course, who makes the module up here."""

    enrolment: Enrolment
    is_present: bool
    is_guest: bool
    can_change: bool


@dataclass(frozen=True)
class Progress:
    """What somebody has of a course."""

    enrolment: Enrolment
    attended: Sequence[CohortSession]
    missing: Sequence[CohortSession]
    share: int


def get_session(person: Actor, number: int) -> CohortSession:
    """With its course, whose programme and dates. Raises NotFound."""
    course = joinedload(CohortSession.cohort).options(joinedload(Cohort.programme), selectinload(Cohort.sessions))
    wanted = select(CohortSession).where(CohortSession.id == number, CohortSession.removed_at.is_(None))
    loaded = course, joinedload(CohortSession.module), joinedload(CohortSession.trainer)
    found = db.session.scalars(wanted.options(*loaded)).unique().one_or_none()
    if found is None or not can_see_programmes(person):
        raise NotFound
    return found


def list_of(session: CohortSession) -> list[ListRow]:
    """Everybody of the course by name, then those who make the module up here; three statements."""
    here = set(db.session.scalars(select(Attendance.enrolment_id).where(Attendance.session_id == session.id)))
    own = _taking_part(session.cohort_id)
    rows = [ListRow(one, one.id in here, False, one.state in rules.PRESENT_STATES) for one in own]
    guests = _guests(session)
    return rows + [ListRow(one, one.id in here, True, one.state in rules.PRESENT_STATES) for one in guests]


def _taking_part(cohort_id: int) -> list[Enrolment]:
    wanted = _with_all().where(Enrolment.cohort_id == cohort_id, Enrolment.state.in_(TAKING_PART))
    return sorted(db.session.scalars(wanted).unique(), key=lambda one: (one.name, one.id))


def _with_all() -> Select[Enrolment]:
    course = joinedload(Enrolment.cohort).options(joinedload(Cohort.programme), selectinload(Cohort.sessions))
    return select(Enrolment).options(joinedload(Enrolment.person), joinedload(Enrolment.department), course)


def _guests(session: CohortSession) -> list[Enrolment]:
    """Of other courses of the programme: who was here, or whose course left them without this module."""
    if session.module_id is None:
        return []
    states = (EnrolmentState.INCOMPLETE, EnrolmentState.COMPLETED)
    of_programme = select(Cohort.id).where(Cohort.programme_id == session.cohort.programme_id)
    elsewhere = Enrolment.cohort_id != session.cohort_id, Enrolment.cohort_id.in_(of_programme)
    wanted = _with_all().where(*elsewhere, Enrolment.state.in_(states)).order_by(Enrolment.id)
    found = db.session.scalars(wanted).unique().all()
    attended = attended_by([one.id for one in found])
    return [one for one in found if _belongs_here(one, session, attended.get(one.id, []))]


def _belongs_here(one: Enrolment, session: CohortSession, there: Sequence[CohortSession]) -> bool:
    lost = {each.module_id for each in rules.missing(one.cohort.sessions, there)}
    return session.id in {each.id for each in there} or rules.can_make_up(one, session, lost)


def attended_by(enrolments: Sequence[int]) -> dict[int, list[CohortSession]]:
    """The dates on which each was there, by enrolment id; one statement."""
    found: dict[int, list[CohortSession]] = {}
    wanted = select(Attendance).where(Attendance.enrolment_id.in_(enrolments)).options(joinedload(Attendance.session))
    for row in db.session.scalars(wanted) if enrolments else ():
        found.setdefault(row.enrolment_id, []).append(row.session)
    return found


def progress_of(enrolment: Enrolment) -> Progress:
    """Needs its course with sessions."""
    attended = attended_by([enrolment.id]).get(enrolment.id, [])
    sessions = enrolment.cohort.sessions
    lost = rules.missing(sessions, attended)
    return Progress(enrolment, attended, lost, rules.share(sessions, attended))


def own_progress(person: Person, cohort: Cohort) -> Progress:
    """Raises NotFound for somebody who does not take part."""
    states = (*TAKING_PART, EnrolmentState.NO_SHOW)
    wanted = select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.person_id == person.id)
    wanted = wanted.where(Enrolment.state.in_(states)).order_by(Enrolment.id.desc()).limit(1)
    found = db.session.scalars(wanted.options(selectinload(Enrolment.cohort, Cohort.sessions))).one_or_none()
    if found is None:
        raise NotFound
    return progress_of(found)


def taught_again(lost: Sequence[CohortSession], cohort: Cohort, at: datetime) -> Sequence[CohortSession]:
    """Coming dates of other courses of the programme with what is missing."""
    modules = {one.module_id for one in lost if one.module_id is not None}
    wanted = (
        select(CohortSession)
        .join(CohortSession.cohort)
        .where(Cohort.programme_id == cohort.programme_id, Cohort.id != cohort.id, Cohort.cancelled_at.is_(None))
        .where(CohortSession.module_id.in_(modules), CohortSession.removed_at.is_(None), CohortSession.starts_at > at)
        .options(joinedload(CohortSession.cohort), joinedload(CohortSession.module))
        .order_by(CohortSession.starts_at)
        .limit(MOST_ELSEWHERE)
    )
    return db.session.scalars(wanted).all() if modules else []


def joining(person: Person, session: CohortSession) -> Enrolment | None:
    """With which of their enrolments somebody is at this date: one of the course, or one that lacks the module."""
    mine = [row.enrolment for row in list_of(session) if row.enrolment.person_id == person.id and row.can_change]
    return mine[0] if mine else None


def room_code(session: CohortSession, at: datetime) -> str:
    """What is shown in the room now; made with the site's secret, so that nobody works it out elsewhere."""
    return _code(session, rules.window(at))


def is_room_code(typed: str, session: CohortSession, at: datetime) -> bool:
    """Also the code that was shown until just now."""
    now = rules.window(at)
    return rules.plain(typed) in (_code(session, now), _code(session, now - 1))


def _code(session: CohortSession, window: int) -> str:
    return rules.symbols(keyed(f"attendance {session.id} {window}"))


def attending(cohort_id: int) -> Sequence[Enrolment]:
    """Who is to be judged when the course is over."""
    wanted = select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.state == EnrolmentState.ATTENDING)
    return db.session.scalars(wanted.options(joinedload(Enrolment.person)).order_by(Enrolment.id)).all()


def cohorts_to_judge(before: datetime) -> Sequence[int]:
    """Ids of courses that were over before, whose list somebody kept, and in which somebody still attends."""
    last = (
        select(func.max(CohortSession.ends_at))
        .where(CohortSession.cohort_id == Cohort.id, CohortSession.removed_at.is_(None))
        .correlate(Cohort)
        .scalar_subquery()
    )
    kept = select(CohortSession.cohort_id).join(Attendance, Attendance.session_id == CohortSession.id)
    under_way = select(Enrolment.cohort_id).where(Enrolment.state == EnrolmentState.ATTENDING)
    wanted = select(Cohort.id).where(last < before, Cohort.id.in_(kept), Cohort.id.in_(under_way))
    return db.session.scalars(wanted.order_by(Cohort.id)).all()


def never_there(cohort: Cohort) -> list[Enrolment]:
    """Who still attends on paper and was on no date at all."""
    found = attending(cohort.id)
    seen = attended_by([one.id for one in found])
    for one in found:
        set_committed_value(one, "cohort", cohort)
    return [one for one in found if one.id not in seen]
