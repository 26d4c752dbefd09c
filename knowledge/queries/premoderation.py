"""Reads about posts that the office looks at before others can read them: where that is switched on, what waits."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Actor, Person
from accounts.queries.notices import Subject
from core.db import db
from knowledge.models import Hiding, PostKind, Premoderation, Question, QuestionState
from knowledge.queries.moderation import OFFICE_PATH, PAGE, HiddenPost, QueuePage, post_views
from knowledge.rules.moderation import publishes_at_once

WAITING_PATH = f"{OFFICE_PATH}?ansicht=zu-pruefen"


def is_premoderated(kind: PostKind) -> bool:
    return db.session.scalar(select(Premoderation.is_on).where(Premoderation.kind == kind)) or False


def kinds_that_wait(person: Actor) -> frozenset[PostKind]:
    """What this person writes of these kinds waits for the office; no statement for whom that never concerns."""
    if publishes_at_once(person):
        return frozenset()
    return frozenset(db.session.scalars(select(Premoderation.kind).where(Premoderation.is_on)))


def premoderations() -> Mapping[PostKind, Premoderation]:
    """Those that were ever switched, with who did it last."""
    found = db.session.scalars(select(Premoderation).options(joinedload(Premoderation.actor)))
    return {one.kind: one for one in found}


def waiting_posts(*, after: int = 0, limit: int = PAGE) -> QueuePage:
    """What the office has not looked at yet, what came first on top."""
    waiting = select(Hiding).where(_waits(), Hiding.id > after).options(joinedload(Hiding.author))
    found = db.session.scalars(waiting.order_by(Hiding.id).limit(limit + 1)).all()
    shown = found[:limit]
    views = post_views((one.kind, one.thing_id) for one in shown)
    rows = [HiddenPost(one, views.get((one.kind, one.thing_id))) for one in shown]
    return QueuePage(rows, shown[-1].id if len(found) > limit else None)


def count_waiting_posts() -> int:
    return db.session.scalar(select(func.count()).select_from(Hiding).where(_waits())) or 0


def unpublished_one(kind: PostKind, number: int) -> Hiding | None:
    """Why nobody but its author and the office can read this post yet: it waits, or was declined."""
    of_post = Hiding.kind == kind, Hiding.thing_id == number, Hiding.lifted_at.is_(None)
    return db.session.scalars(select(Hiding).where(*of_post, Hiding.is_unpublished)).one_or_none()


def declined_one(kind: PostKind, number: int) -> Hiding | None:
    """Why this post is not published, where the office has declined it."""
    hiding = unpublished_one(kind, number)
    return hiding if hiding is not None and hiding.actor_id is not None else None


def waiting_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices about a post that waits lead the office to its queue."""
    if not person.is_office:
        return {}
    found = db.session.scalars(select(Hiding).where(_waits(), Hiding.id.in_(numbers))).all()
    views = post_views((one.kind, one.thing_id) for one in found)
    named = ((one.id, views.get((one.kind, one.thing_id))) for one in found)
    return {number: Subject(post.title, WAITING_PATH) for number, post in named if post}


def _waits() -> ColumnElement[bool]:
    """Nobody decides about a question that was withdrawn meanwhile."""
    withdrawn = exists().where(Question.id == Hiding.thing_id, Question.state == QuestionState.WITHDRAWN)
    gone = and_(Hiding.kind == PostKind.QUESTION, withdrawn)
    return and_(Hiding.lifted_at.is_(None), Hiding.actor_id.is_(None), ~gone)
