"""Keeping back what employees write until the office has looked at it, and switching that on and off."""

from typing import Any

from sqlalchemy import select

from accounts.actions import notify
from accounts.models import Actor, Person
from accounts.queries import office_people
from core import audit
from core.access import ensure
from core.db import db, lock_name, utcnow
from knowledge import rules
from knowledge.models import Hiding, PostKind, Premoderation
from knowledge.queries.premoderation import declined_one, is_premoderated


def choose_premoderation(*, actor: Person, kind: PostKind, is_on: bool) -> None:
    """From now on posts of this kind wait for the office or not; the same again changes nothing. Raises NotAllowed.

    What waits already goes on waiting: somebody looks at it.
    """
    ensure(rules.can_choose_premoderation(actor))
    lock_name("premoderation")
    row = db.session.scalars(select(Premoderation).where(Premoderation.kind == kind)).one_or_none()
    if is_on == (row is not None and row.is_on):
        return
    if row is None:
        row = Premoderation(kind=kind)
        db.session.add(row)
    row.is_on, row.at, row.actor_id = is_on, utcnow(), actor.id
    db.session.flush()
    subject, details = ("premoderation", row.id), {"area": kind.value, "on": is_on}
    audit.record("knowledge.choose_premoderation", actor_id=actor.id, subject=subject, details=details)


def must_wait(actor: Actor, kind: PostKind) -> bool:
    """Whether what this person writes now waits for the office."""
    return not rules.publishes_at_once(actor) and is_premoderated(kind)


def is_looked_at_later(actor: Actor, kind: PostKind, post: Any) -> bool:
    """Whether the office wants to see this person's edit of what is published: others read it meanwhile."""
    return not post.is_hidden and must_wait(actor, kind)


def hold_back(*, actor: Actor, kind: PostKind, post: Any) -> None:
    """Until the office has looked at it, its author and the office alone see this new post; the office is told."""
    hiding = Hiding(kind=kind, thing_id=post.id, author_id=actor.id, reason="", is_unpublished=True, at=utcnow())
    db.session.add(hiding)
    post.hidden_at = hiding.at
    db.session.flush()
    _tell_office(actor, hiding)


def wait_again(*, actor: Actor, kind: PostKind, post: Any) -> None:
    """Its author changed what was declined: the office looks at it once more, and is told. No other post is touched."""
    hiding = declined_one(kind, post.id) if post.is_hidden else None
    if hiding is None or hiding.author_id != actor.id:
        return
    declined_at, hiding.actor_id, hiding.at = hiding.at, None, utcnow()
    db.session.flush()
    _tell_office(actor, hiding, event=declined_at.isoformat())


def _tell_office(actor: Actor, hiding: Hiding, event: str = "") -> None:
    for person in office_people():
        if person.id != actor.id:
            notify(kind="post_waiting", person_id=person.id, subject_id=hiding.id, event=event, actor_id=actor.id)
