"""Events as iCalendar (RFC 5545) for calendar programs and for invitations by mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """What a mail asks a calendar to do (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Party:
    """Somebody with an address."""

    name: str
    address: str


@dataclass(frozen=True)
class Rule:
    """Every `step` weeks, or months on the same weekday of the month; `length` times.

    `weekday` is RFC 5545's, such as 3TU for the third Tuesday; by weeks there is none.
    """

    rhythm: str
    step: int
    length: int
    weekday: str | None = None


@dataclass(frozen=True)
class Event:
    """One VEVENT. `replaces` is the planned start of the part of a series that this one stands for;
    `without` are the planned starts of parts that do not take place.

    `sequence` rises with every change; the times are written in local time, so that a series keeps its hour.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    text: str
    url: str
    sequence: int
    changed_at: datetime
    is_cancelled: bool = False
    rule: Rule | None = None
    replaces: datetime | None = None
    without: Sequence[datetime] = ()


def feed(name: str, events: Iterable[Event]) -> bytes:
    """A calendar to subscribe to; the same events give the same bytes."""
    from core import ics_writer  # icalendar: 3 MB that a process needs only when it writes a calendar

    return ics_writer.feed(name, events)


def message(method: Method, event: Event, *, organizer: Party, attendee: Party) -> bytes:
    """What a mail carries so that the reader's calendar takes the event in, changes it or takes it out."""
    from core import ics_writer

    return ics_writer.message(method, event, organizer=organizer, attendee=attendee)
