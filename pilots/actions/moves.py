"""Steps of this area's machines, written down."""

from enum import StrEnum
from typing import Protocol, TypeVar

from sqlalchemy import func, select

from accounts.models import Actor
from core.db import db, utcnow
from core.machine import Step
from pilots.models import Move, Standing

S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=Move)


class Moving(Protocol[S]):
    """A thing with a state; the state is the last row of its history, kept on the thing so that lists are cheap."""

    id: int
    state: S


def take_step(
    history: type[M],
    thing: Moving[S],
    step: Step[S],
    *,
    origin: S | None,
    actor: Actor | None,
    standing: Standing,
    reason: str = "",
    on_behalf_of_id: int | None = None,
) -> M:
    """Put the thing, which is locked, where the step leads, and write the row of it. `actor` None: the clock."""
    thing.state = step.target
    newest = select(func.max(history.seq)).where(history.subject_id == thing.id)
    row = history(
        subject_id=thing.id,
        seq=(db.session.scalar(newest) or 0) + 1,
        move=step.name,
        from_state=origin,
        to_state=step.target,
        actor_id=actor.id if actor else None,
        standing=standing,
        reason=reason,
        on_behalf_of_id=on_behalf_of_id,
        at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    return row
