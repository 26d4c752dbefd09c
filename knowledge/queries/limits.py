"""Reads about how much somebody posted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select

from accounts.queries.seals import masks_of
from core.db import db
from knowledge.models import Answer, Comment, Hiding, Post, PostKind, Practice, Question

WRITTEN: dict[PostKind, tuple[type[Any], Any]] = {
    PostKind.QUESTION: (Question, Question.asker_id),
    PostKind.ANSWER: (Answer, Answer.author_id),
    PostKind.COMMENT: (Comment, Comment.author_id),
    PostKind.POST: (Post, Post.author_id),
    PostKind.PRACTICE: (Practice, Practice.author_id),
}
"""By kind: what it is, and who wrote it."""


def count_posts(person_id: int, *, since: datetime) -> int:
    """Of every kind, sealed ones too, in one statement; without what the office looked at and published meanwhile."""
    mine = [person_id, *masks_of(person_id)]
    counts = [_count(kind, thing, author.in_(mine), since) for kind, (thing, author) in WRITTEN.items()]
    return sum(db.session.execute(select(*counts)).one())


def _count(kind: PostKind, thing: type[Any], is_mine: ColumnElement[bool], since: datetime) -> ScalarSelect[int]:
    """What was published is as old as that: on that day nobody wrote it."""
    of_thing = Hiding.kind == kind, Hiding.thing_id == thing.id
    published = exists().where(*of_thing, Hiding.is_unpublished, Hiding.lifted_at.is_not(None))
    return (
        select(func.count()).select_from(thing).where(is_mine, thing.created_at >= since, ~published).scalar_subquery()
    )
