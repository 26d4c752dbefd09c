"""The demo city's meetings and consultation hours, lived through by the real actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from accounts.models import Person
from core.db import clock_at, db
from core.formats import LOCAL
from knowledge import actions
from knowledge.actions import consultations, minutes
from knowledge.actions.meetings import MeetingEntry
from knowledge.models import ConsultationHour, Meeting, OutcomeKind, Rhythm
from knowledge.rules.series import Repeat

FRIDAY = 4
PLANNED_BEFORE, WRITTEN_AFTER, JOINED_BEFORE = timedelta(days=14), timedelta(hours=3), timedelta(days=3)
People = Mapping[str, Person]
Entry = Mapping[str, Any]


def live_meetings(content: Entry, *, people: People, now: datetime) -> None:
    """`content`: meetings and hours; `people` by e-mail address."""
    for number, entry in enumerate(content["meetings"]):
        parts = _plan(entry, number, people, now)
        for part in entry.get("parts", ()):
            _live(parts[part["number"]], part, people, now)
    for number, entry in enumerate(content["hours"]):
        _offer(entry, number, people, now)


def _span(entry: Entry, now: datetime) -> tuple[datetime, datetime]:
    day = now.astimezone(LOCAL).date() + timedelta(days=entry["days"])
    day -= timedelta(days=max(day.weekday() - FRIDAY, 0))
    start = datetime.combine(day, time.fromisoformat(entry["at"]), LOCAL)
    return start, start + timedelta(minutes=entry["minutes"])


def _repeat(entry: Entry) -> Repeat | None:
    return Repeat(Rhythm(entry["rhythm"]), entry["step"], entry["length"]) if "rhythm" in entry else None


def _plan(entry: Entry, number: int, people: People, now: datetime) -> Sequence[Meeting]:
    start, end = _span(entry, now)
    with clock_at(min(start, now) - PLANNED_BEFORE):
        first = actions.plan_meeting(
            actor=people[entry["organiser"]],
            entry=MeetingEntry(entry["title"], entry["place"], start, end, entry["body"].strip()),
            repeat=_repeat(entry),
            submission=f"meeting-{number}",
        )
        db.session.flush()
    if first.series_id is None:
        return [first]
    series = select(Meeting).where(Meeting.series_id == first.series_id).order_by(Meeting.planned_at)
    return db.session.scalars(series).all()


def _live(meeting: Meeting, part: Entry, people: People, now: datetime) -> None:
    key = f"meeting-{meeting.id}"
    with clock_at(min(meeting.starts_at - JOINED_BEFORE, now)):
        for email in part.get("people", ()):
            actions.attend_meeting(actor=people[email], meeting=meeting, wanted=True)
        for seq, entry in enumerate(part.get("topics", ())):
            topic = actions.add_topic(
                actor=people[entry["author"]], meeting=meeting, title=entry["title"], submission=f"{key}-{seq}"
            )
            for email in entry["votes"]:
                actions.vote_topic(actor=people[email], topic=topic, wanted=True)
        _change(meeting, part)
        db.session.flush()
    if "minutes" in part:
        with clock_at(meeting.ends_at + WRITTEN_AFTER):
            _write(meeting, part, people, now, key)
            db.session.flush()


def _change(meeting: Meeting, part: Entry) -> None:
    if "cancelled" in part:
        actions.cancel_meeting(actor=meeting.organiser, meeting=meeting, reason=part["cancelled"])
    if "moved_days" in part:
        later = timedelta(days=part["moved_days"])
        entry = MeetingEntry(
            meeting.title, meeting.place, meeting.starts_at + later, meeting.ends_at + later, meeting.body
        )
        actions.edit_meeting(actor=meeting.organiser, meeting=meeting, entry=entry)


def _write(meeting: Meeting, part: Entry, people: People, now: datetime, key: str) -> None:
    minutes.write_minutes(actor=people[part["minutes_by"]], meeting=meeting, body=part["minutes"].strip())
    for seq, entry in enumerate(part.get("outcomes", ())):
        author, due = people[entry["author"]], entry.get("due")
        outcome = minutes.add_outcome(
            actor=author,
            meeting=meeting,
            kind=OutcomeKind.TODO if "person" in entry else OutcomeKind.DECISION,
            text=entry["text"],
            person_id=people[entry["person"]].id if "person" in entry else None,
            due_on=None if due is None else now.astimezone(LOCAL).date() + timedelta(days=due),
            submission=f"{key}-outcome-{seq}",
        )
        if entry.get("done"):
            minutes.finish_todo(actor=author, outcome=outcome, done=True)


def _offer(entry: Entry, number: int, people: People, now: datetime) -> None:
    start, end = _span(entry, now)
    with clock_at(now - JOINED_BEFORE):
        first = consultations.offer_hours(
            actor=people[entry["pilot"]],
            entry=consultations.HourEntry(entry["place"], start, end, entry["slot_minutes"], entry["note"]),
            repeat=_repeat(entry),
            submission=f"hours-{number}",
        )
        series = select(ConsultationHour).where(ConsultationHour.series_id == first.series_id)
        hours = db.session.scalars(series.order_by(ConsultationHour.starts_at)).all()
        for seq, one in enumerate(entry["bookings"]):
            consultations.book_slot(
                actor=people[one["person"]],
                slot=hours[one["part"]].slots[one["slot"]],
                topic=one["topic"],
                submission=f"booking-{number}-{seq}",
            )
        db.session.flush()
