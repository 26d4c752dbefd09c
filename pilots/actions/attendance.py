"""Noting who was there, and what follows when a course is over."""

from datetime import datetime

from sqlalchemy import delete, select

from accounts.models import Person
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from core.formats import LOCAL
from pilots.actions.certificates import Completion, certify_completion
from pilots.actions.seats import record, settle_seats, step, tell
from pilots.models import Attendance, AttendanceMeans, Cohort, CohortSession, Enrolment, EnrolmentState
from pilots.queries import attendance as queries
from pilots.rules import attendance as rules


def note_attendance(*, actor: Person, session: CohortSession, enrolment: Enrolment, is_present: bool) -> None:
    """By whoever keeps the list, also taken back. Nobody notes themselves.

    Raises NotAllowed; Conflict not_begun, not_taking_part.
    """
    ensure(rules.can_keep_attendance(actor, session.cohort) and actor.id != enrolment.person_id)
    _hold(session, enrolment)
    if not is_present:
        _take_back(actor, session, enrolment)
        return
    _put(session, enrolment, AttendanceMeans.LIST, actor.id)
    record("pilots.note_attendance", enrolment, actor)
    _judge_again(enrolment)


def attend_by_code(*, actor: Person, session: CohortSession, code: str) -> Enrolment:
    """With the code that is shown in the room now. Raises Conflict wrong_code, not_begun, not_taking_part."""
    ensure(actor.is_employee)
    enrolment = queries.joining(actor, session)
    if enrolment is None:
        raise Conflict("not_taking_part")
    if not rules.is_code_open(session, utcnow()):
        raise Conflict("not_begun")
    if not queries.is_room_code(code, session, utcnow()):
        raise Conflict("wrong_code")
    _hold(session, enrolment)
    _put(session, enrolment, AttendanceMeans.CODE, None)
    record("pilots.attend_by_code", enrolment, actor)
    _judge_again(enrolment)
    return enrolment


def close_course(*, actor: Person, cohort: Cohort) -> None:
    """Everybody who attended enough completes, with a certificate; to the others is said what is missing.

    Whoever was never there is left for `note_no_show`. Raises NotAllowed; Conflict not_over, nobody_noted.
    """
    ensure(rules.can_keep_attendance(actor, cohort))
    if not cohort.is_over(utcnow()):
        raise Conflict("not_over")
    if not judge_course(cohort=cohort):
        raise Conflict("nobody_noted")


def judge_course(*, cohort: Cohort) -> int:
    """How many were judged; safe to repeat."""
    settle_seats(cohort=cohort)
    found = queries.attending(cohort.id)
    attended = queries.attended_by([one.id for one in found])
    for enrolment in found:
        if there := attended.get(enrolment.id):
            _judge(enrolment, cohort, there)
    return len(attended)


def note_no_show(*, actor: Person, enrolment: Enrolment) -> None:
    """Somebody never came; they are told, so that they can say why. Raises NotAllowed; Conflict."""
    cohort = enrolment.cohort
    lock(cohort)
    lock(enrolment)
    has_attended = bool(queries.attended_by([enrolment.id]))
    if not rules.can_be_no_show(enrolment, has_attended, cohort.ends_at, utcnow()):
        raise Conflict("no_no_show")
    move = step(enrolment, "note_no_show", actor=actor)
    record("pilots.note_no_show", enrolment, actor)
    tell("no_show_noted", enrolment, move, actor)


def remove_attendances(before: datetime) -> None:
    """Of dates that long ago; who completed keeps the certificate."""
    old = select(CohortSession.id).where(CohortSession.ends_at < before)
    db.session.execute(delete(Attendance).where(Attendance.session_id.in_(old)))


def _hold(session: CohortSession, enrolment: Enrolment) -> None:
    """The course locked, begun where its time has come, and the enrolment as it is now."""
    settle_seats(cohort=enrolment.cohort)
    lock(enrolment)
    if not rules.is_open(session, utcnow()):
        raise Conflict("not_begun")
    if enrolment.state not in rules.PRESENT_STATES:
        raise Conflict("not_taking_part")
    lost = {one.module_id for one in queries.progress_of(enrolment).missing}
    is_there = session.id in {one.id for one in queries.attended_by([enrolment.id]).get(enrolment.id, [])}
    is_own = enrolment.cohort_id == session.cohort_id
    if not (is_own or is_there or rules.can_make_up(enrolment, session, lost)):
        raise Conflict("not_taking_part")


def _put(session: CohortSession, enrolment: Enrolment, means: AttendanceMeans, noted_by_id: int | None) -> None:
    """Once, however often it is pressed."""
    same = select(Attendance.id).where(Attendance.enrolment_id == enrolment.id, Attendance.session_id == session.id)
    if db.session.scalar(same) is None:
        row = Attendance(enrolment_id=enrolment.id, session_id=session.id, means=means, noted_by_id=noted_by_id)
        row.noted_at = utcnow()
        db.session.add(row)
        db.session.flush()


def _take_back(actor: Person, session: CohortSession, enrolment: Enrolment) -> None:
    same = Attendance.enrolment_id == enrolment.id, Attendance.session_id == session.id
    db.session.execute(delete(Attendance).where(*same))
    record("pilots.take_back_attendance", enrolment, actor)


def _judge_again(enrolment: Enrolment) -> None:
    """What was missing was made up."""
    if enrolment.state is EnrolmentState.INCOMPLETE:
        cohort = enrolment.cohort
        _judge(enrolment, cohort, queries.attended_by([enrolment.id]).get(enrolment.id, []))


def _judge(enrolment: Enrolment, cohort: Cohort, attended: list[CohortSession]) -> None:
    if rules.is_enough(cohort.sessions, attended, cohort.programme.least_attendance):
        step(enrolment, "complete_course", actor=None)
        record("pilots.complete_course", enrolment, None)
        certify_completion(completion=_completion(enrolment, cohort, attended), enrolment_id=enrolment.id)
    elif enrolment.state is EnrolmentState.ATTENDING:
        move = step(enrolment, "leave_incomplete", actor=None)
        record("pilots.leave_incomplete", enrolment, None)
        tell("course_incomplete", enrolment, move)


def _completion(enrolment: Enrolment, cohort: Cohort, attended: list[CohortSession]) -> Completion:
    """On the day of the last date."""
    last = max(one.ends_at for one in attended).astimezone(LOCAL).date()
    return Completion(cohort.programme, enrolment.name, last, enrolment.person_id, cohort.id)
