"""Calling exchange meetings together, moving and cancelling them, signing up, the agenda."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from accounts.actions import notify
from accounts.models import Actor, Person
from core import audit, outbox
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.markup import to_html
from knowledge.actions.calendars import invite
from knowledge.actions.series import keep_series
from knowledge.models import (
    Meeting,
    MeetingAttendance,
    MeetingTopic,
    MeetingTopicVote,
)
from knowledge.models.meetings import ZONE
from knowledge.queries.calendars import MEETING
from knowledge.queries.meetings import REMIND_BEFORE, attendees_of, circle, rest_of_series
from knowledge.rules import meetings as rules
from knowledge.rules.series import Repeat, spans


@dataclass(frozen=True)
class MeetingEntry:
    """What people fill in; `starts_at` and `ends_at` are instants, of the first meeting of a series."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    body: str = ""


def plan_meeting(*, actor: Actor, entry: MeetingEntry, submission: str, repeat: Repeat | None = None) -> Meeting:
    """Call a meeting or a whole series together; the circle is told of the first one.

    The same `submission` again gives the meeting it made the first time. Raises NotAllowed; Conflict
    ends_before_start, begins_in_the_past.
    """
    ensure(rules.can_plan_meeting(actor))
    lock_name(submission)
    same = select(Meeting).where(Meeting.organiser_id == actor.id, Meeting.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    _refuse_times(entry)
    series_id = keep_series(entry.starts_at, entry.ends_at, repeat)
    made = [
        _meeting(actor, entry, span, submission if number == 0 else f"{submission}-{number}", series_id)
        for number, span in enumerate(spans((entry.starts_at, entry.ends_at), repeat, ZONE))
    ]
    db.session.add_all(made)
    db.session.flush()
    for meeting in made:
        _remind_later(meeting)
    audit.record(
        "knowledge.plan_meeting", actor_id=actor.id, subject=("meeting", made[0].id), details={"count": len(made)}
    )
    outbox.enqueue("knowledge.announce_meeting", meeting_id=made[0].id)
    return made[0]


def _refuse_times(entry: MeetingEntry) -> None:
    if entry.ends_at <= entry.starts_at:
        raise Conflict("ends_before_start")
    if entry.starts_at <= utcnow():
        raise Conflict("begins_in_the_past")


def _meeting(
    actor: Actor, entry: MeetingEntry, span: tuple[datetime, datetime], submission: str, series_id: int | None
) -> Meeting:
    starts_at, ends_at = span
    return Meeting(
        organiser_id=actor.id,
        title=entry.title,
        body=entry.body,
        body_html=to_html(entry.body),
        place=entry.place,
        planned_at=starts_at,
        starts_at=starts_at,
        ends_at=ends_at,
        submission=submission,
        series_id=series_id,
        created_at=utcnow(),
        changed_at=utcnow(),
    )


def announce_meeting(*, meeting: Meeting) -> None:
    """Tell the circle once that there is a new meeting or series; one that is over or off is no news."""
    if meeting.is_cancelled or meeting.is_over(utcnow()):
        return
    _tell("meeting_announced", (person.id for person in circle()), meeting, actor_id=meeting.organiser_id)


def edit_meeting(*, actor: Actor, meeting: Meeting, entry: MeetingEntry) -> Meeting:
    """Change one meeting, of a series this one alone; who signed up is told when time or place changed.

    Raises NotAllowed; Conflict ends_before_start, begins_in_the_past.
    """
    lock(meeting)
    ensure(rules.can_edit_meeting(actor, meeting))
    is_moved = (meeting.starts_at, meeting.ends_at, meeting.place) != (entry.starts_at, entry.ends_at, entry.place)
    if is_moved:
        _refuse_times(entry)
    if not is_moved and (meeting.title, meeting.body) == (entry.title, entry.body):
        return meeting
    meeting.title, meeting.body, meeting.body_html = entry.title, entry.body, to_html(entry.body)
    meeting.place, meeting.starts_at, meeting.ends_at = entry.place, entry.starts_at, entry.ends_at
    _note_change(meeting)
    audit.record("knowledge.edit_meeting", actor_id=actor.id, subject=("meeting", meeting.id))
    if is_moved:
        _remind_later(meeting)
        _tell("meeting_moved", attendees_of(meeting.id), meeting, event=str(meeting.sequence), actor_id=actor.id)
    _update_calendars(meeting)
    return meeting


def cancel_meeting(*, actor: Actor, meeting: Meeting, reason: str, whole_series: bool = False) -> Meeting:
    """Call a meeting off, or it and all later ones of its series; who signed up is told.

    Raises NotAllowed; Conflict meeting_is_over.
    """
    lock(meeting)
    if meeting.is_cancelled:
        return meeting
    _refuse_over(meeting)
    ensure(rules.can_edit_meeting(actor, meeting))
    for one in rest_of_series(meeting) if whole_series and meeting.series_id else [meeting]:
        one.cancelled_at, one.cancel_reason = utcnow(), reason
        _note_change(one)
        audit.record("knowledge.cancel_meeting", actor_id=actor.id, subject=("meeting", one.id))
        _tell("meeting_cancelled", attendees_of(one.id), one, actor_id=actor.id)
        _update_calendars(one)
    return meeting


def attend_meeting(*, actor: Person, meeting: Meeting, wanted: bool) -> None:
    """Sign up or off; the same again changes nothing. Raises NotAllowed; Conflict meeting_is_over."""
    lock(meeting)
    _refuse_over(meeting)
    ensure(rules.can_attend_meeting(actor, meeting, utcnow()))
    mine = (MeetingAttendance.meeting_id == meeting.id, MeetingAttendance.person_id == actor.id)
    has_signed_up = db.session.scalar(select(MeetingAttendance.id).where(*mine)) is not None
    if wanted == has_signed_up:
        return
    if wanted:
        db.session.add(MeetingAttendance(meeting_id=meeting.id, person_id=actor.id, created_at=utcnow()))
    else:
        db.session.execute(delete(MeetingAttendance).where(*mine))
    invite(person_id=actor.id, kind=MEETING, subject_id=meeting.id, wanted=wanted)
    audit.record(
        "knowledge.attend_meeting" if wanted else "knowledge.leave_meeting",
        actor_id=actor.id,
        subject=("meeting", meeting.id),
    )


def add_topic(*, actor: Actor, meeting: Meeting, title: str, submission: str) -> MeetingTopic:
    """Put something on the agenda. Raises NotAllowed; Conflict meeting_is_over."""
    lock(meeting)
    lock_name(submission)
    same = select(MeetingTopic).where(MeetingTopic.author_id == actor.id, MeetingTopic.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    _refuse_over(meeting)
    ensure(rules.can_add_topic(actor, meeting, utcnow()))
    topic = MeetingTopic(
        meeting_id=meeting.id, author_id=actor.id, title=title, submission=submission, created_at=utcnow()
    )
    db.session.add(topic)
    db.session.flush()
    audit.record("knowledge.add_topic", actor_id=actor.id, subject=("meeting_topic", topic.id))
    return topic


def vote_topic(*, actor: Actor, topic: MeetingTopic, wanted: bool) -> None:
    """Give a topic one's vote or take it back; the same again changes nothing. Raises as `add_topic`."""
    lock(topic)
    _refuse_over(topic.meeting)
    ensure(rules.can_add_topic(actor, topic.meeting, utcnow()))
    mine = (MeetingTopicVote.topic_id == topic.id, MeetingTopicVote.person_id == actor.id)
    has_voted = db.session.scalar(select(MeetingTopicVote.id).where(*mine)) is not None
    if wanted and not has_voted:
        db.session.add(MeetingTopicVote(topic_id=topic.id, person_id=actor.id))
    elif has_voted and not wanted:
        db.session.execute(delete(MeetingTopicVote).where(*mine))
    db.session.flush()
    votes = select(func.count()).select_from(MeetingTopicVote).where(MeetingTopicVote.topic_id == topic.id)
    topic.vote_count = db.session.scalar(votes) or 0


def remove_topic(*, actor: Actor, topic: MeetingTopic) -> None:
    """Take it off the agenda, its votes with it. Raises NotAllowed; Conflict meeting_is_over."""
    lock(topic)
    _refuse_over(topic.meeting)
    ensure(rules.can_remove_topic(actor, topic, utcnow()))
    db.session.execute(delete(MeetingTopicVote).where(MeetingTopicVote.topic_id == topic.id))
    audit.record("knowledge.remove_topic", actor_id=actor.id, subject=("meeting_topic", topic.id))
    db.session.delete(topic)


def remind_meeting(*, meeting: Meeting) -> None:
    """Tell who signed up that it begins within a day; once for each time it was moved to."""
    now = utcnow()
    if not meeting.is_cancelled and now < meeting.starts_at <= now + REMIND_BEFORE:
        _tell("meeting_reminder", attendees_of(meeting.id), meeting, event=meeting.starts_at.isoformat())


def _refuse_over(meeting: Meeting) -> None:
    if meeting.is_cancelled or meeting.is_over(utcnow()):
        raise Conflict("meeting_is_over")


def _note_change(meeting: Meeting) -> None:
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, utcnow()


def _update_calendars(meeting: Meeting) -> None:
    """Whoever signed up has it in the calendar as it is now, or no more."""
    for person_id in attendees_of(meeting.id):
        invite(person_id=person_id, kind=MEETING, subject_id=meeting.id, wanted=not meeting.is_cancelled)


def _remind_later(meeting: Meeting) -> None:
    outbox.enqueue(
        "knowledge.remind_meeting", due_at=max(meeting.starts_at - REMIND_BEFORE, utcnow()), meeting_id=meeting.id
    )


def _tell(
    kind: str, person_ids: Iterable[int], meeting: Meeting, *, event: str = "", actor_id: int | None = None
) -> None:
    for person_id in person_ids:
        notify(kind=kind, person_id=person_id, subject_id=meeting.id, event=event, actor_id=actor_id)
