"""What it means that others can read a question, an answer or a comment: at once, or when the office has looked at it.

Each happens once for a post. Whoever wrote it is who acts, also where the office lets it through.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, select

from accounts.models import Actor
from core import outbox
from core.db import db, utcnow
from knowledge.actions.following import follow_by_itself, unmuted
from knowledge.actions.history import add_event, changed, one_step, tell
from knowledge.actions.mentions import tell_of_mentions
from knowledge.actions.ownership import resume_clock, route
from knowledge.actions.settling import follow_return
from knowledge.actions.tags import publish_tags
from knowledge.models import Answer, Comment, Hiding, PostKind, Question, QuestionState, Revision


def publish_question(question: Question, *, actor: Actor) -> None:
    """From now on it has an owner, whose time runs, and whom it interests is told."""
    question.clock_started_at = utcnow()
    route(question, cause="asked")
    add_event(question, "ask", origin=None, actor=actor)
    follow_by_itself(question.asker_id, question)
    outbox.enqueue("knowledge.tell_of_question", question_id=question.id)
    tell_of_mentions(question)
    changed(question)


def publish_answer(answer: Answer, *, actor: Actor, hiding: Hiding | None = None) -> None:
    """The first answer stops the clock, a further one leaves the state as it is. `hiding`: of an answer that waited."""
    question = answer.question
    question.answer_count += 1
    follow_return(answer, hiding, actor=actor)
    concerned = unmuted({question.asker_id}, question) | {question.owner_id}
    tell("answer_posted", concerned, question, event=answer.id, actor=actor)
    follow_by_itself(answer.author_id, question)
    outbox.enqueue("knowledge.tell_of_answer", answer_id=answer.id)
    tell_of_mentions(answer)
    changed(question)


def publish_comment(comment: Comment, *, actor: Actor, kind: str = "comment_posted") -> None:
    """`kind` is the notice that the asker gets; everybody else hears of a comment.

    What the asker says while the owner waits for it lets the clock run on. Nobody is told of one below an answer
    that was hidden meanwhile: they could not read it.
    """
    question, answer = comment.question, comment.answer
    if answer is not None and answer.is_hidden:
        return
    concerned = {question.asker_id, answer.author_id if answer else question.owner_id, *_who_remarked(comment)}
    tell(kind, {question.asker_id}, question, event=comment.id, actor=actor)
    tell("comment_posted", concerned - {question.asker_id}, question, event=comment.id, actor=actor)
    tell_of_mentions(comment)
    if answer is None and comment.author_id == question.asker_id:
        _reply(actor, question)


@one_step
def _reply(actor: Actor, question: Question) -> None:
    if resume_clock(question):
        add_event(question, "reply", origin=question.state, actor=actor)


def _who_remarked(comment: Comment) -> list[int]:
    """On the same thing."""
    same = Comment.question_id == comment.question_id, Comment.answer_id.is_not_distinct_from(comment.answer_id)
    return list(db.session.scalars(select(Comment.author_id).where(*same).distinct()))


def publish_waiting(kind: PostKind, thing: Any, hiding: Hiding) -> None:
    """It is as new as if it came now; what it said before was never published. The caller holds its lock."""
    thing.created_at = utcnow()
    if kind in EARLIER:
        db.session.execute(delete(Revision).where(EARLIER[kind] == thing.id))
        thing.edited_at = None
    PUBLISHED[kind](thing, hiding)


def _question(question: Question, _hiding: Hiding) -> None:
    publish_tags(question.tags)
    if question.state is QuestionState.OPEN:
        publish_question(question, actor=question.asker)


EARLIER: dict[PostKind, Any] = {PostKind.QUESTION: Revision.question_id, PostKind.ANSWER: Revision.answer_id}
PUBLISHED: dict[PostKind, Callable[[Any, Hiding], None]] = {
    PostKind.QUESTION: _question,
    PostKind.ANSWER: lambda answer, hiding: publish_answer(answer, actor=answer.author, hiding=hiding),
    PostKind.COMMENT: lambda comment, _hiding: publish_comment(comment, actor=comment.author),
}
