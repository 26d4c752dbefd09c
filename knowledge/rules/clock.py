"""Until when an owner answers: terms in working time, deadlines as instants."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.worktime import BADEN_WUERTTEMBERG, NoWorktime, WorkCalendar, add_worktime
from knowledge.models import OwnerKind

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Terms:
    """Working time from the start of the clock (settings remind_, pass_on_, office_after_hours)."""

    remind: timedelta = timedelta(hours=8)
    pass_on: timedelta = timedelta(hours=16)
    office: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Deadlines:
    """`answer_by` is what people are told; `pass_on_at` is empty for the office, which passes on to nobody."""

    remind_at: datetime
    answer_by: datetime
    pass_on_at: datetime | None


LONGEST_PAUSE = timedelta(days=365)


def calendar_of(weekdays: frozenset[int]) -> WorkCalendar:
    """The working time of somebody who works on these weekdays only; 0 is Monday."""
    return replace(BADEN_WUERTTEMBERG, weekdays=weekdays)


def deadlines(
    kind: OwnerKind,
    since: datetime,
    *,
    is_second: bool,
    terms: Terms,
    absences: Iterable[Span] = (),
    pauses: Iterable[Span] = (),
    calendar: WorkCalendar = BADEN_WUERTTEMBERG,
) -> Deadlines:
    """The deadlines of an owner who got the question at `since`.

    `is_second`: it came because somebody let the time pass; then only the rest until the office's turn is left,
    and the reminder comes at half of it. The office has as long as a first owner. `calendar` is the owner's own;
    their absences and the `pauses`, in which they waited for the asker, are no working time. After a pause of more
    than a year the whole time starts anew. Absences that leave no working time within two years are disregarded:
    when they begin, the question goes to somebody else anyway.
    """
    waits = list(pauses)
    since = max([since, *(end for start, end in waits if end - start > LONGEST_PAUSE)])
    try:
        return _deadlines(kind, since, is_second, terms, [*absences, *waits], calendar)
    except NoWorktime:
        return _deadlines(kind, since, is_second, terms, waits, calendar)


def _deadlines(
    kind: OwnerKind,
    since: datetime,
    is_second: bool,
    terms: Terms,
    absences: list[Span],
    calendar: WorkCalendar,
) -> Deadlines:
    whole = terms.office - terms.pass_on if is_second and kind is OwnerKind.PERSON else terms.pass_on
    until_reminder = whole / 2 if is_second else min(terms.remind, whole)
    answer_by = add_worktime(since, whole, absences=absences, calendar=calendar)
    return Deadlines(
        remind_at=add_worktime(since, until_reminder, absences=absences, calendar=calendar),
        answer_by=answer_by,
        pass_on_at=answer_by if kind is OwnerKind.PERSON else None,
    )
