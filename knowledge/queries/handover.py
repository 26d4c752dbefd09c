"""What somebody looks after in knowledge, kind by kind: open now, or by ids; each in one statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select

from accounts.models import Actor, Department
from core.db import db, utcnow
from knowledge.models import (
    Answer,
    ConsultationHour,
    EntryKind,
    EntryState,
    Follow,
    Freshness,
    Meeting,
    MeetingOutcome,
    Practice,
    PracticeState,
    Question,
    Tag,
)
from knowledge.queries.meetings import path_of_meeting, visible_meetings
from knowledge.queries.practices import practice_path, visible_practices
from knowledge.queries.questions import path_of, visible_questions
from pilots.queries.handovers import MOST_SHOWN, Row

SHORT = 120
KEPT = (EntryState.VALID, EntryState.TO_CHECK)


def open_questions(reader: Actor, person_id: int) -> list[Row]:
    """The most urgent first, those without a time for the answer last."""
    return _questions(visible_questions(reader).where(Question.owner_id == person_id))


def questions_named(reader: Actor, numbers: Sequence[int]) -> list[Row]:
    return _questions(visible_questions(reader).where(Question.id.in_(numbers)))


def _questions(statement: Select[Question]) -> list[Row]:
    found = db.session.scalars(_some(statement.order_by(Question.answer_by.is_(None), Question.answer_by, Question.id)))
    return [Row(one.id, one.title, path_of(one.id, one.title), at=one.answer_by) for one in found]


def kept_answers(reader: Actor, person_id: int) -> list[Row]:
    """Accepted ones to check: what is due first, then by the day until which they hold."""
    return _answers(reader, Freshness.owner_id == person_id, Freshness.state.in_(KEPT))


def answers_named(reader: Actor, numbers: Sequence[int]) -> list[Row]:
    return _answers(reader, Answer.id.in_(numbers))


def _answers(reader: Actor, *which: Any) -> list[Row]:
    of_answer = and_(Freshness.thing_id == Answer.id, Freshness.kind == EntryKind.ANSWER)
    statement = (
        visible_questions(reader)
        .join(Answer, Answer.question_id == Question.id)
        .join(Freshness, of_answer)
        .where(*which)
        .with_only_columns(Answer.id, Question.id.label("question_id"), Question.title, *_dates())
    )
    return [
        Row(row.id, row.title, f"{path_of(row.question_id, row.title)}#antwort-{row.id}", day=row.day, is_due=row.due)
        for row in db.session.execute(_some(_due_first(statement)))
    ]


def kept_practices(reader: Actor, person_id: int) -> list[Row]:
    """Published cards in somebody's charge, and their own drafts."""
    kept = and_(Freshness.owner_id == person_id, Freshness.state.in_(KEPT))
    return _practices(reader, or_(kept, and_(Practice.author_id == person_id, Practice.state == PracticeState.DRAFT)))


def practices_named(reader: Actor, numbers: Sequence[int]) -> list[Row]:
    return _practices(reader, Practice.id.in_(numbers))


def _practices(reader: Actor, which: Any) -> list[Row]:
    of_card = and_(Freshness.thing_id == Practice.id, Freshness.kind == EntryKind.PRACTICE)
    statement = (
        visible_practices(reader)
        .outerjoin(Freshness, of_card)
        .where(which)
        .with_only_columns(Practice.id, Practice.title, Practice.state, *_dates())
    )
    return [
        Row(
            row.id,
            row.title,
            practice_path(row.id, row.title),
            day=row.day,
            is_due=bool(row.due),
            is_draft=row.state is PracticeState.DRAFT,
        )
        for row in db.session.execute(_some(_due_first(statement)))
    ]


def _dates() -> tuple[Any, ...]:
    return Freshness.valid_until.label("day"), (Freshness.state == EntryState.TO_CHECK).label("due")


def _due_first(statement: Select[Any]) -> Select[Any]:
    """Drafts, which have no dates, come last."""
    is_due = (Freshness.state == EntryState.TO_CHECK).desc()
    return statement.order_by(Freshness.id.is_(None), is_due, Freshness.valid_until, Freshness.id)


def followed_tags(_reader: Actor, person_id: int) -> list[Row]:
    return _tags(_followed(Follow.tag_id, person_id))


def tags_named(_reader: Actor, numbers: Sequence[int]) -> list[Row]:
    return _tags(numbers)


def _tags(numbers: Any) -> list[Row]:
    found = db.session.scalars(_some(select(Tag).where(Tag.id.in_(numbers)).order_by(Tag.slug)))
    return [Row(tag.id, tag.name, f"/stichwoerter/{tag.slug}") for tag in found]


def followed_departments(_reader: Actor, person_id: int) -> list[Row]:
    return _departments(_followed(Follow.department_id, person_id))


def departments_named(_reader: Actor, numbers: Sequence[int]) -> list[Row]:
    return _departments(numbers)


def _departments(numbers: Any) -> list[Row]:
    found = db.session.scalars(_some(select(Department).where(Department.id.in_(numbers)).order_by(Department.code)))
    return [Row(one.id, one.name, f"/lotsen/{one.slug}") for one in found]


def _followed(column: Any, person_id: int) -> Any:
    return select(column).where(column.is_not(None), Follow.person_id == person_id, Follow.muted_at.is_(None))


def coming_hours_of(_reader: Actor, person_id: int) -> list[Row]:
    """Consultation hours that are not over."""
    coming = (ConsultationHour.cancelled_at.is_(None), ConsultationHour.ends_at > utcnow())
    return _hours(ConsultationHour.pilot_id == person_id, *coming)


def hours_named(_reader: Actor, numbers: Sequence[int]) -> list[Row]:
    return _hours(ConsultationHour.id.in_(numbers))


def _hours(*which: Any) -> list[Row]:
    statement = select(ConsultationHour).where(*which).order_by(ConsultationHour.starts_at, ConsultationHour.id)
    return [
        Row(one.id, one.place, f"/sprechstunden/{one.id}", at=one.starts_at)
        for one in db.session.scalars(_some(statement))
    ]


def coming_meetings_of(reader: Actor, person_id: int) -> list[Row]:
    """Those somebody called together and that are not over."""
    coming = (Meeting.cancelled_at.is_(None), Meeting.ends_at > utcnow())
    return _meetings(reader, Meeting.organiser_id == person_id, *coming)


def meetings_named(reader: Actor, numbers: Sequence[int]) -> list[Row]:
    return _meetings(reader, Meeting.id.in_(numbers))


def _meetings(reader: Actor, *which: Any) -> list[Row]:
    statement = visible_meetings(reader).where(*which).order_by(Meeting.starts_at, Meeting.id)
    return [
        Row(one.id, one.title, path_of_meeting(one.id), at=one.starts_at)
        for one in db.session.scalars(_some(statement))
    ]


def open_tasks(reader: Actor, person_id: int) -> list[Row]:
    """What meetings gave somebody to do and is not done."""
    return _tasks(reader, MeetingOutcome.person_id == person_id, MeetingOutcome.done_at.is_(None))


def tasks_named(reader: Actor, numbers: Sequence[int]) -> list[Row]:
    return _tasks(reader, MeetingOutcome.id.in_(numbers))


def _tasks(reader: Actor, *which: Any) -> list[Row]:
    seen = visible_meetings(reader).with_only_columns(Meeting.id)
    statement = select(MeetingOutcome).where(MeetingOutcome.meeting_id.in_(seen), *which)
    dated = statement.order_by(MeetingOutcome.due_on.is_(None), MeetingOutcome.due_on, MeetingOutcome.id)
    return [
        Row(one.id, _short(one.text), path_of_meeting(one.meeting_id), day=one.due_on)
        for one in db.session.scalars(_some(dated))
    ]


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHORT else words[:SHORT].rpartition(" ")[0] + " …"


def _some(statement: Any) -> Any:
    return statement.limit(MOST_SHOWN + 1)
