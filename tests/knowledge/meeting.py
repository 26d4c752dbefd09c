"""Calling meetings together in tests."""

import secrets
from datetime import datetime, time, timedelta
from typing import Any

from accounts.queries.organisation import today
from core.db import db, transaction, utcnow
from core.formats import LOCAL
from knowledge import actions
from knowledge.actions import minutes
from knowledge.actions.meetings import MeetingEntry
from knowledge.models import Meeting, MeetingOutcome, MeetingTopic, OutcomeKind
from knowledge.rules.series import Repeat
from tests.conftest import person


def at_ten(*, days: int) -> datetime:
    """In the morning so many days from now: what begins late at night would end on another day."""
    return datetime.combine(today() + timedelta(days=days), time(10), LOCAL)


def plan(
    key: str = "pia",
    *,
    title: str = "Austausch der Lotsinnen und Lotsen",
    starts_at: datetime | None = None,
    length: int = 90,
    place: str = "Rathaus, Raum 112",
    repeat: Repeat | None = None,
) -> Meeting:
    start = starts_at or at_ten(days=7)
    entry = MeetingEntry(title, place, start, start + timedelta(minutes=length), "Was **hilft** uns?")
    with transaction():
        return actions.plan_meeting(actor=person(key), entry=entry, repeat=repeat, submission=secrets.token_hex(8))


def topic(meeting: Meeting, key: str, title: str = "Scanner im Standesamt") -> MeetingTopic:
    with transaction():
        return actions.add_topic(
            actor=person(key), meeting=again(meeting), title=title, submission=secrets.token_hex(8)
        )


def attend(meeting: Meeting, key: str, *, wanted: bool = True) -> None:
    with transaction():
        actions.attend_meeting(actor=person(key), meeting=again(meeting), wanted=wanted)


def hold(meeting: Meeting) -> Meeting:
    """Let it have been an hour ago."""
    with transaction():
        found = again(meeting)
        found.starts_at, found.ends_at = utcnow() - timedelta(hours=2), utcnow() - timedelta(hours=1)
    return again(meeting)


def outcome(meeting: Meeting, key: str, text: str = "Scanner bestellen", **more: Any) -> MeetingOutcome:
    """A task for whoever writes it down."""
    more = {"kind": OutcomeKind.TODO, "person_id": person(key).id} | more
    with transaction():
        return minutes.add_outcome(
            actor=person(key), meeting=again(meeting), text=text, submission=secrets.token_hex(8), **more
        )


def again(meeting: Meeting) -> Meeting:
    return db.session.get_one(Meeting, meeting.id)
