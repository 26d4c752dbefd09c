"""What readers report of an answer after using it, and the word of those who know the subject."""

from sqlalchemy import select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, utcnow
from knowledge import rules
from knowledge.actions.doubts import count_reactions
from knowledge.actions.freshness import report_entry
from knowledge.actions.history import add_event, changed, tell
from knowledge.models import DOUBTS, Answer, Confirmation, EntryKind, Reaction, ReactionKind
from knowledge.queries import keepers_of, topic_ids_of
from knowledge.queries.freshness import entry_of


def say_it_helped(*, actor: Actor, answer: Answer, has_helped: bool) -> int:
    """From now on it helped this person or not; returns how many it helped. Raises NotAllowed."""
    lock(answer)
    ensure(rules.can_react_to_answer(actor, answer, answer.question))
    mine = _reaction(actor, answer, ReactionKind.HELPED)
    if has_helped and mine is None:
        db.session.add(Reaction(answer_id=answer.id, person_id=actor.id, kind=ReactionKind.HELPED))
    elif not has_helped and mine is not None:
        db.session.delete(mine)
    count_reactions(answer)
    return answer.helped_count


def doubt_answer(*, actor: Actor, answer: Answer, kind: ReactionKind, note: str) -> Reaction:
    """Report it as outdated or wrong, and why; who keeps it is told, the history of the question shows it.

    Saying the same again changes the words alone. Raises NotAllowed.
    """
    question = answer.question
    lock(question)
    lock(answer)
    ensure(rules.can_react_to_answer(actor, answer, question))
    doubt = _reaction(actor, answer, kind)
    if doubt is None:
        doubt = Reaction(answer_id=answer.id, person_id=actor.id, kind=kind)
        db.session.add(doubt)
    elif doubt.settled_at is None and doubt.note == note:
        return doubt
    doubt.note, doubt.at, doubt.settled_at = note, utcnow(), None
    event = add_event(question, f"called_{kind.value}", origin=question.state, actor=actor, reason=note)
    count_reactions(answer)
    audit.record("knowledge.doubt_answer", actor_id=actor.id, subject=("answer", answer.id))
    is_queued = kind is ReactionKind.OUTDATED and _goes_into_the_queue(actor, answer, note)
    if not is_queued:
        people = {answer.author_id} if kind is ReactionKind.WRONG else keepers_of(answer) - {actor.id}
        tell(f"answer_{kind.value}", people or {answer.author_id}, question, event=event.id, actor=actor)
    return doubt


def withdraw_doubts(*, actor: Actor, answer: Answer) -> None:
    """What this person reported does not count any more; the history keeps that it was said."""
    lock(answer)
    for kind in DOUBTS:
        if mine := _reaction(actor, answer, kind):
            db.session.delete(mine)
    count_reactions(answer)
    audit.record("knowledge.withdraw_doubt", actor_id=actor.id, subject=("answer", answer.id))


def confirm_answer(*, actor: Actor, answer: Answer, is_on: bool) -> None:
    """Stand by it in the name of the subject, or no longer; search follows. Raises NotAllowed."""
    question = answer.question
    lock(answer)
    ensure(rules.can_confirm_answer(actor, answer, question, topic_ids_of(actor)))
    if is_on == (answer.confirmation is not None):
        return
    if not is_on:
        drop_confirmation(answer)
        audit.record("knowledge.unconfirm_answer", actor_id=actor.id, subject=("answer", answer.id))
    else:
        answer.confirmation = Confirmation(person_id=actor.id)
        audit.record("knowledge.confirm_answer", actor_id=actor.id, subject=("answer", answer.id))
        tell("answer_confirmed", {answer.author_id}, question, event=answer.id, actor=actor)
    db.session.flush()
    changed(question)


def drop_confirmation(answer: Answer) -> None:
    """It held for the wording there was."""
    if answer.confirmation is not None:
        db.session.delete(answer.confirmation)
        db.session.flush()
        db.session.refresh(answer, ["confirmation"])


def _goes_into_the_queue(actor: Actor, answer: Answer, note: str) -> bool:
    """Who checks an accepted answer is told there; False for others, and for what is in the queue already."""
    entry = entry_of(EntryKind.ANSWER, answer.id) if answer.is_accepted else None
    return entry is not None and report_entry(actor=actor, entry=entry, word=note)


def _reaction(person: Actor, answer: Answer, kind: ReactionKind) -> Reaction | None:
    mine = Reaction.answer_id == answer.id, Reaction.person_id == person.id, Reaction.kind == kind
    return db.session.scalars(select(Reaction).where(*mine)).one_or_none()
