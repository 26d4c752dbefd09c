"""Reads about how much somebody posted."""

from datetime import datetime

from sqlalchemy import func, select

from accounts.queries.seals import masks_of
from core.db import db
from knowledge.models import Answer, Comment, Post, Practice, Question

WRITTEN = (
    (Question.asker_id, Question.created_at),
    (Answer.author_id, Answer.created_at),
    (Comment.author_id, Comment.created_at),
    (Post.author_id, Post.created_at),
    (Practice.author_id, Practice.created_at),
)


def count_posts(person_id: int, *, since: datetime) -> int:
    """Of every kind, sealed ones too, in one statement."""
    mine = [person_id, *masks_of(person_id)]
    counts = [select(func.count()).where(author.in_(mine), at >= since).scalar_subquery() for author, at in WRITTEN]
    return sum(db.session.execute(select(*counts)).one())
