"""Asking without a name, and lifting the seal: two people of two roles, a reason, and whoever asked is told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.actions import notify
from accounts.actions.seals import make_mask, prepare_sealing, remove_seals
from accounts.models import Person
from accounts.queries import admin_ids
from accounts.queries.seals import is_sealed, person_behind, possible_askers_of
from core import audit
from core.access import ensure
from core.db import clock_at, db, lock, lock_name, utcnow
from core.errors import Conflict
from core.sealing import Marks, blurred
from knowledge.actions.history import tell
from knowledge.actions.limits import ensure_room
from knowledge.actions.questions import ask_question
from knowledge.models import Question, Unsealing, UnsealingState
from knowledge.queries.sealing import lapsed_unsealings, masks_to_forget, question_of_submission, running_unsealing
from knowledge.rules import sealing as rules


def ask_sealed(*, actor: Person, title: str, body: str, submission: str, tags: Iterable[str] = ()) -> Question:
    """Ask under a new mask; no row names the person, and all of them say the hour alone.

    The same `submission` again gives the question it made. Raises as ask_question; Conflict sealing_unavailable.
    """
    ensure(rules.can_ask_sealed(actor))
    prepare_sealing()
    mark = Marks("submission").of(actor.id, submission)
    lock_name(mark)
    if existing := question_of_submission(mark):
        return existing
    ensure_room(actor)
    with clock_at(blurred(utcnow())):
        return ask_question(
            actor=make_mask(person=actor),
            title=title,
            body=body,
            tags=tags,
            submission=mark,
            department_id=actor.department_id if is_department_named(actor) else None,
        )


def is_department_named(person: Person) -> bool:
    """Whether a sealed question of this person would say the department it comes from."""
    if person.department_id is None:
        return False
    return rules.names_department(person, possible_askers_of(person.department_id))


def moment_at(question: Question) -> datetime:
    """When whoever wears the mask is said to act: the hour, but never before what others did with the question."""
    known = [question.owner_since, question.paused_at, question.clock_started_at, question.created_at]
    known += [one.at for one in question.events]
    known += [one.created_at for one in question.answers] + [one.created_at for one in question.comments]
    return max([blurred(utcnow()), *(at for at in known if at is not None)])


def request_unsealing(*, actor: Person, question: Question, reason: str) -> Unsealing:
    """The office asks for the name; the administration is told. One request at a time: another gives the running one.

    Raises NotAllowed; Conflict seal_is_gone.
    """
    lock(question)
    ensure(rules.can_request_unsealing(actor, question))
    if not is_sealed(question.asker_id):
        raise Conflict("seal_is_gone")
    if running := running_unsealing(question.id):
        if rules.is_waiting(running, utcnow()):
            return running
        _end(running, UnsealingState.EXPIRED)
    unsealing = Unsealing(question_id=question.id, requested_by_id=actor.id, reason=reason, requested_at=utcnow())
    db.session.add(unsealing)
    db.session.flush()
    _record("knowledge.request_unsealing", actor, unsealing, reason=reason)
    for number in admin_ids():
        notify(kind="unsealing_requested", person_id=number, subject_id=unsealing.id, actor_id=actor.id)
    return unsealing


def confirm_unsealing(*, actor: Person, unsealing: Unsealing) -> None:
    """The second of two people agrees: from now on both may see the name; whoever asked is told who and why.

    Raises NotAllowed; Conflict already_decided, seal_is_gone.
    """
    _ensure_decision(actor, unsealing)
    if person_behind(unsealing.question.asker_id) is None:
        raise Conflict("seal_is_gone")
    _decide(actor, unsealing, UnsealingState.CONFIRMED, "")
    _record("knowledge.confirm_unsealing", actor, unsealing)
    question = unsealing.question
    tell("question_unsealed", {question.asker_id}, question, event=unsealing.id, actor=actor)


def refuse_unsealing(*, actor: Person, unsealing: Unsealing, note: str) -> None:
    """The seal stays, and `note` says why. Raises NotAllowed; Conflict already_decided."""
    _ensure_decision(actor, unsealing)
    _decide(actor, unsealing, UnsealingState.REFUSED, note)
    _record("knowledge.refuse_unsealing", actor, unsealing, reason=note)


def expire_unsealings() -> int:
    """What nobody decided in time. Returns how many."""
    lapsed = lapsed_unsealings(utcnow() - rules.PATIENCE)
    for unsealing in lapsed:
        _end(unsealing, UnsealingState.EXPIRED)
        _record("knowledge.expire_unsealing", None, unsealing)
    return len(lapsed)


def look_behind_mask(*, actor: Person, unsealing: Unsealing) -> Person:
    """Who asked. Every look is in the log. Raises NotAllowed; Conflict seal_is_gone."""
    ensure(rules.can_see_asker(actor, unsealing))
    number = person_behind(unsealing.question.asker_id)
    found = db.session.get(Person, number) if number is not None else None
    if found is None:
        raise Conflict("seal_is_gone")
    _record("knowledge.see_asker", actor, unsealing)
    return found


def forget_seals(*, after: timedelta) -> int:
    """Nobody can find out any more who asked what ended so long ago. Returns how many."""
    return remove_seals(mask_ids=masks_to_forget(utcnow() - after))


def _ensure_decision(actor: Person, unsealing: Unsealing) -> None:
    lock(unsealing)
    if not rules.is_waiting(unsealing, utcnow()):
        raise Conflict("already_decided")
    ensure(rules.can_decide_unsealing(actor, unsealing, utcnow()))


def _decide(actor: Person, unsealing: Unsealing, state: UnsealingState, note: str) -> None:
    unsealing.decided_by_id, unsealing.note = actor.id, note
    _end(unsealing, state)
    notify(
        kind="unsealing_decided",
        person_id=unsealing.requested_by_id,
        subject_id=unsealing.id,
        actor_id=actor.id,
    )


def _end(unsealing: Unsealing, state: UnsealingState) -> None:
    unsealing.state, unsealing.ended_at = state, utcnow()
    db.session.flush()


def _record(act: str, actor: Person | None, unsealing: Unsealing, **details: str) -> None:
    subject = ("unsealing", unsealing.id)
    audit.record(act, actor_id=actor.id if actor else None, subject=subject, details=details)
