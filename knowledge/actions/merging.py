"""What merging two questions means for pointers, counts and the state before; a step may need it whatever it is for."""

from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from accounts.models import Actor
from core.db import db, lock, lock_name, utcnow
from knowledge.actions.freshness import wake_entry
from knowledge.actions.history import changed, move, tell
from knowledge.actions.ownership import give_back
from knowledge.actions.settling import follow_loss, hiding_of
from knowledge.models import Answer, Duplicate, EntryKind, Question


def one_merge_at_a_time() -> None:
    """Pointers of many questions hang together: whoever changes one waits for the others."""
    lock_name("duplicates")


def remember(question: Question, original: Question, *, actor: Actor) -> Duplicate:
    """Write down what the question is now, before it becomes a duplicate."""
    accepted = next((answer for answer in question.answers if answer.is_accepted), None)
    row = Duplicate(
        question_id=question.id,
        original_id=original.id,
        actor_id=actor.id,
        at=utcnow(),
        state_before=question.state,
        answer_owed=question.answer_by is not None,
        ended_at=question.ended_at,
        ended_by_id=question.ended_by_id,
        end_reason=question.end_reason,
    )
    if accepted:
        row.accepted_id, row.accepted_at = accepted.id, accepted.accepted_at
        row.checked_on, row.valid_until = accepted.checked_on, accepted.valid_until
        row.entry_state = accepted.freshness.state if accepted.freshness else None
    db.session.add(row)
    return row


def follow_along(question: Question, original: Question) -> None:
    """What was merged into the question leads to the original from now on; call once the question is written."""
    others = update(Question).where(Question.duplicate_of_id == question.id)
    db.session.execute(others.values(duplicate_of_id=original.id))
    _recount(question.id)
    _recount(original.id)


def restore(question: Question, row: Duplicate, *, actor: Actor | None) -> None:
    """Back to what it was: state, accepted answer, owner; the original loses its words and its asker.

    What was hidden meanwhile solves nothing, and for a question that is hidden itself nothing is owed yet.
    """
    move(question, "undo_duplicate", actor=actor, back_to=row.state_before)
    _leave(question, row)
    question.ended_at, question.ended_by_id, question.end_reason = row.ended_at, row.ended_by_id, row.end_reason
    if row.accepted_id and (answer := db.session.get(Answer, row.accepted_id)):
        answer.accepted_at, answer.checked_on, answer.valid_until = row.accepted_at, row.checked_on, row.valid_until
        if not question.is_hidden:
            wake_entry(kind=EntryKind.ANSWER, thing_id=answer.id, state=row.entry_state)
    if question.is_owned:
        give_back(question, cause="duplicate_undone", answer_owed=row.answer_owed and not question.is_hidden)
    if hiding := hiding_of(question):
        hiding.answer_owed, hiding.entry_state = row.answer_owed, row.entry_state
    follow_loss(question, actor=actor)
    tell("duplicate_undone", {question.asker_id}, question, event=row.id, actor=actor)
    changed(question)


def leave_original(question: Question) -> None:
    """A duplicate that goes another way is none any more."""
    if question.duplicate_of_id is None:
        return
    one_merge_at_a_time()
    if row := running_duplicate(question.id):
        _leave(question, row)


def release_duplicates(question: Question, *, actor: Actor) -> None:
    """Nobody shall be led to a question they may not see: its duplicates stand for themselves again.

    Those of a question that is a duplicate itself go on to where it leads.
    """
    one_merge_at_a_time()
    named = Duplicate.original_id == question.id, Duplicate.undone_at.is_(None)
    if question.duplicate_of_id:
        db.session.execute(update(Duplicate).where(*named).values(original_id=question.duplicate_of_id))
        return
    for row in db.session.scalars(select(Duplicate).where(*named).order_by(Duplicate.id)).all():
        duplicate = db.session.get_one(Question, row.question_id)
        lock(duplicate)
        restore(duplicate, row, actor=actor)
        db.session.flush()


def running_duplicate(question_id: int) -> Duplicate | None:
    statement = select(Duplicate).where(Duplicate.question_id == question_id, Duplicate.undone_at.is_(None))
    return db.session.scalars(statement).one_or_none()


def _leave(question: Question, row: Duplicate) -> None:
    """Search forgets the words at the original; what came there by way of this question leads to it again."""
    changed(question)
    root, row.undone_at, question.duplicate_of_id = question.duplicate_of_id, utcnow(), None
    if root is None:
        return
    marked = _marked_below(root, but=question.id)
    for number in marked:
        if (end := _end_of(number, marked)) != root:
            db.session.execute(update(Question).where(Question.id == number).values(duplicate_of_id=end))
    for number in (root, question.id):
        _recount(number, but=question.id)


def _marked_below(root: int, *, but: int) -> dict[int, int]:
    """What each duplicate that leads to `root` was marked as the same as."""
    statement = (
        select(Duplicate.question_id, Duplicate.original_id)
        .join(Question, Question.id == Duplicate.question_id)
        .where(Question.duplicate_of_id == root, Duplicate.undone_at.is_(None), Question.id != but)
    )
    return {row.question_id: row.original_id for row in db.session.execute(statement)}


def _end_of(number: int, marked: Mapping[int, int]) -> int:
    while number in marked:
        number = marked[number]
    return number


def _recount(number: int, *, but: int = 0) -> None:
    """How many other people asked the same in words of their own; `but`: a question that is just leaving."""
    original = aliased(Question)
    others = (
        select(func.count(Question.asker_id.distinct()))
        .join(original, original.id == Question.duplicate_of_id)
        .where(
            Question.duplicate_of_id == number,
            Question.id != but,
            Question.asker_id.is_distinct_from(original.asker_id),
        )
    )
    count = db.session.scalar(others) or 0
    db.session.execute(update(Question).where(Question.id == number).values(merged_count=count))
