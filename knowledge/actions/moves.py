"""Steps of a question's life: accepting, withdrawing, closing, reopening."""

from accounts.models import Actor
from core import audit, outbox
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from knowledge import rules
from knowledge.actions.freshness import start_entry
from knowledge.actions.history import add_event, changed, ensure_move, move, one_step, tell
from knowledge.actions.merging import leave_original, release_duplicates
from knowledge.actions.ownership import end_ownership, restart_clock, route
from knowledge.actions.settling import clear_accepted
from knowledge.models import Answer, EntryKind, Question, QuestionState
from knowledge.queries.freshness import owner_for


@one_step
def accept_answer(*, actor: Actor, answer: Answer) -> Answer:
    """This one helped: the question is solved, the answer counts as checked today and valid for a year.

    Accepting another answer of a solved question moves the mark. Raises NotAllowed.
    """
    question = answer.question
    lock(question)
    lock(answer)
    if question.state is not QuestionState.SOLVED:
        rules.target("accept", question.state)
    ensure(rules.can_accept_answer(actor, question) and not answer.is_hidden)
    if answer.is_accepted:
        return answer
    if question.state is QuestionState.SOLVED:
        clear_accepted(question)
        db.session.flush()
        add_event(question, "accept", origin=QuestionState.SOLVED, actor=actor)
    else:
        move(question, "accept", actor=actor)
        end_ownership(question)
    _trust(answer)
    audit.record("knowledge.choose_answer", actor_id=actor.id, subject=("answer", answer.id))
    tell("answer_accepted", {answer.author_id}, question, event=answer.id, actor=actor)
    outbox.enqueue("knowledge.tell_of_acceptance", answer_id=answer.id)
    changed(question)
    return answer


@one_step
def unaccept_answer(*, actor: Actor, answer: Answer) -> Answer:
    """It did not help after all: the question is answered again and has an owner. Raises NotAllowed, Conflict."""
    question = answer.question
    lock(question)
    lock(answer)
    ensure_move(rules.can_accept_answer(actor, question), "unaccept", question)
    if not answer.is_accepted:
        raise Conflict("not_accepted")
    clear_accepted(question)
    move(question, "unaccept", actor=actor)
    route(question, cause="unaccepted", answer_owed=False)
    changed(question)
    return answer


@one_step
def withdraw_question(*, actor: Actor, question: Question) -> Question:
    """The asker takes the question back; from now on only they and the office see it. Raises NotAllowed."""
    lock(question)
    ensure_move(rules.can_withdraw_question(actor, question), "withdraw", question)
    release_duplicates(question, actor=actor)
    move(question, "withdraw", actor=actor)
    leave_original(question)
    end_question(question, "", actor=actor)
    return question


@one_step
def close_question(*, actor: Actor, question: Question, reason: str) -> Question:
    """End a question that will not be answered; the asker is told why. Raises NotAllowed."""
    lock(question)
    ensure_move(rules.can_close_question(actor, question), "close", question)
    event = move(question, "close", actor=actor, reason=reason)
    leave_original(question)
    end_question(question, reason, actor=actor)
    tell("question_closed", {question.asker_id}, question, event=event.seq, actor=actor)
    return question


@one_step
def reopen_question(*, actor: Actor, question: Question, reason: str) -> Question:
    """It is not settled, and `reason` says why: the clock starts again, somebody owns it. Raises NotAllowed."""
    lock(question)
    ensure_move(rules.can_reopen_question(actor, question), "reopen", question)
    clear_accepted(question)
    event = move(question, "reopen", actor=actor, reason=reason)
    leave_original(question)
    question.ended_at, question.ended_by_id, question.end_reason = None, None, ""
    restart_clock(question, cause="reopened")
    tell("question_reopened", {question.asker_id}, question, event=event.seq, actor=actor)
    changed(question)
    return question


def end_question(question: Question, reason: str, *, actor: Actor) -> None:
    """Nobody owes anything any more; what was accepted counts no longer."""
    clear_accepted(question)
    question.ended_at, question.ended_by_id, question.end_reason = utcnow(), actor.id, reason
    end_ownership(question)
    changed(question)


def _trust(answer: Answer) -> None:
    """Whoever accepts does not check: their name is not kept beside the dates."""
    owner_id = owner_for(answer.question, answer.author)
    entry = start_entry(kind=EntryKind.ANSWER, thing_id=answer.id, owner_id=owner_id, actor=None)
    answer.accepted_at, answer.checked_on, answer.valid_until = utcnow(), entry.checked_on, entry.valid_until
