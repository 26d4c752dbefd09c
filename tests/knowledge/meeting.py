"""Calling meetings together in tests."""

import secrets
from datetime import datetime, timedelta

from core.db import db, transaction, utcnow
from knowledge import actions
from knowledge.actions.meetings import MeetingEntry
from knowledge.models import Meeting, MeetingTopic
from knowledge.rules.series import Repeat
from tests.conftest import person


def plan(
    key: str = "pia",
    *,
    title: str = "Austausch der Lotsinnen und Lotsen",
    starts_at: datetime | None = None,
    minutes: int = 90,
    place: str = "Rathaus, Raum 112",
    repeat: Repeat | None = None,
) -> Meeting:
    start = starts_at or utcnow() + timedelta(days=7)
    entry = MeetingEntry(title, place, start, start + timedelta(minutes=minutes), "Was **hilft** uns?")
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


def again(meeting: Meeting) -> Meeting:
    return db.session.get_one(Meeting, meeting.id)
