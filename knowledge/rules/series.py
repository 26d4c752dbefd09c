"""When the parts of a series are: 10 o'clock stays 10 o'clock by the local clock, in summer and in winter."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule

from knowledge.models import Rhythm

MOST_PARTS = 60
LARGEST_STEP = 12
WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
LAST = 5
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Repeat:
    """Every `step` weeks or months, `length` times in all."""

    rhythm: Rhythm
    step: int
    length: int


def which_weekday(day: datetime) -> tuple[int, int]:
    """The weekday (0 is Monday) and which one of its month it is; a fifth one counts as the last, -1."""
    nth = (day.day - 1) // 7 + 1
    return day.weekday(), -1 if nth == LAST else nth


def spans(first: Span, repeat: Repeat | None, zone: str) -> list[Span]:
    """Start and end of every part in UTC order, counted by the clock on the wall of `zone`."""
    if repeat is None:
        return [first]
    local = ZoneInfo(zone)
    start, end = (at.astimezone(local).replace(tzinfo=None) for at in first)
    starts = list(_rule(start, repeat))
    return [_ordered(at.replace(tzinfo=local), (at + (end - start)).replace(tzinfo=local), first) for at in starts]


def _ordered(start: datetime, end: datetime, first: Span) -> Span:
    """In the hour that a clock change leaves out, a part could end before it begins; then it lasts as the first."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    return start, end if end > start else start + (first[1] - first[0])


def _rule(start: datetime, repeat: Repeat) -> rrule:
    if repeat.rhythm is Rhythm.WEEKLY:
        return rrule(WEEKLY, dtstart=start, interval=repeat.step, count=repeat.length)
    weekday, nth = which_weekday(start)
    return rrule(MONTHLY, dtstart=start, interval=repeat.step, count=repeat.length, byweekday=WEEKDAYS[weekday](nth))
