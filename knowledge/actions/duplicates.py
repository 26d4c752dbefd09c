"""Marking a question as the same as another one, and taking that back."""

from accounts.models import Actor
from core.access import ensure
from core.db import db, lock
from core.errors import Conflict
from knowledge import rules
from knowledge.actions.history import ensure_move, move, one_step, tell
from knowledge.actions.merging import (
    follow_along,
    one_merge_at_a_time,
    remember,
    restore,
    running_duplicate,
)
from knowledge.actions.moves import end_question
from knowledge.models import Question, QuestionState


@one_step
def mark_duplicate(*, actor: Actor, question: Question, original: Question) -> Question:
    """This was asked before: point to the other question, which is found by these words too from now on.

    Raises NotAllowed; Conflict move_not_allowed, same_question, not_an_original.
    """
    one_merge_at_a_time()
    for one in sorted((question, original), key=lambda each: each.id):
        lock(one)
    ensure_move(rules.can_mark_duplicate(actor, question), "mark_duplicate", question)
    ensure(rules.can_see_question(actor, original))
    if original.id == question.id:
        raise Conflict("same_question")
    if original.state in (QuestionState.DUPLICATE, QuestionState.WITHDRAWN) or original.is_hidden:
        raise Conflict("not_an_original")
    remember(question, original, actor=actor)
    question.duplicate_of_id = original.id
    event = move(question, "mark_duplicate", actor=actor)
    end_question(question, "", actor=actor)
    db.session.flush()
    follow_along(question, original)
    tell("question_duplicate", {question.asker_id}, question, event=event.seq, actor=actor)
    return question


@one_step
def undo_duplicate(*, actor: Actor, question: Question) -> Question:
    """They are not the same after all: the question is what it was before. Raises NotAllowed, Conflict."""
    one_merge_at_a_time()
    lock(question)
    ensure_move(rules.can_undo_duplicate(actor, question), "undo_duplicate", question)
    if row := running_duplicate(question.id):
        restore(question, row, actor=actor)
    return question
