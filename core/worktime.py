"""Working time: when the administration works, how much lies between two instants, when some is over.

The rule (Baden-Württemberg): Monday to Friday, 8 to 16 o'clock local time, without the public holidays there
and without the absences of whoever is meant. 24 and 31 December are no public holidays, so they are ordinary days
here, whatever a city agrees with its staff.

Every interval is half-open, `from <= now < until`; every instant is aware, every result is in UTC.
Hours are real hours: a day whose office hours contained a clock change would be an hour longer or shorter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import holidays

Interval: TypeAlias = tuple[datetime, datetime]
Absences: TypeAlias = Iterable[Interval]

LONGEST_GAP = timedelta(days=731)
"""Where no working time follows for so long, none is looked for any further."""

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


class NoWorktime(ValueError):
    """No working time within two years: the absences, or the calendar, leave none."""


@dataclass(frozen=True)
class WorkCalendar:
    """When an administration works; `opens` and `closes` are local times of the same day."""

    opens: time = time(8)
    closes: time = time(16)
    weekdays: frozenset[int] = frozenset(range(5))
    """0 is Monday."""
    zone: str = "Europe/Berlin"
    country: str = "DE"
    subdivision: str = "BW"

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo or not self.opens < self.closes:
            raise ValueError("a working day opens before it closes, in local time")
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("weekdays are some of 0 (Monday) to 6 (Sunday)")
        ZoneInfo(self.zone)

    def is_workday(self, day: date) -> bool:
        """Whether that local day has working time."""
        return day.weekday() in self.weekdays and day not in _holidays(self.country, self.subdivision, day.year)

    def office_hours(self, day: date) -> Interval | None:
        """The working time of that local day in UTC, absences aside; None on a day off."""
        return _office_hours(self, day)


BADEN_WUERTTEMBERG = WorkCalendar()


def is_worktime(at: datetime, *, absences: Absences = (), calendar: WorkCalendar = BADEN_WUERTTEMBERG) -> bool:
    """Whether `at` is working time; the opening minute is, the closing one is not."""
    at = _utc(at)
    hours = calendar.office_hours(_local_day(at, calendar))
    if hours is None or not hours[0] <= at < hours[1]:
        return False
    return not any(start <= at < end for start, end in _merged(absences))


def next_worktime(at: datetime, *, absences: Absences = (), calendar: WorkCalendar = BADEN_WUERTTEMBERG) -> datetime:
    """The earliest instant of working time not before `at`; `at` itself if it is one.

    Raises NoWorktime if there is none within two years.
    """
    start, _ = next(_stretches(_utc(at), absences, calendar))
    return start


def add_worktime(
    start: datetime,
    amount: timedelta,
    *,
    absences: Absences = (),
    calendar: WorkCalendar = BADEN_WUERTTEMBERG,
) -> datetime:
    """The earliest instant by which `amount` of working time has passed since `start`.

    Eight hours from Monday 8:00 are over on Monday at 16:00, not on Tuesday at 8:00. No amount at all is over
    at `start`, even at night. Raises ValueError for a negative amount, NoWorktime if no working time follows
    for two years.
    """
    start = _utc(start)
    if amount < _NOTHING:
        raise ValueError("working time only runs forward")
    if amount == _NOTHING:
        return start
    left = amount
    for begin, end in _stretches(start, absences, calendar):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError("the stretches of working time end only by raising NoWorktime")  # pragma: no cover


def worktime_between(
    a: datetime, b: datetime, *, absences: Absences = (), calendar: WorkCalendar = BADEN_WUERTTEMBERG
) -> timedelta:
    """The working time from `a` to `b`; less than nothing if `b` is earlier, as for what is overdue."""
    a, b = _utc(a), _utc(b)
    if b < a:
        return -worktime_between(b, a, absences=absences, calendar=calendar)
    away = _merged(absences)
    day, last, total = _local_day(a, calendar), _local_day(b, calendar), _NOTHING
    while day <= last:
        begin, end = calendar.office_hours(day) or (b, b)
        total += sum((until - since for since, until in _without(max(begin, a), min(end, b), away)), _NOTHING)
        day += _DAY
    return total


def _stretches(start: datetime, absences: Absences, calendar: WorkCalendar) -> Iterator[Interval]:
    """The stretches of working time from `start` on, without end; NoWorktime if the next is too far away."""
    away = _merged(absences)
    day = last = _local_day(start, calendar)
    while day - last <= LONGEST_GAP:
        begin, end = calendar.office_hours(day) or (start, start)
        for stretch in _without(max(begin, start), end, away):
            yield stretch
            last = day
        day += _DAY
    raise NoWorktime(f"no working time within two years after {last.isoformat()}")


def _without(begin: datetime, end: datetime, away: list[Interval]) -> Iterator[Interval]:
    """What the absences, which are in order and apart, leave of an interval; nothing of an empty one."""
    for start, stop in away:
        if stop <= begin:
            continue
        if start >= end:
            break
        if begin < start:
            yield begin, start
        begin = stop
    if begin < end:
        yield begin, end


def _merged(absences: Absences) -> list[Interval]:
    """The absences in UTC, in order, overlapping and touching ones joined, empty ones left out."""
    merged: list[Interval] = []
    for start, end in sorted((_utc(start), _utc(end)) for start, end in absences):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"an instant without a time zone: {at.isoformat()}")
    return at.astimezone(UTC)


def _local_day(at: datetime, calendar: WorkCalendar) -> date:
    return at.astimezone(ZoneInfo(calendar.zone)).date()


@lru_cache(maxsize=4096)
def _office_hours(calendar: WorkCalendar, day: date) -> Interval | None:
    if not calendar.is_workday(day):
        return None
    zone = ZoneInfo(calendar.zone)
    begin, end = (datetime.combine(day, at, zone).astimezone(UTC) for at in (calendar.opens, calendar.closes))
    # Hours that lie in the hour a clock change leaves out can end before they begin: then there are none.
    return (begin, end) if begin < end else None


def holiday_on(day: date, calendar: WorkCalendar = BADEN_WUERTTEMBERG) -> str | None:
    """The name of the public holiday of that local day, as people there call it."""
    return _holidays(calendar.country, calendar.subdivision, day.year).get(day)


@lru_cache(maxsize=256)
def _holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays(country, subdiv=subdivision, years=year, language="de").items())
