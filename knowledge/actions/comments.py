"""Commenting on questions and answers; changing a comment before it is published."""

from sqlalchemy import select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from knowledge import rules
from knowledge.actions.history import add_event, one_step
from knowledge.actions.limits import ensure_room
from knowledge.actions.pauses import start_pause
from knowledge.actions.premoderation import hold_back, must_wait, wait_again
from knowledge.actions.publishing import publish_comment
from knowledge.models import Answer, Comment, PostKind, Question, QuestionState
from knowledge.queries.mentions import rendered
from knowledge.queries.premoderation import unpublished_one


def comment_question(*, actor: Actor, question: Question, body: str, submission: str) -> Comment:
    """Remark on a question; asker, owner and who remarked on it before are told. Raises NotAllowed.

    The same `submission` again gives the comment it made the first time. What the asker says while the owner waits
    for it lets the clock run on.
    """
    lock(question)
    ensure(rules.can_comment_question(actor, question))
    return _comment(actor, question, None, body, submission)


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


def comment_answer(*, actor: Actor, answer: Answer, body: str, submission: str) -> Comment:
    """Remark on an answer; its author, the asker and who remarked before are told. Raises NotAllowed."""
    lock(answer.question)
    ensure(rules.can_comment_answer(actor, answer.question) and not answer.is_hidden)
    return _comment(actor, answer.question, answer, body, submission)


def edit_comment(*, actor: Actor, comment: Comment, body: str, base: str | None = None) -> Comment:
    """Change what nobody else could read yet: it waits, or was declined and then waits again. No revision is kept.

    `base` is the body the author began with. Raises NotAllowed; Conflict published_meanwhile, edited_meanwhile.
    """
    lock(comment.question)
    lock(comment)
    hiding = unpublished_one(PostKind.COMMENT, comment.id)
    if hiding is None:
        raise Conflict("published_meanwhile")
    ensure(rules.can_edit_comment(actor, comment, hiding))
    if base is not None and base != comment.wording:
        raise Conflict("edited_meanwhile")
    if comment.body == body:
        return comment
    comment.body, comment.body_html = body, rendered(body)
    wait_again(actor=actor, kind=PostKind.COMMENT, post=comment)
    audit.record("knowledge.edit_comment", actor_id=actor.id, subject=("comment", comment.id))
    return comment


def _comment(
    actor: Actor,
    question: Question,
    answer: Answer | None,
    body: str,
    submission: str,
    *,
    kind: str = "comment_posted",
) -> Comment:
    """`kind` as in publish_comment; what its owner asks back never waits, as the clock does. Raises Conflict
    too_many_posts."""
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
    if kind == "comment_posted" and must_wait(actor, PostKind.COMMENT):
        hold_back(actor=actor, kind=PostKind.COMMENT, post=comment)
    else:
        publish_comment(comment, actor=actor, kind=kind)
    return comment


def _submitted(actor: Actor, submission: str) -> Comment | None:
    same = select(Comment).where(Comment.author_id == actor.id, Comment.submission == submission)
    return db.session.scalars(same).one_or_none()
