"""Reads about edits of published posts that the office wants to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from knowledge.models import Answer, PostKind, Question, QuestionState, Revision
from knowledge.queries.moderation import PAGE, PostView, QueuePage, post_views


@dataclass(frozen=True)
class EditedPost:
    """A published post and its edits that nobody in the office has seen, the newest first. `tags`: as they are now."""

    post: PostView
    edits: Sequence[Revision]
    tags: str

    @property
    def before(self) -> Revision:
        """How it read when the office, or everybody, saw it last."""
        return self.edits[-1]


def edited_posts(*, after: int = 0, limit: int = PAGE) -> QueuePage:
    """What was changed first on top; what is hidden or withdrawn is settled already."""
    first = func.min(Revision.id)
    grouped = (
        _awaiting(Revision.question_id, Revision.answer_id, first)
        .group_by(Revision.question_id, Revision.answer_id)
        .having(first > after)
        .order_by(first)
        .limit(limit + 1)
    )
    found = db.session.execute(grouped).all()
    shown = found[:limit]
    rows = _with_edits([(question, answer) for question, answer, _first in shown])
    return QueuePage(rows, shown[-1][2] if len(found) > limit else None)


def count_edited_posts() -> int:
    things = _awaiting(Revision.question_id, Revision.answer_id).distinct().subquery()
    return db.session.scalar(select(func.count()).select_from(things)) or 0


def _awaiting(*what: Any) -> Any:
    statement = select(*what).outerjoin(Question, Question.id == Revision.question_id)
    return statement.outerjoin(Answer, Answer.id == Revision.answer_id).where(Revision.awaits_look, _is_readable())


def _is_readable() -> ColumnElement[bool]:
    question = and_(Question.hidden_at.is_(None), Question.state != QuestionState.WITHDRAWN)
    return or_(
        and_(Revision.question_id.is_not(None), question),
        and_(Revision.answer_id.is_not(None), Answer.hidden_at.is_(None)),
    )


def _with_edits(things: Sequence[tuple[int | None, int | None]]) -> list[EditedPost]:
    asked = [question for question, _answer in things if question]
    given = [answer for _question, answer in things if answer]
    with_tags = select(Question).where(Question.id.in_(asked)).options(selectinload(Question.tags))
    tags = {one.id: ", ".join(tag.name for tag in one.tags) for one in db.session.scalars(with_tags)}
    views = post_views([*((PostKind.QUESTION, one) for one in asked), *((PostKind.ANSWER, one) for one in given)])
    of = or_(Revision.question_id.in_(asked), Revision.answer_id.in_(given))
    edits: dict[tuple[int | None, int | None], list[Revision]] = {}
    statement = select(Revision).where(Revision.awaits_look, of).options(joinedload(Revision.editor))
    for one in db.session.scalars(statement.order_by(Revision.id.desc())):
        edits.setdefault((one.question_id, one.answer_id), []).append(one)
    keys = {thing: (PostKind.QUESTION, thing[0]) if thing[0] else (PostKind.ANSWER, thing[1] or 0) for thing in things}
    return [EditedPost(views[keys[thing]], edits[thing], tags.get(thing[0] or 0, "")) for thing in things]
