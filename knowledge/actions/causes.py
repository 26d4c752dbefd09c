"""Causes: what entries depend on. Changing one puts everything bound to it up for checking, in one transaction."""

from sqlalchemy import func, select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from knowledge import rules
from knowledge.actions.freshness import mark_bound
from knowledge.models import Cause, CauseChange, CauseKind


def create_cause(*, actor: Actor, kind: CauseKind, name: str, version: str, description: str) -> Cause:
    """Raises NotAllowed; Conflict cause_exists."""
    ensure(rules.can_curate_causes(actor))
    lock_name("causes")
    _refuse_taken(name)
    cause = Cause(
        kind=kind,
        name=name,
        version=version,
        description=description,
        created_by_id=actor.id,
        created_at=utcnow(),
    )
    db.session.add(cause)
    db.session.flush()
    audit.record("knowledge.create_cause", actor_id=actor.id, subject=("cause", cause.id))
    return cause


def edit_cause(*, actor: Actor, cause: Cause, kind: CauseKind, name: str, description: str) -> None:
    """Its words only; what depends on it is not affected. Raises NotAllowed; Conflict cause_exists."""
    ensure(rules.can_curate_causes(actor))
    lock_name("causes")
    lock(cause)
    if (cause.kind, cause.name, cause.description) == (kind, name, description):
        return
    _refuse_taken(name, but=cause)
    cause.kind, cause.name, cause.description = kind, name, description
    audit.record("knowledge.edit_cause", actor_id=actor.id, subject=("cause", cause.id))


def change_cause(*, actor: Actor, cause: Cause, version: str, note: str, submission: str) -> CauseChange:
    """The thing itself changed: everything bound to it is to be checked from now on, its owners are told once.

    `note` says what is new. The same `submission` again gives the change it made. Raises NotAllowed.
    """
    ensure(rules.can_curate_causes(actor))
    lock(cause)
    same = select(CauseChange).where(CauseChange.actor_id == actor.id, CauseChange.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    last = db.session.scalar(select(func.max(CauseChange.seq)).where(CauseChange.cause_id == cause.id)) or 0
    change = CauseChange(
        cause_id=cause.id,
        seq=last + 1,
        version=version,
        note=note,
        marked=mark_bound(cause, note=note, event=str(last + 1), actor=actor),
        actor_id=actor.id,
        submission=submission,
        at=utcnow(),
    )
    db.session.add(change)
    cause.version = version or cause.version
    db.session.flush()
    details: dict[str, int | str | None] = {"marked": change.marked}
    audit.record("knowledge.change_cause", actor_id=actor.id, subject=("cause", cause.id), details=details)
    return change


def _refuse_taken(name: str, but: Cause | None = None) -> None:
    """Spelling variants of one name are one cause."""
    same = select(Cause.id).where(func.lower(Cause.name) == name.lower())
    if but is not None:
        same = same.where(Cause.id != but.id)
    if db.session.scalar(same.limit(1)) is not None:
        raise Conflict("cause_exists")
