"""Handing over what somebody looks after."""

from datetime import datetime

from sqlalchemy import delete, select

from accounts.actions import notify
from accounts.models import Person
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from pilots.models import Handover, HandoverItem
from pilots.queries.handovers import Move, movers
from pilots.rules import handovers as rules


def hand_over(*, actor: Person, leaver: Person, successor: Person, note: str, submission: str) -> Handover:
    """Everything that `leaver` looks after goes to `successor`, who is told once, with the list of it.

    The same `submission` again gives the handover it made the first time.
    Raises NotAllowed; Conflict successor_unfit, nothing_to_hand_over.
    """
    ensure(rules.can_hand_over(actor))
    lock_name(f"handover-{leaver.id}")
    same = select(Handover).where(Handover.actor_id == actor.id, Handover.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    lock(successor)
    if not rules.can_succeed(successor, leaver):
        raise Conflict("successor_unfit")
    handover = Handover(
        leaver_id=leaver.id, successor_id=successor.id, actor_id=actor.id, note=note, submission=submission, at=utcnow()
    )
    db.session.add(handover)
    db.session.flush()
    counts = _move_all(handover, Move(actor, leaver, successor, note))
    if not counts:
        raise Conflict("nothing_to_hand_over")
    _record(handover, counts)
    return handover


def remove_handovers(before: datetime) -> None:
    """Their lists; what went over stays where it is."""
    old = select(Handover.id).where(Handover.at < before)
    db.session.execute(delete(HandoverItem).where(HandoverItem.handover_id.in_(old)))
    db.session.execute(delete(Handover).where(Handover.at < before))


def _move_all(handover: Handover, move: Move) -> dict[str, int]:
    """How many of each kind went over."""
    counts: dict[str, int] = {}
    for mover in movers():
        numbers = sorted(set(mover.move(move)))
        items = [HandoverItem(handover_id=handover.id, kind=mover.code, thing_id=number) for number in numbers]
        db.session.add_all(items)
        if items:
            counts[mover.code] = len(items)
    return counts


def _record(handover: Handover, counts: dict[str, int]) -> None:
    audit.record(
        "pilots.hand_over",
        actor_id=handover.actor_id,
        subject=("person", handover.leaver_id),
        details={"successor_id": handover.successor_id, "handover_id": handover.id, **counts},
    )
    notify(kind="handed_over", person_id=handover.successor_id, subject_id=handover.id, actor_id=handover.actor_id)
