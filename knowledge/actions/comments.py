"""Commenting on questions and answers."""

from sqlalchemy import select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from knowledge import rules
from knowledge.actions.history import tell
from knowledge.actions.mentions import tell_of_mentions
from knowledge.models import Answer, Comment, Question
from knowledge.queries.mentions import rendered


def comment_question(*, actor: Actor, question: Question, body: str, submission: str) -> Comment:
    """Remark on a question; asker, owner and who remarked on it before are told. Raises NotAllowed.

    The same `submission` again gives the comment it made the first time.
    """
    lock(question)
    ensure(rules.can_comment_question(actor, question))
    return _comment(actor, question, None, body, submission)


def comment_answer(*, actor: Actor, answer: Answer, body: str, submission: str) -> Comment:
    """Remark on an answer; its author, the asker and who remarked before are told. Raises NotAllowed."""
    lock(answer.question)
    ensure(rules.can_comment_answer(actor, answer.question))
    return _comment(actor, answer.question, answer, body, submission)


def _comment(actor: Actor, question: Question, answer: Answer | None, body: str, submission: str) -> Comment:
    lock_name(submission)
    same = select(Comment).where(Comment.author_id == actor.id, Comment.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
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
    tell("comment_posted", concerned, question, event=comment.id, actor=actor)
    tell_of_mentions(comment)
    return comment


def _who_remarked(comment: Comment) -> list[int]:
    """On the same thing."""
    same = Comment.question_id == comment.question_id, Comment.answer_id.is_not_distinct_from(comment.answer_id)
    return list(db.session.scalars(select(Comment.author_id).where(*same).distinct()))
