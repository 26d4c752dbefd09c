"""Writes about absences; what somebody had open follows from the outbox, now and when the absence begins."""

from datetime import datetime

from sqlalchemy import select

from accounts import rules
from accounts.actions.notices import notify
from accounts.models import Absence, Actor, Person
from core import audit
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from core.outbox import enqueue


def record_absence(*, actor: Actor, person: Person, starts_at: datetime, ends_at: datetime) -> Absence:
    """Somebody is away from `starts_at` until before `ends_at`.

    Raises NotAllowed, Conflict("absence_over" | "absence_overlaps").
    """
    ensure(rules.can_record_absence(actor, person))
    lock(person)
    if not starts_at < ends_at or ends_at <= utcnow():
        raise Conflict("absence_over")
    if _overlaps(person, starts_at, ends_at):
        raise Conflict("absence_overlaps")
    absence = Absence(person_id=person.id, starts_at=starts_at, ends_at=ends_at)
    db.session.add(absence)
    db.session.flush()
    audit.record("accounts.record_absence", actor_id=actor.id, subject=("person", person.id))
    _tell(person.id, actor)
    _follow(person.id)
    if starts_at > utcnow():
        enqueue("knowledge.follow_absence", due_at=starts_at, person_id=person.id)
    return absence


def cancel_absence(*, actor: Actor, absence: Absence) -> None:
    """One to come is removed, a running one ends now. Raises NotAllowed, Conflict("absence_over")."""
    ensure(rules.can_cancel_absence(actor, absence))
    now = utcnow()
    if absence.ends_at <= now:
        raise Conflict("absence_over")
    if absence.starts_at < now:
        absence.ends_at = now
    else:
        db.session.delete(absence)
    audit.record("accounts.cancel_absence", actor_id=actor.id, subject=("person", absence.person_id))
    _tell(absence.person_id, actor)
    _follow(absence.person_id)


def _tell(person_id: int, actor: Actor) -> None:
    event = utcnow().isoformat()
    notify(kind="absence_changed", person_id=person_id, subject_id=person_id, event=event, actor_id=actor.id)


def _follow(person_id: int) -> None:
    enqueue("knowledge.follow_absence", person_id=person_id)


def _overlaps(person: Person, starts_at: datetime, ends_at: datetime) -> bool:
    other = select(Absence.id).where(
        Absence.person_id == person.id, Absence.starts_at < ends_at, Absence.ends_at > starts_at
    )
    return db.session.scalar(other.limit(1)) is not None
