"""Reads about questions that were asked more than once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor
from core.db import db
from core.markup import to_text
from core.search import excerpt
from knowledge.models import Answer, Question
from knowledge.queries.questions import findable_questions

PAGE = 25


@dataclass(frozen=True)
class FrequentPage:
    """One page of the questions asked most; `openings` holds how their accepted answers begin, by question."""

    questions: Sequence[Question]
    openings: Mapping[int, str]
    next_after: tuple[int, int] | None


def frequent_questions(person: Actor, *, after: tuple[int, int] | None = None, limit: int = PAGE) -> FrequentPage:
    """What several people asked, the most first; `after`: number of people and id of the last one shown."""
    statement = (
        findable_questions(person)
        .where(Question.merged_count > 0)
        .options(joinedload(Question.department), selectinload(Question.tags))
        .order_by(Question.merged_count.desc(), Question.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        statement = statement.where(tuple_(Question.merged_count, Question.id) < after)
    found = db.session.scalars(statement).unique().all()
    shown = found[:limit]
    more = (shown[-1].merged_count, shown[-1].id) if len(found) > limit else None
    return FrequentPage(shown, openings_of([question.id for question in shown]), more)


def openings_of(question_ids: Sequence[int]) -> dict[int, str]:
    """How the accepted answers of these questions begin, as plain text; one statement."""
    accepted = select(Answer.question_id, Answer.body).where(
        Answer.question_id.in_(question_ids), Answer.accepted_at.is_not(None), Answer.hidden_at.is_(None)
    )
    return {number: opening(body) for number, body in db.session.execute(accepted)} if question_ids else {}


def opening(body: str) -> str:
    """The first sentences of a Markdown text."""
    return "".join(segment.text for segment in excerpt(to_text(body), ""))
