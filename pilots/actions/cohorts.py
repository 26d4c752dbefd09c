"""Making, changing, copying and cancelling cohorts and their sessions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from pilots.actions.enrolments import call_off_all
from pilots.actions.seats import settle_seats
from pilots.models import Cohort, CohortSession, Programme
from pilots.queries import programmes as queries
from pilots.queries.enrolments import holders
from pilots.rules import programmes as rules


@dataclass(frozen=True)
class CohortEntry:
    """What people fill in. Enrolment is half-open; `seat_cents`: what a seat costs the city, None: not known yet."""

    name: str
    seats: int
    enrols_from: datetime
    enrols_until: datetime
    locks_at: datetime
    place: str = ""
    seat_cents: int | None = None
    budget_line: str = ""


@dataclass(frozen=True)
class SessionEntry:
    """Who teaches is a person's id or a name; without a place it is at the cohort's."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    module_id: int | None = None
    trainer_id: int | None = None
    trainer_name: str = ""


def create_cohort(*, actor: Actor, programme: Programme, entry: CohortEntry, submission: str) -> Cohort:
    """The same `submission` again gives what it made the first time. Raises NotAllowed; Conflict ends_before_start."""
    lock(programme)
    ensure(rules.can_add_cohort(actor, programme))
    if existing := _made(actor, submission):
        return existing
    cohort = _new(actor, programme.id, entry, submission)
    audit.record("pilots.create_cohort", actor_id=actor.id, subject=("cohort", cohort.id))
    return cohort


def edit_cohort(*, actor: Actor, cohort: Cohort, entry: CohortEntry) -> Cohort:
    """Its address stays; seats that become free are offered.

    Raises NotAllowed; Conflict ends_before_start, and seats_held where more people hold seats than there would be.
    """
    lock(cohort)
    ensure(rules.can_edit_cohort(actor, cohort))
    if entry.seats < len(holders(cohort.id, utcnow())):
        raise Conflict("seats_held")
    _fill(cohort, entry)
    db.session.flush()
    settle_seats(cohort=cohort)
    audit.record("pilots.edit_cohort", actor_id=actor.id, subject=("cohort", cohort.id))
    return cohort


def copy_cohort(*, actor: Actor, cohort: Cohort, name: str, submission: str) -> Cohort:
    """The same course a year later: all dates 52 weeks on, on the same weekdays. Raises NotAllowed."""
    lock(cohort)
    ensure(rules.can_add_cohort(actor, cohort.programme))
    if existing := _made(actor, submission):
        return existing
    later = rules.a_year_later
    entry = CohortEntry(
        name=name,
        seats=cohort.seats,
        enrols_from=later(cohort.enrols_from),
        enrols_until=later(cohort.enrols_until),
        locks_at=later(cohort.locks_at),
        place=cohort.place,
        seat_cents=cohort.seat_cents,
        budget_line=cohort.budget_line,
    )
    copy = _new(actor, cohort.programme_id, entry, submission)
    copy.copied_from_id = cohort.id
    db.session.add_all(_copied(session, copy) for session in cohort.sessions)
    db.session.flush()
    audit.record("pilots.copy_cohort", actor_id=actor.id, subject=("cohort", copy.id), details={"from": cohort.id})
    return copy


def cancel_cohort(*, actor: Actor, cohort: Cohort, reason: str) -> Cohort:
    """It does not take place; everybody in it is told why. Raises NotAllowed; Conflict cohort_is_over."""
    lock(cohort)
    if cohort.is_cancelled:
        return cohort
    ensure(rules.can_edit_cohort(actor, cohort))
    if cohort.is_over(utcnow()):
        raise Conflict("cohort_is_over")
    call_off_all(actor=actor, cohort=cohort, reason=reason)
    cohort.cancelled_at, cohort.cancel_reason = utcnow(), reason
    audit.record("pilots.cancel_cohort", actor_id=actor.id, subject=("cohort", cohort.id))
    return cohort


def add_session(*, actor: Actor, cohort: Cohort, entry: SessionEntry, submission: str) -> CohortSession:
    """The same `submission` again gives what it made the first time. Raises NotAllowed; Conflict ends_before_start."""
    lock(cohort)
    ensure(rules.can_edit_cohort(actor, cohort))
    same = select(CohortSession).where(CohortSession.cohort_id == cohort.id, CohortSession.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    session = CohortSession(cohort_id=cohort.id, submission=submission, created_at=utcnow())
    _fill_session(session, entry)
    db.session.add(session)
    db.session.flush()
    audit.record("pilots.add_session", actor_id=actor.id, subject=("cohort", cohort.id), details={"to": session.id})
    return session


def edit_session(*, actor: Actor, session: CohortSession, entry: SessionEntry) -> CohortSession:
    """Raises NotAllowed; Conflict ends_before_start, session_removed."""
    lock(session.cohort)
    ensure(rules.can_edit_cohort(actor, session.cohort))
    lock(session)
    if session.removed_at:
        raise Conflict("session_removed")
    _fill_session(session, entry)
    session.sequence += 1
    audit.record("pilots.edit_session", actor_id=actor.id, subject=("cohort", session.cohort_id))
    return session


def remove_session(*, actor: Actor, session: CohortSession) -> CohortSession:
    """It does not take place; seats and the waiting list are not touched. Raises NotAllowed."""
    lock(session.cohort)
    ensure(rules.can_edit_cohort(actor, session.cohort))
    lock(session)
    if session.removed_at:
        return session
    session.removed_at = utcnow()
    session.sequence += 1
    audit.record("pilots.remove_session", actor_id=actor.id, subject=("cohort", session.cohort_id))
    return session


def _made(actor: Actor, submission: str) -> Cohort | None:
    same = select(Cohort).where(Cohort.author_id == actor.id, Cohort.submission == submission)
    return db.session.scalars(same).one_or_none()


def _new(actor: Actor, programme_id: int, entry: CohortEntry, submission: str) -> Cohort:
    lock_name("cohorts")
    cohort = Cohort(programme_id=programme_id, author_id=actor.id, submission=submission, created_at=utcnow())
    cohort.slug = queries.free_slug(Cohort, entry.name)
    _fill(cohort, entry)
    db.session.add(cohort)
    db.session.flush()
    return cohort


def _fill(cohort: Cohort, entry: CohortEntry) -> None:
    if entry.enrols_until <= entry.enrols_from or entry.locks_at < entry.enrols_until:
        raise Conflict("ends_before_start")
    cohort.name, cohort.seats, cohort.place = entry.name, entry.seats, entry.place
    cohort.enrols_from, cohort.enrols_until, cohort.locks_at = entry.enrols_from, entry.enrols_until, entry.locks_at
    cohort.seat_cents, cohort.budget_line = entry.seat_cents, entry.budget_line


def _fill_session(session: CohortSession, entry: SessionEntry) -> None:
    if entry.ends_at <= entry.starts_at:
        raise Conflict("ends_before_start")
    session.starts_at, session.ends_at, session.place = entry.starts_at, entry.ends_at, entry.place
    session.module_id, session.trainer_id = entry.module_id, entry.trainer_id
    session.trainer_name = "" if entry.trainer_id else entry.trainer_name


def _copied(session: CohortSession, copy: Cohort) -> CohortSession:
    return CohortSession(
        cohort_id=copy.id,
        starts_at=rules.a_year_later(session.starts_at),
        ends_at=rules.a_year_later(session.ends_at),
        place=session.place,
        module_id=session.module_id,
        trainer_id=session.trainer_id,
        trainer_name=session.trainer_name,
        submission=f"{copy.submission}-{session.id}",
        created_at=utcnow(),
    )
