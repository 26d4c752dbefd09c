"""Who may do what with exchange meetings: they are for pilots and the office."""

from datetime import datetime

from accounts.models import Actor
from knowledge.models import Meeting, MeetingOutcome, MeetingTopic, OutcomeKind


def can_meet(person: Actor) -> bool:
    """The circle that meets: pilots, deputies and the office."""
    return person.is_pilot or person.is_office


def can_plan_meeting(person: Actor) -> bool:
    return can_meet(person)


def can_edit_meeting(person: Actor, meeting: Meeting) -> bool:
    """Who called it together, and the office; a cancelled one stays as it was."""
    return can_meet(person) and not meeting.is_cancelled and (person.is_office or person.id == meeting.organiser_id)


def can_attend_meeting(person: Actor, meeting: Meeting, at: datetime) -> bool:
    return can_meet(person) and not meeting.is_cancelled and not meeting.is_over(at)


def can_add_topic(person: Actor, meeting: Meeting, at: datetime) -> bool:
    """And vote on the order: until the meeting is over."""
    return can_attend_meeting(person, meeting, at)


def can_remove_topic(person: Actor, topic: MeetingTopic, at: datetime) -> bool:
    if not can_add_topic(person, topic.meeting, at):
        return False
    return person.id == topic.author_id or can_edit_meeting(person, topic.meeting)


def can_write_minutes(person: Actor, meeting: Meeting, at: datetime) -> bool:
    """Anybody of the circle, as soon as it has begun."""
    return can_meet(person) and not meeting.is_cancelled and meeting.starts_at <= at


def can_finish_todo(person: Actor, outcome: MeetingOutcome) -> bool:
    """Who has to do it, who wrote it down, who called the meeting together, and the office."""
    if outcome.kind is not OutcomeKind.TODO or not can_meet(person):
        return False
    return person.is_office or person.id in (outcome.person_id, outcome.author_id, outcome.meeting.organiser_id)


def can_ask_outcome(person: Actor, outcome: MeetingOutcome) -> bool:
    """Make a question of what came out of a meeting, once."""
    return can_meet(person) and outcome.question_id is None


def can_discuss_outcome(person: Actor, outcome: MeetingOutcome) -> bool:
    """Go on with it in the exchange forum, once."""
    return can_meet(person) and outcome.thread_id is None
