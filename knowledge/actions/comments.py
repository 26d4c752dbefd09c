"""Commenting on questions and answers."""

from sqlalchemy import select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from knowledge import rules
from knowledge.actions.history import add_event, one_step, tell
from knowledge.actions.limits import ensure_room
from knowledge.actions.mentions import tell_of_mentions
from knowledge.actions.ownership import resume_clock
from knowledge.actions.pauses import start_pause
from knowledge.models import Answer, Comment, Question, QuestionState
from knowledge.queries.mentions import rendered


def comment_question(*, actor: Actor, question: Question, body: str, submission: str) -> Comment:
    """Remark on a question; asker, owner and who remarked on it before are told. Raises NotAllowed.

    The same `submission` again gives the comment it made the first time. What the asker says while the owner waits
    for it lets the clock run on.
    """
    lock(question)
    ensure(rules.can_comment_question(actor, question))
    comment = _comment(actor, question, None, body, submission)
    if actor.id == question.asker_id:
        _reply(actor, question)
    return comment


@one_step
def query_asker(*, actor: Actor, question: Question, body: str, submission: str) -> Comment:
    """The owner asks back: a comment that stops the clock until the asker replies.

    The same `submission` again gives the comment it made. Raises NotAllowed; Conflict not_running when the question
    was answered, settled or asked back meanwhile.
    """
    lock(question)
    lock_name(submission)
    if existing := _submitted(actor, submission):
        return existing
    if question.state is not QuestionState.OPEN or question.paused_at is not None:
        raise Conflict("not_running")
    ensure(rules.can_query_asker(actor, question))
    comment = _comment(actor, question, None, body, submission, kind="question_query")
    start_pause(question, comment)
    add_event(question, "query", origin=question.state, actor=actor)
    audit.record("knowledge.query_asker", actor_id=actor.id, subject=("question", question.id))
    return comment


@one_step
def _reply(actor: Actor, question: Question) -> None:
    if resume_clock(question):
        add_event(question, "reply", origin=question.state, actor=actor)


def comment_answer(*, actor: Actor, answer: Answer, body: str, submission: str) -> Comment:
    """Remark on an answer; its author, the asker and who remarked before are told. Raises NotAllowed."""
    lock(answer.question)
    ensure(rules.can_comment_answer(actor, answer.question) and not answer.is_hidden)
    return _comment(actor, answer.question, answer, body, submission)


def _comment(
    actor: Actor,
    question: Question,
    answer: Answer | None,
    body: str,
    submission: str,
    *,
    kind: str = "comment_posted",
) -> Comment:
    """`kind` is the notice that the asker gets; everybody else hears of a comment. Raises Conflict too_many_posts."""
    lock_name(submission)
    if existing := _submitted(actor, submission):
        return existing
    ensure_room(actor)
    comment = Comment(
        question_id=question.id,
        answer_id=answer.id if answer else None,
        author_id=actor.id,
        body=body,
        body_html=rendered(body),
        submission=submission,
        created_at=utcnow(),
    )
    db.session.add(comment)
    db.session.flush()
    act = "knowledge.comment_answer" if answer else "knowledge.comment_question"
    audit.record(act, actor_id=actor.id, subject=("comment", comment.id))
    concerned = {question.asker_id, answer.author_id if answer else question.owner_id, *_who_remarked(comment)}
    tell(kind, {question.asker_id}, question, event=comment.id, actor=actor)
    tell("comment_posted", concerned - {question.asker_id}, question, event=comment.id, actor=actor)
    tell_of_mentions(comment)
    return comment


def _submitted(actor: Actor, submission: str) -> Comment | None:
    same = select(Comment).where(Comment.author_id == actor.id, Comment.submission == submission)
    return db.session.scalars(same).one_or_none()


def _who_remarked(comment: Comment) -> list[int]:
    """On the same thing."""
    same = Comment.question_id == comment.question_id, Comment.answer_id.is_not_distinct_from(comment.answer_id)
    return list(db.session.scalars(select(Comment.author_id).where(*same).distinct()))
