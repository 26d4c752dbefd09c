"""Asking and editing questions."""

from collections.abc import Iterable

from sqlalchemy import func, select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from knowledge import rules
from knowledge.actions.history import changed, refuse_stale, tell
from knowledge.actions.limits import ensure_room
from knowledge.actions.mentions import tell_of_mentions
from knowledge.actions.premoderation import hold_back, is_looked_at_later, must_wait, wait_again
from knowledge.actions.publishing import publish_question
from knowledge.actions.tags import tags_named
from knowledge.models import OwnerKind, PostKind, Question, Revision
from knowledge.queries.mentions import rendered


def ask_question(
    *,
    actor: Actor,
    title: str,
    body: str,
    submission: str,
    tags: Iterable[str] = (),
    external_id: str | None = None,
    department_id: int | None = None,
) -> Question:
    """Ask; the question has an owner from the first moment others can read it: now, unless the office looks first.

    `body` is Markdown, `tags` are names. `submission` is the form's own key: the same one again gives the
    question it made the first time. `department_id`: for a mask, which has none of its own.
    Raises NotAllowed; Conflict too_many_tags, tag_too_long, too_many_posts.
    """
    ensure(rules.can_ask_question(actor))
    lock_name(submission)
    if existing := _submitted(actor, submission):
        return existing
    ensure_room(actor)
    question = _question(actor, title, body, submission, department_id)
    question.external_id = external_id
    waits = external_id is None and must_wait(actor, PostKind.QUESTION)
    question.tags = tags_named(tags, is_public=not waits)
    if waits:
        _hold_back(actor, question)
    else:
        publish_question(question, actor=actor)
    audit.record("knowledge.ask_question", actor_id=actor.id, subject=("question", question.id))
    return question


def _question(actor: Actor, title: str, body: str, submission: str, department_id: int | None) -> Question:
    return Question(
        asker_id=actor.id,
        department_id=actor.department_id or department_id,
        title=title,
        body=body,
        body_html=rendered(body),
        submission=submission,
        is_sealed=actor.is_mask,
        created_at=utcnow(),
    )


def _hold_back(actor: Actor, question: Question) -> None:
    """The office answers for it without owing an answer: no Ownership begins."""
    question.owner_kind = OwnerKind.OFFICE
    db.session.add(question)
    db.session.flush()
    hold_back(actor=actor, kind=PostKind.QUESTION, post=question)


def edit_question(
    *,
    actor: Actor,
    question: Question,
    title: str,
    body: str,
    tags: Iterable[str],
    reason: str = "",
    base: str | None = None,
) -> Question:
    """Change the wording; the earlier one stays as a revision.

    `base` is the `wording` the editor began with. Raises NotAllowed; Conflict edited_meanwhile when it is another
    now, and as in ask_question.
    """
    lock(question)
    ensure(rules.can_edit_question(actor, question))
    refuse_stale(question, base)
    wanted = tags_named(tags, is_public=not question.awaits_check)
    if (question.title, question.body, {tag.slug for tag in question.tags}) == (
        title,
        body,
        {tag.slug for tag in wanted},
    ):
        return question
    revision = keep_revision(actor, question, reason)
    revision.awaits_look = is_looked_at_later(actor, PostKind.QUESTION, question)
    question.title, question.body, question.body_html, question.tags = title, body, rendered(body), wanted
    question.edited_at = utcnow()
    tell("question_edited", {question.asker_id}, question, event=revision.id, actor=actor)
    tell_of_mentions(question)
    wait_again(actor=actor, kind=PostKind.QUESTION, post=question)
    audit.record("knowledge.edit_question", actor_id=actor.id, subject=("question", question.id))
    changed(question)
    return question


def keep_revision(actor: Actor, question: Question, reason: str) -> Revision:
    last = db.session.scalar(select(func.max(Revision.seq)).where(Revision.question_id == question.id)) or 0
    names = ", ".join(tag.name for tag in question.tags)
    revision = Revision(
        question_id=question.id,
        seq=last + 1,
        title=question.title,
        body=question.body,
        tags=names,
        editor_id=actor.id,
        reason=reason,
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def _submitted(actor: Actor, submission: str) -> Question | None:
    same = select(Question).where(Question.asker_id == actor.id, Question.submission == submission)
    return db.session.scalars(same).one_or_none()
