"""Edits of published posts that the office wants to see: they stay, and it has seen them or decides otherwise."""

from typing import Any

from sqlalchemy import update

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db
from knowledge import rules
from knowledge.models import PostKind, Revision
from knowledge.queries.moderation import PostView, author_judge, is_alone_in_office

HOLDERS: dict[PostKind, Any] = {PostKind.QUESTION: Revision.question_id, PostKind.ANSWER: Revision.answer_id}
"""The column of a wording that says whose it is."""


def see_edits(*, actor: Actor, post: PostView, upto: int) -> None:
    """The office has read how the post was changed, up to the edit with this number; what came later goes on waiting.

    Twice is once. Raises NotAllowed.
    """
    ensure(rules.can_decide_on_post(actor, author_judge(actor)(post), is_alone=is_alone_in_office(actor)))
    if end_looks(post.kind, post.thing.id, Revision.seq <= upto):
        subject, details = (post.kind.value, post.thing.id), {"wording": upto}
        audit.record("knowledge.see_edits", actor_id=actor.id, subject=subject, details=details)


def end_looks(kind: PostKind, number: int, *which: Any) -> bool:
    """Whether an edit of this post waited to be seen."""
    waiting = update(Revision).where(HOLDERS[kind] == number, Revision.awaits_look, *which)
    return bool(db.session.execute(waiting.values(awaits_look=False).returning(Revision.id)).all())
