"""Answering and editing answers."""

from sqlalchemy import func, select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from knowledge import rules
from knowledge.actions.doubts import settle_doubts
from knowledge.actions.history import changed, one_step, refuse_stale, tell
from knowledge.actions.limits import ensure_room
from knowledge.actions.mentions import tell_of_mentions
from knowledge.actions.premoderation import hold_back, is_looked_at_later, must_wait, wait_again
from knowledge.actions.publishing import publish_answer
from knowledge.actions.reactions import drop_confirmation
from knowledge.models import Answer, PostKind, Question, Revision
from knowledge.queries.mentions import rendered


@one_step
def answer_question(*, actor: Actor, question: Question, body: str, submission: str) -> Answer:
    """Answer; the first answer stops the clock, a further one leaves the state as it is, and so does one that waits
    for the office.

    The same `submission` again gives the answer it made the first time. Raises NotAllowed; Conflict takes_no_answers,
    too_many_posts.
    """
    lock(question)
    lock_name(submission)
    if existing := _submitted(actor, submission):
        return existing
    if not rules.takes_answers(question):
        raise Conflict("takes_no_answers", state=question.state.value)
    ensure(rules.can_answer_question(actor, question))
    ensure_room(actor)
    answer = Answer(
        question_id=question.id,
        author_id=actor.id,
        body=body,
        body_html=rendered(body),
        submission=submission,
        created_at=utcnow(),
    )
    db.session.add(answer)
    db.session.flush()
    audit.record("knowledge.answer_question", actor_id=actor.id, subject=("answer", answer.id))
    if must_wait(actor, PostKind.ANSWER):
        hold_back(actor=actor, kind=PostKind.ANSWER, post=answer)
    else:
        publish_answer(answer, actor=actor)
    return answer


def edit_answer(*, actor: Actor, answer: Answer, body: str, reason: str = "", base: str | None = None) -> Answer:
    """Change the wording; the earlier one stays as a revision. Raises as edit_question does."""
    lock(answer)
    ensure(rules.can_edit_answer(actor, answer, answer.question))
    refuse_stale(answer, base)
    if answer.body == body:
        return answer
    last = db.session.scalar(select(func.max(Revision.seq)).where(Revision.answer_id == answer.id)) or 0
    earlier = Revision(answer_id=answer.id, seq=last + 1, body=answer.body, editor_id=actor.id, reason=reason)
    earlier.awaits_look = is_looked_at_later(actor, PostKind.ANSWER, answer)
    db.session.add(earlier)
    answer.body, answer.body_html, answer.edited_at = body, rendered(body), utcnow()
    drop_confirmation(answer)
    settle_doubts(answer)
    tell_of_mentions(answer)
    db.session.flush()
    tell("answer_edited", {answer.author_id}, answer.question, event=earlier.id, actor=actor)
    wait_again(actor=actor, kind=PostKind.ANSWER, post=answer)
    audit.record("knowledge.edit_answer", actor_id=actor.id, subject=("answer", answer.id))
    changed(answer.question)
    return answer


def _submitted(actor: Actor, submission: str) -> Answer | None:
    same = select(Answer).where(Answer.author_id == actor.id, Answer.submission == submission)
    return db.session.scalars(same).one_or_none()
