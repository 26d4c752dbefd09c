"""Reads for calendars: whose address it is, and the events it shows."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from core import config
from core.db import db, utcnow
from core.errors import NotFound
from core.formats import LOCAL
from core.hashing import hashed
from core.ics import Event, Rule
from core.markup import to_text
from knowledge.models import Booking, CalendarFeed, FeedKind, Invitation, Meeting, MeetingAttendance, Rhythm
from knowledge.queries.consultations import booking_with_people, bookings_of, path_of_booking
from knowledge.queries.meetings import path_of_meeting
from knowledge.rules.series import WEEKDAYS, which_weekday

REACHES_BACK = timedelta(days=183)
MOST_EVENTS = 1000
MEETING, BOOKING = "meeting", "booking"
Wording = tuple[str, str, str, timedelta]


def feeds_of(person: Person) -> Sequence[CalendarFeed]:
    """Those that work, newest first."""
    own = select(CalendarFeed).where(CalendarFeed.person_id == person.id, CalendarFeed.ended_at.is_(None))
    return db.session.scalars(own.order_by(CalendarFeed.id.desc())).all()


def get_feed(person: Person, number: int) -> CalendarFeed:
    """One of the person's own that still works. Raises NotFound."""
    own = (CalendarFeed.id == number, CalendarFeed.person_id == person.id, CalendarFeed.ended_at.is_(None))
    found = db.session.scalars(select(CalendarFeed).where(*own)).one_or_none()
    if found is None:
        raise NotFound
    return found


def feed_of_token(token: str) -> CalendarFeed:
    """With its owner and what their roles need. Raises NotFound for an unknown or ended one, or somebody blocked."""
    owner = joinedload(CalendarFeed.person).options(joinedload(Person.grants), joinedload(Person.appointments))
    working = (CalendarFeed.token_hash == hashed(token), CalendarFeed.ended_at.is_(None))
    found = db.session.scalars(select(CalendarFeed).where(*working).options(owner)).unique().one_or_none()
    if found is None or not found.person.is_active:
        raise NotFound
    return found


def events_of(feed: CalendarFeed) -> list[Event]:
    """What the calendar shows: half a year back, all that is to come, at most a thousand meetings."""
    return pilots_events() if feed.kind is FeedKind.PILOTS else own_events(feed.person)


def own_events(person: Person) -> list[Event]:
    """The meetings somebody signed up for and the slots they share with somebody, each an event by itself."""
    mine = select(MeetingAttendance.meeting_id).where(MeetingAttendance.person_id == person.id)
    statement = select(Meeting).where(Meeting.id.in_(mine), Meeting.ends_at > utcnow() - REACHES_BACK)
    meetings = db.session.scalars(statement.order_by(Meeting.starts_at, Meeting.id).limit(MOST_EVENTS)).all()
    booked = bookings_of(person, since=utcnow() - REACHES_BACK, limit=MOST_EVENTS)
    return [*map(event_of_meeting, meetings), *map(event_of_booking, booked)]


def pilots_events() -> list[Event]:
    """All meetings; a series is one rule with its exceptions, so it is read whole however long ago it began."""
    recent = Meeting.ends_at > utcnow() - REACHES_BACK
    running = select(Meeting.series_id).where(recent, Meeting.series_id.is_not(None))
    statement = (
        select(Meeting)
        .where(or_(recent, Meeting.series_id.in_(running)))
        .options(joinedload(Meeting.series))
        .order_by(Meeting.planned_at, Meeting.id)
        .limit(MOST_EVENTS)
    )
    series: dict[int, list[Meeting]] = {}
    events = []
    for meeting in db.session.scalars(statement):
        if meeting.series_id is None:
            events.append(event_of_meeting(meeting))
        else:
            series.setdefault(meeting.series_id, []).append(meeting)
    return [*events, *(event for parts in series.values() for event in _series_events(parts))]


def event_of_meeting(meeting: Meeting) -> Event:
    """One meeting as an event by itself."""
    return replace(_event(meeting, f"meeting-{meeting.id}"), is_cancelled=meeting.is_cancelled)


def event_of_booking(booking: Booking) -> Event:
    """A slot of a consultation hour, for its two people; without a title where that is a hidden question's."""
    return Event(
        uid=uid_of(f"booking-{booking.id}"),
        title=booking.shown_topic,
        starts_at=booking.slot.starts_at,
        ends_at=booking.slot.ends_at,
        place=booking.slot.hour.place,
        text=f"{booking.slot.hour.pilot.name}, {booking.person.name}",
        url=address_of(path_of_booking(booking.id)),
        sequence=0,
        changed_at=booking.created_at,
        is_cancelled=booking.is_cancelled,
    )


def _series_events(parts: Sequence[Meeting]) -> Iterator[Event]:
    """The rule with the wording most parts have, without the cancelled ones; then each part that differs."""
    name, first = f"series-{parts[0].series_id}", parts[0]
    usual, _count = Counter(_wording(part) for part in parts).most_common(1)[0]
    pattern = next(part for part in parts if _wording(part) == usual)
    yield replace(
        _event(pattern, name),
        starts_at=first.planned_at,
        ends_at=first.planned_at + usual[3],
        url=address_of(path_of_meeting(first.id)),
        sequence=sum(part.sequence for part in parts),
        changed_at=max(part.changed_at for part in parts),
        rule=_rule(first),
        without=[part.planned_at for part in parts if part.is_cancelled],
    )
    for part in parts:
        if not part.is_cancelled and (part.is_moved or _wording(part) != usual):
            yield replace(_event(part, name), replaces=part.planned_at)


def _event(meeting: Meeting, name: str) -> Event:
    return Event(
        uid=uid_of(name),
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        text=to_text(meeting.body),
        url=address_of(path_of_meeting(meeting.id)),
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
    )


def _wording(meeting: Meeting) -> Wording:
    return meeting.title, meeting.place, meeting.body, meeting.ends_at - meeting.starts_at


def _rule(first: Meeting) -> Rule | None:
    series = first.series
    if series is None:
        return None
    if series.rhythm is Rhythm.WEEKLY:
        return Rule("weekly", series.step, series.length)
    weekday, nth = which_weekday(first.planned_at.astimezone(LOCAL))
    return Rule("monthly", series.step, series.length, f"{nth}{WEEKDAYS[weekday]}")


def uid_of(name: str) -> str:
    """The same for ever, and nobody else's: the name of the site makes it so."""
    return f"{name}@{urlsplit(config.current().base_url).hostname or 'localhost'}"


def address_of(path: str) -> str:
    return config.current().base_url.rstrip("/") + path


def get_invitation(number: int) -> Invitation | None:
    """With the person invited and what their roles need; for the mail."""
    person = joinedload(Invitation.person).options(joinedload(Person.grants), joinedload(Person.appointments))
    statement = select(Invitation).where(Invitation.id == number).options(person)
    return db.session.scalars(statement).unique().one_or_none()


def event_of(invitation: Invitation) -> Event | None:
    """The event as it is now, counted as the invited person's calendar counts; None when it is over."""
    event = _READ[invitation.kind](invitation.subject_id)
    if event is None or event.ends_at <= utcnow():
        return None
    counted = replace(event, sequence=invitation.sequence, changed_at=invitation.changed_at)
    return replace(counted, is_cancelled=not invitation.is_wanted)


def _meeting_event(number: int) -> Event | None:
    found = db.session.get(Meeting, number)
    return event_of_meeting(found) if found else None


def _booking_event(number: int) -> Event | None:
    found = booking_with_people(number)
    return event_of_booking(found) if found else None


_READ: dict[str, Callable[[int], Event | None]] = {MEETING: _meeting_event, BOOKING: _booking_event}
