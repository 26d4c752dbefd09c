"""What a question is follows from the answers that can be read: what a hidden one takes away, what it brings back."""

from sqlalchemy import select

from accounts.models import Actor
from core.db import db, utcnow
from knowledge.actions.freshness import rest_entry, wake_entry
from knowledge.actions.history import move, tell
from knowledge.actions.ownership import end_ownership, restart_clock, route, stop_clock
from knowledge.models import Answer, Duplicate, EntryKind, Hiding, PostKind, Question, QuestionState
from knowledge.queries.freshness import entry_of
from knowledge.queries.moderation import hidings_of
from knowledge.rules import takes_answers

OPEN, ANSWERED, SOLVED = QuestionState.OPEN, QuestionState.ANSWERED, QuestionState.SOLVED


def clear_accepted(question: Question) -> None:
    """What was accepted counts no longer; its dates wait."""
    for answer in question.answers:
        if answer.is_accepted:
            rest_entry(kind=EntryKind.ANSWER, thing_id=answer.id)
        answer.accepted_at = answer.checked_on = answer.valid_until = None


def hiding_of(question: Question) -> Hiding | None:
    """The running one of the question itself."""
    return hidings_of({PostKind.QUESTION: [question]}).get((PostKind.QUESTION, question.id))


def follow_loss(question: Question, *, actor: Actor | None) -> None:
    """No hidden answer solves a question, or answers it alone. Nothing happens while the question is hidden or ended.

    Answered is a question that somebody else than the asker answered so that others can read it. The caller holds
    the question's lock; what is accepted has awake dates, and the answer's Hiding remembers both.
    """
    hidden = [one for one in question.answers if one.is_hidden]
    if not hidden or not takes_answers(question):
        return
    db.session.flush()
    hidings = {key: one for key, one in hidings_of({PostKind.ANSWER: hidden}).items() if not one.is_unpublished}
    if not hidings:
        return
    reason = list(hidings.values())[-1].reason
    lost = next((one for one in hidden if one.is_accepted), None)
    if lost:
        reason = _remember_accepted(lost, hidings[PostKind.ANSWER, lost.id]).reason
        clear_accepted(question)
    is_answered = any(not one.is_hidden and one.author_id != question.asker_id for one in question.answers)
    if lost and is_answered:
        move(question, "unaccept", actor=actor, reason=reason)
        route(question, cause="unaccepted", answer_owed=False)
    elif lost or (question.state is ANSWERED and not is_answered):
        event = move(question, "reopen", actor=actor, reason=reason)
        restart_clock(question, cause="reopened")
        tell("question_reopened", {question.asker_id}, question, event=event.seq, actor=actor)


def _remember_accepted(answer: Answer, hiding: Hiding) -> Hiding:
    entry = entry_of(EntryKind.ANSWER, answer.id)
    hiding.was_accepted, hiding.entry_state = True, entry.state if entry else None
    return hiding


def follow_return(answer: Answer, hiding: Hiding | None, *, actor: Actor) -> None:
    """An answer can be read, again or (without a hiding) from the first: the question is what it is with it, for a
    hidden one without a sound."""
    question = answer.question
    if hiding and question.state is QuestionState.DUPLICATE:
        _return_to_duplicate(answer, hiding)
    elif hiding and hiding.was_accepted and question.state in (OPEN, ANSWERED):
        _accept_again(answer, hiding, actor)
    elif question.state is OPEN and answer.author_id != question.asker_id:
        move(question, "answer", actor=actor)
        stop_clock(question)
        _nothing_owed(question)


def _accept_again(answer: Answer, hiding: Hiding, actor: Actor) -> None:
    """With the dates it had; those of an answer to a hidden question wait with it."""
    question = answer.question
    move(question, "accept", actor=actor)
    end_ownership(question)
    if around := _nothing_owed(question):
        around.entry_state = hiding.entry_state
    else:
        wake_entry(kind=EntryKind.ANSWER, thing_id=answer.id, state=hiding.entry_state)
    answer.accepted_at, entry = utcnow(), entry_of(EntryKind.ANSWER, answer.id)
    if entry is not None:
        answer.checked_on, answer.valid_until = entry.checked_on, entry.valid_until


def _nothing_owed(question: Question) -> Hiding | None:
    """Nor when the hidden question is shown again."""
    around = hiding_of(question)
    if around:
        around.answer_owed = False
    return around


def _return_to_duplicate(answer: Answer, hiding: Hiding) -> None:
    """It is what the question will be when it is no duplicate any more."""
    running = select(Duplicate).where(Duplicate.question_id == answer.question_id, Duplicate.undone_at.is_(None))
    row = db.session.scalars(running).one()
    if hiding.was_accepted and row.state_before in (OPEN, ANSWERED):
        entry = entry_of(EntryKind.ANSWER, answer.id)
        row.state_before, row.answer_owed = SOLVED, False
        row.accepted_id, row.accepted_at, row.entry_state = answer.id, utcnow(), hiding.entry_state
        row.checked_on, row.valid_until = (entry.checked_on, entry.valid_until) if entry else (None, None)
    elif row.state_before is OPEN and answer.author_id != answer.question.asker_id:
        row.state_before, row.answer_owed = ANSWERED, False
