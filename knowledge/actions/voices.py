"""What readers say with one press. Each says what shall be, so pressing twice or replaying changes nothing.

The thing is locked first and its rows are counted afresh, so a count is right however many press at once. It is
written at once: the next step in the same transaction would read the thing anew and forget it.
"""

from sqlalchemy import func, select

from accounts.models import Actor
from core.access import ensure
from core.db import db, lock
from knowledge import rules
from knowledge.actions.following import follow_by_itself
from knowledge.models import Answer, Question, SameAsker, SavedQuestion, Vote


def vote_for_question(*, actor: Actor, question: Question, is_helpful: bool) -> int:
    """From now on the person finds it helpful or not; returns how many do. Raises NotAllowed."""
    lock(question)
    ensure(rules.can_vote_for_question(actor, question))
    question.helpful_count = _count_after(Vote, is_helpful, actor, question_id=question.id)
    db.session.flush()
    return question.helpful_count


def vote_for_answer(*, actor: Actor, answer: Answer, is_helpful: bool) -> int:
    """From now on the person finds it helpful or not; returns how many do. Raises NotAllowed."""
    lock(answer)
    ensure(rules.can_vote_for_answer(actor, answer, answer.question))
    answer.helpful_count = _count_after(Vote, is_helpful, actor, answer_id=answer.id)
    db.session.flush()
    return answer.helpful_count


def have_same_question(*, actor: Actor, question: Question, is_same: bool) -> int:
    """The person is counted among the askers or not; returns how many there are besides the first.

    Who is counted follows the question. Raises NotAllowed.
    """
    lock(question)
    ensure(rules.can_have_same_question(actor, question))
    if is_same:
        follow_by_itself(actor.id, question)
    question.same_count = _count_after(SameAsker, is_same, actor, question_id=question.id)
    db.session.flush()
    return question.same_count


def find_answer(*, actor: Actor, question: Question) -> int:
    """Who was about to ask found the answer here; returns how many did. Raises NotAllowed."""
    lock(question)
    ensure(rules.can_find_answer(actor, question))
    question.saved_count = _count_after(SavedQuestion, True, actor, question_id=question.id)
    db.session.flush()
    return question.saved_count


def _count_after(table: type[Vote | SameAsker | SavedQuestion], wanted: bool, person: Actor, **thing: int) -> int:
    """The person's row is there or not, as wanted; returns how many rows the thing has then."""
    mine = db.session.scalars(select(table).filter_by(person_id=person.id, **thing)).one_or_none()
    if wanted and mine is None:
        db.session.add(table(person_id=person.id, **thing))
    elif not wanted and mine is not None:
        db.session.delete(mine)
    db.session.flush()
    return db.session.scalar(select(func.count()).select_from(table).filter_by(**thing)) or 0
