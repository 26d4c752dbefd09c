"""Reads about following: who hears of what, and what somebody watches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, Select, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from accounts.models import Actor, Department, Notice, Person
from accounts.queries.people import with_roles
from core.db import db
from knowledge.models import Follow, Question, QuestionEvent, QuestionTag, Tag
from knowledge.queries.questions import LOADED_FOR_ROWS, Sight, questions_in, sight_of
from knowledge.rules import can_see_question

PAGE = 25


@dataclass(frozen=True)
class WatchPage:
    """Followed questions, what was followed last first; `next_before` is the key of the page after it."""

    questions: Sequence[Question]
    next_before: int | None


def watched_questions(
    person: Actor, *, before: int | None = None, limit: int = PAGE, of_others: bool = False
) -> WatchPage:
    """Questions the person follows and may see; `of_others`: without those they asked themselves."""
    statement = _watched(sight_of(person), of_others, before is not None)
    values = {"reader": [person.id], "person": person.id, "before": before, "rows": limit + 1}
    found = db.session.execute(statement, values).all()
    return WatchPage([row[0] for row in found[:limit]], found[limit - 1][1] if len(found) > limit else None)


@cache
def _watched(sight: Sight, of_others: bool, goes_on: bool) -> Select[Question, int]:
    statement = (
        questions_in(sight)
        .join(Follow, Follow.question_id == Question.id)
        .where(Follow.person_id == bindparam("person"), Follow.muted_at.is_(None))
        .add_columns(Follow.id)
        .options(*LOADED_FOR_ROWS)
        .order_by(Follow.id.desc())
        .limit(bindparam("rows", type_=Integer))
    )
    if of_others:
        statement = statement.where(Question.asker_id.is_distinct_from(bindparam("person")))
    return statement.where(Follow.id < bindparam("before")) if goes_on else statement


def watched_tags(person: Actor) -> Sequence[Tag]:
    followed = select(Follow.tag_id).where(Follow.person_id == person.id, Follow.muted_at.is_(None))
    return db.session.scalars(select(Tag).where(Tag.id.in_(followed)).order_by(Tag.slug)).all()


def watched_departments(person: Actor) -> Sequence[Department]:
    followed = select(Follow.department_id).where(Follow.person_id == person.id, Follow.muted_at.is_(None))
    return db.session.scalars(select(Department).where(Department.id.in_(followed)).order_by(Department.code)).all()


def is_following(person: Actor, thing: Tag | Department | None) -> bool:
    if thing is None:
        return False
    mine = _following_tag if isinstance(thing, Tag) else _following_department
    return db.session.scalar(mine, {"thing": thing.id, "person": person.id}) is not None


def _follow_of(column: InstrumentedAttribute[int | None]) -> Select[int]:
    mine = column == bindparam("thing"), Follow.person_id == bindparam("person"), Follow.muted_at.is_(None)
    return select(Follow.id).where(*mine)


_following_tag, _following_department = _follow_of(Follow.tag_id), _follow_of(Follow.department_id)


def followers_of(question: Question) -> set[int]:
    """Who follows the question itself, or one that was asked again in other words and leads to it."""
    merged = select(Question.id).where(Question.duplicate_of_id == question.id)
    about = or_(Follow.question_id == question.id, Follow.question_id.in_(merged))
    following = set(db.session.scalars(select(Follow.person_id).where(about, Follow.muted_at.is_(None))))
    muted = select(Follow.person_id).where(Follow.question_id == question.id, Follow.muted_at.is_not(None))
    return following - set(db.session.scalars(muted))


def followers_of_subjects(question: Question) -> set[int]:
    """Who followed one of its tags or the department it comes from when it was asked."""
    tags = select(QuestionTag.tag_id).where(QuestionTag.question_id == question.id)
    about = or_(Follow.tag_id.in_(tags), Follow.department_id == question.department_id)
    before = Follow.at <= question.created_at
    return set(db.session.scalars(select(Follow.person_id).where(about, before, Follow.muted_at.is_(None))))


def who_was_told(question: Question, kinds: Iterable[str], event: str) -> set[int]:
    """People who have a notice of one of these kinds about this happening of the question."""
    same = Notice.subject_id == question.id, Notice.event == event, Notice.kind.in_(list(kinds))
    return set(db.session.scalars(select(Notice.person_id).where(*same)))


def who_moved(question: Question, move: str) -> int | None:
    """Who took this step of the question last."""
    steps = select(QuestionEvent.actor_id).where(QuestionEvent.question_id == question.id, QuestionEvent.move == move)
    return db.session.scalar(steps.order_by(QuestionEvent.seq.desc()).limit(1))


def readers_among(person_ids: Iterable[int], question: Question) -> list[int]:
    """Those who may see the question and can sign in, in a steady order."""
    wanted = with_roles().where(Person.id.in_(set(person_ids)), Person.blocked_at.is_(None))
    people = db.session.scalars(wanted.order_by(Person.id)).unique()
    return [person.id for person in people if can_see_question(person, question)]
