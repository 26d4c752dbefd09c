"""Reads of exchange meetings: lists by time, one meeting with all its page shows, who is to be told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, literal, select, true, tuple_
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor, Person
from accounts.queries import current_appointments, office_people
from accounts.queries.notices import Subject
from accounts.queries.organisation import today
from core.db import db, utcnow
from core.errors import NotFound
from knowledge.models import Meeting, MeetingAttendance, MeetingOutcome, MeetingTopic, MeetingTopicVote
from knowledge.rules.meetings import can_meet

PAGE = 20
_place: Any = tuple_(Meeting.starts_at, Meeting.id)
REMIND_BEFORE = timedelta(hours=24)


@dataclass(frozen=True)
class MeetingPage:
    """One page of a list; `next_key` is the id after which the next one goes on. `attended`: by this person."""

    meetings: Sequence[Meeting]
    next_key: int | None
    attended: frozenset[int]


def path_of_meeting(number: int) -> str:
    return f"/treffen/{number}"


def visible_meetings(person: Actor) -> Select[Meeting]:
    """The meetings a person may see; the statement from which every list starts."""
    return select(Meeting) if can_meet(person) else select(Meeting).where(~true())


def coming_meetings(person: Actor, *, after: int | None = None, limit: int = PAGE) -> MeetingPage:
    """Those that are not over, the next one first, cancelled ones too; two statements a page."""
    statement = visible_meetings(person).where(Meeting.ends_at > utcnow())
    if after is not None:
        statement = statement.where(_place > _place_of(after))
    return _page(person, statement.order_by(Meeting.starts_at, Meeting.id), limit)


def past_meetings(person: Actor, *, before: int | None = None, limit: int = PAGE) -> MeetingPage:
    """Those that are over, the last one first; two statements a page."""
    statement = visible_meetings(person).where(Meeting.ends_at <= utcnow())
    if before is not None:
        statement = statement.where(_place < _place_of(before))
    return _page(person, statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc()), limit)


def _place_of(number: int) -> Any:
    """Where in the order of time the meeting with this id stands."""
    starts_at = select(Meeting.starts_at).where(Meeting.id == number).scalar_subquery()
    return tuple_(starts_at, literal(number))


def _page(person: Actor, statement: Select[Meeting], limit: int) -> MeetingPage:
    found = db.session.scalars(statement.limit(limit + 1)).all()
    shown = found[:limit]
    attended = attended_by(person, [meeting.id for meeting in shown])
    return MeetingPage(shown, shown[-1].id if len(found) > limit else None, attended)


def attended_by(person: Actor, numbers: Sequence[int]) -> frozenset[int]:
    """Those of these meetings for which the person signed up."""
    mine = select(MeetingAttendance.meeting_id).where(
        MeetingAttendance.person_id == person.id, MeetingAttendance.meeting_id.in_(numbers)
    )
    return frozenset(db.session.scalars(mine))


def get_meeting(person: Actor, number: int) -> Meeting:
    """Raises NotFound, also when the person may not see it."""
    found = db.session.scalars(visible_meetings(person).where(Meeting.id == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_meeting_page(person: Actor, number: int) -> Meeting:
    """With all that its page shows, in four statements however much that is. Raises NotFound."""
    statement = (
        visible_meetings(person)
        .where(Meeting.id == number)
        .options(
            joinedload(Meeting.organiser),
            joinedload(Meeting.series),
            joinedload(Meeting.minutes_by),
            selectinload(Meeting.topics).joinedload(MeetingTopic.author),
            selectinload(Meeting.attendances).joinedload(MeetingAttendance.person),
            selectinload(Meeting.outcomes).options(
                joinedload(MeetingOutcome.person),
                joinedload(MeetingOutcome.question),
                joinedload(MeetingOutcome.thread),
            ),
        )
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_topic(person: Actor, number: int) -> MeetingTopic:
    """With its meeting. Raises NotFound."""
    statement = select(MeetingTopic).where(MeetingTopic.id == number).options(joinedload(MeetingTopic.meeting))
    found = db.session.scalars(statement).one_or_none()
    if found is None or not can_meet(person):
        raise NotFound
    return found


def get_outcome(person: Actor, number: int) -> MeetingOutcome:
    """With its meeting. Raises NotFound."""
    statement = select(MeetingOutcome).where(MeetingOutcome.id == number).options(joinedload(MeetingOutcome.meeting))
    found = db.session.scalars(statement).one_or_none()
    if found is None or not can_meet(person):
        raise NotFound
    return found


def voted_topics(person: Actor, meeting_id: int) -> frozenset[int]:
    """The topics of this meeting for which the person voted."""
    votes = (
        select(MeetingTopicVote.topic_id)
        .join(MeetingTopic, MeetingTopic.id == MeetingTopicVote.topic_id)
        .where(MeetingTopic.meeting_id == meeting_id, MeetingTopicVote.person_id == person.id)
    )
    return frozenset(db.session.scalars(votes))


def rest_of_series(meeting: Meeting) -> Sequence[Meeting]:
    """This one and those of its series that come later and were not cancelled, the earliest first."""
    statement = select(Meeting).where(
        Meeting.series_id == meeting.series_id, Meeting.planned_at >= meeting.planned_at, Meeting.cancelled_at.is_(None)
    )
    return db.session.scalars(statement.order_by(Meeting.planned_at)).all()


def attendees_of(meeting_id: int) -> Sequence[int]:
    """Ids of everybody who signed up."""
    who = select(MeetingAttendance.person_id).where(MeetingAttendance.meeting_id == meeting_id)
    return db.session.scalars(who.order_by(MeetingAttendance.id)).all()


def circle() -> list[Person]:
    """Everybody who meets, by name: pilots, deputies and the office."""
    known = {one.person_id: one.person for one in current_appointments()}
    known |= {person.id: person for person in office_people()}
    return sorted(known.values(), key=lambda person: (person.name, person.id))


def meeting_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Title and address of those meetings the person may still see."""
    found = db.session.scalars(visible_meetings(person).where(Meeting.id.in_(numbers)))
    return {meeting.id: Subject(meeting.title, path_of_meeting(meeting.id)) for meeting in found}


def meetings_to_remind(now: datetime) -> Sequence[int]:
    """Ids of the meetings that begin within a day."""
    soon = select(Meeting.id).where(
        Meeting.starts_at > now, Meeting.starts_at <= now + REMIND_BEFORE, Meeting.cancelled_at.is_(None)
    )
    return db.session.scalars(soon.order_by(Meeting.starts_at)).all()


def todos_due() -> Sequence[int]:
    """Ids of what somebody has to have done by today and has not."""
    due = select(MeetingOutcome.id).where(
        MeetingOutcome.due_on <= today(), MeetingOutcome.done_at.is_(None), MeetingOutcome.person_id.is_not(None)
    )
    return db.session.scalars(due.order_by(MeetingOutcome.id)).all()


def get_meetings(numbers: Iterable[int]) -> Sequence[Meeting]:
    """By id, whoever asks: for jobs."""
    return db.session.scalars(select(Meeting).where(Meeting.id.in_(set(numbers)))).all()
