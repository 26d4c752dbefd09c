"""A department takes a practice over: it wants to, it does, it has done it with changes, or it gave up and says why."""

from sqlalchemy import func, select

from accounts.actions import notify
from accounts.models import Actor, Department
from core import audit
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from knowledge.actions.history import one_step
from knowledge.models import Adoption, AdoptionEvent, AdoptionState, Practice
from knowledge.queries.adoptions import adoptions_of, sources
from knowledge.rules import adoptions as rules

MACHINE = rules.MACHINE


@one_step
def want_practice(*, actor: Actor, practice: Practice, department: Department, source: Department | None) -> Adoption:
    """ "Wir übernehmen das"; a department that takes it over already stays where it is.

    Raises NotAllowed; Conflict not_a_source when that department does not have it.
    """
    lock(practice)
    ensure(rules.can_want_practice(actor, practice, department))
    present = adoptions_of(practice)
    adoption = next((one for one in present if one.department_id == department.id), None)
    if adoption is not None and adoption.state is not AdoptionState.DROPPED:
        return adoption
    if source is not None and (source == department or source not in sources(practice, present)):
        raise Conflict("not_a_source")
    if adoption is None:
        adoption = Adoption(practice_id=practice.id, department_id=department.id, created_at=utcnow())
        adoption.practice, adoption.department = practice, department
        db.session.add(adoption)
        origin = None
    else:
        origin = adoption.state
    adoption.source_id, adoption.note = source.id if source else None, ""
    _put(adoption, "knowledge.want_practice", origin=origin, actor=actor)
    return adoption


@one_step
def start_adoption(*, actor: Actor, adoption: Adoption) -> Adoption:
    """The department is at it. Raises NotAllowed; Conflict step_not_allowed."""
    return _move(adoption, "knowledge.start_adoption", actor=actor)


@one_step
def finish_adoption(*, actor: Actor, adoption: Adoption, changes: str) -> Adoption:
    """It has adopted the practice; `changes` says what it does otherwise. Raises NotAllowed; Conflict."""
    return _move(adoption, "knowledge.finish_adoption", actor=actor, note=changes)


@one_step
def drop_adoption(*, actor: Actor, adoption: Adoption, reason: str) -> Adoption:
    """It gave up, and says why; later it may want to again. Raises NotAllowed; Conflict step_not_allowed."""
    return _move(adoption, "knowledge.drop_adoption", actor=actor, note=reason)


def _move(adoption: Adoption, act: str, *, actor: Actor, note: str = "") -> Adoption:
    lock(adoption)
    MACHINE.target(act.removeprefix("knowledge."), adoption.state)
    ensure(rules.can_move_adoption(actor, adoption))
    adoption.note = note
    _put(adoption, act, origin=adoption.state, actor=actor)
    return adoption


def _put(adoption: Adoption, act: str, *, origin: AdoptionState | None, actor: Actor) -> None:
    """The new state, its row in the history, the audit entry, and a notice to whoever wrote the card."""
    name = act.removeprefix("knowledge.")
    adoption.state, adoption.moved_at = MACHINE.target(name, origin), utcnow()
    db.session.flush()
    newest = select(func.max(AdoptionEvent.seq)).where(AdoptionEvent.adoption_id == adoption.id)
    event = AdoptionEvent(
        adoption_id=adoption.id,
        seq=(db.session.scalar(newest) or 0) + 1,
        move=name,
        from_state=origin,
        to_state=adoption.state,
        actor_id=actor.id,
        note=adoption.note,
        at=utcnow(),
    )
    db.session.add(event)
    db.session.flush()
    details = {"department": adoption.department_id, "to": adoption.state.value}
    audit.record(act, actor_id=actor.id, subject=("practice", adoption.practice_id), details=details)
    notify(
        kind="practice_adoption",
        person_id=adoption.practice.author_id,
        subject_id=adoption.practice_id,
        event=str(event.id),
        actor_id=actor.id,
    )
