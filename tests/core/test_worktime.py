"""The working-time clock: known days, both clock changes, absences, and laws that hold for any calendar."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.worktime import (
    BADEN_WUERTTEMBERG,
    Interval,
    NoWorktime,
    WorkCalendar,
    add_worktime,
    is_worktime,
    next_worktime,
    worktime_between,
)

BERLIN = ZoneInfo("Europe/Berlin")
TICK = timedelta(microseconds=1)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-23 08:00", 1, "2026-11-23 09:00"),
        ("2026-11-23 08:00", 8, "2026-11-23 16:00"),  # over the same day, not the next morning
        ("2026-11-23 08:00", 8.5, "2026-11-24 08:30"),
        ("2026-11-23 16:00", 1, "2026-11-24 09:00"),
        ("2026-11-23 05:00", 1, "2026-11-23 09:00"),
        ("2026-11-27 15:00", 2, "2026-11-30 09:00"),  # over a weekend
        ("2026-12-24 15:00", 2, "2026-12-28 09:00"),  # Christmas Eve is an ordinary day, 25 and 26 are not
        ("2026-12-31 15:00", 2, "2027-01-04 09:00"),  # so is New Year's Eve
        ("2026-01-05 12:00", 8, "2026-01-07 12:00"),  # Epiphany
        ("2026-06-03 12:00", 8, "2026-06-05 12:00"),  # Corpus Christi
        ("2026-03-27 12:00", 8, "2026-03-30 12:00"),  # clocks go forward on the 29th
        ("2026-10-23 12:00", 8, "2026-10-26 12:00"),  # clocks go back on the 25th
        ("2026-11-21 10:00", 24, "2026-11-25 16:00"),
    ],
)
def test_working_time_in_baden_wuerttemberg(start: str, amount: float, end: str) -> None:
    assert add_worktime(local(start), hours(amount)) == local(end)


@pytest.mark.parametrize(
    "day",
    "2026-01-01 2026-01-06 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25".split()  # noqa: SIM905
    + "2026-06-04 2026-10-03 2026-11-01 2026-12-25 2026-12-26 2017-10-31".split(),  # noqa: SIM905
)
def test_the_public_holidays_of_the_land_are_free(day: str) -> None:
    assert BADEN_WUERTTEMBERG.office_hours(date.fromisoformat(day)) is None


@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-31", "2026-11-18", "2026-08-14", "2025-10-31"])
def test_other_special_days_are_ordinary(day: str) -> None:
    assert BADEN_WUERTTEMBERG.is_workday(date.fromisoformat(day))


def test_the_same_local_hours_are_other_instants_in_summer_and_winter() -> None:
    assert BADEN_WUERTTEMBERG.office_hours(date(2026, 3, 27)) == (
        datetime(2026, 3, 27, 7, tzinfo=UTC),
        datetime(2026, 3, 27, 15, tzinfo=UTC),
    )
    assert BADEN_WUERTTEMBERG.office_hours(date(2026, 3, 30)) == (
        datetime(2026, 3, 30, 6, tzinfo=UTC),
        datetime(2026, 3, 30, 14, tzinfo=UTC),
    )


@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 2), ("2026-10-25", 4)])
def test_hours_across_a_clock_change_are_counted_as_they_pass(day: str, length: int) -> None:
    nightly = WorkCalendar(opens=time(1), closes=time(4), weekdays=frozenset({6}))
    midnight = local(f"{day} 00:00")
    assert worktime_between(midnight, midnight + timedelta(days=1), calendar=nightly) == hours(length)


def test_hours_that_the_clock_change_leaves_out_are_none() -> None:
    nightly = WorkCalendar(opens=time(2, 30), closes=time(3), weekdays=frozenset({6}))
    assert nightly.office_hours(date(2026, 3, 29)) is None
    assert nightly.office_hours(date(2026, 4, 12)) is not None


def test_both_times_of_the_repeated_hour_are_told_apart() -> None:
    nightly = WorkCalendar(opens=time(1), closes=time(2, 30), weekdays=frozenset({6}))
    first = datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN)
    assert is_worktime(first, calendar=nightly)
    assert not is_worktime(first.replace(fold=1), calendar=nightly)


def test_the_opening_instant_counts_and_the_closing_one_does_not() -> None:
    assert is_worktime(local("2026-11-23 08:00"))
    assert not is_worktime(local("2026-11-23 08:00") - TICK)
    assert is_worktime(local("2026-11-23 16:00") - TICK)
    assert not is_worktime(local("2026-11-23 16:00"))
    assert next_worktime(local("2026-11-23 16:00")) == local("2026-11-24 08:00")
    assert next_worktime(local("2026-11-23 11:11")) == local("2026-11-23 11:11")


def test_absences_stop_the_clock_and_the_first_minute_after_them_counts() -> None:
    away = [
        (local("2026-11-25 00:00"), local("2026-11-26 00:00")),
        (local("2026-11-23 10:00"), local("2026-11-23 12:00")),
        (local("2026-11-23 11:00"), local("2026-11-23 13:00")),  # overlaps, in no order
        (local("2026-11-24 09:00"), local("2026-11-24 09:00")),  # empty
    ]
    assert not is_worktime(local("2026-11-23 10:00"), absences=away)
    assert is_worktime(local("2026-11-23 13:00"), absences=away)
    assert next_worktime(local("2026-11-25 09:00"), absences=away) == local("2026-11-26 08:00")
    assert add_worktime(local("2026-11-23 09:00"), hours(2), absences=away) == local("2026-11-23 14:00")
    assert add_worktime(local("2026-11-23 09:00"), hours(1), absences=away) == local("2026-11-23 10:00")
    week = local("2026-11-23 00:00"), local("2026-11-28 00:00")
    assert worktime_between(*week, absences=away) == hours(40 - 8 - 3)


def test_results_are_utc_and_no_amount_is_over_at_once() -> None:
    night = local("2026-11-23 02:00")
    assert add_worktime(night, hours(0)) == night
    for result in (add_worktime(night, hours(0)), add_worktime(night, hours(1)), next_worktime(night)):
        assert result.tzinfo is UTC


def test_what_is_overdue_reads_as_less_than_nothing() -> None:
    due, now = local("2026-11-23 15:00"), local("2026-11-24 09:00")
    assert worktime_between(now, due) == -hours(2)


def test_an_absence_without_end_is_an_error_and_a_long_one_is_not() -> None:
    start = local("2026-11-23 09:00")
    with pytest.raises(NoWorktime, match="two years"):
        add_worktime(start, hours(1), absences=[(start, start + timedelta(days=800))])
    with pytest.raises(NoWorktime):
        next_worktime(start, absences=[(start, datetime.max.replace(tzinfo=UTC) - timedelta(days=2))])
    back = next_worktime(start, absences=[(start, local("2028-11-20 00:00"))])
    assert back == local("2028-11-20 08:00")


def test_naive_instants_and_negative_amounts_are_refused() -> None:
    naive = datetime(2026, 11, 23, 9)  # noqa: DTZ001
    for refused in (
        lambda: is_worktime(naive),
        lambda: next_worktime(naive),
        lambda: add_worktime(naive, hours(1)),
        lambda: worktime_between(local("2026-11-23 09:00"), naive),
        lambda: is_worktime(local("2026-11-23 09:00"), absences=[(naive, naive)]),
        lambda: add_worktime(local("2026-11-23 09:00"), -hours(1)),
    ):
        with pytest.raises(ValueError, match="time"):
            refused()


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": time(16), "closes": time(8)},
        {"opens": time(8), "closes": time(8)},
        {"opens": time(8, tzinfo=UTC)},
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"zone": "Europe/Nowhere"},
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError)):
        WorkCalendar(**wrong)  # type: ignore[arg-type]


# --- laws for any calendar, any instant near a clock change or a holiday, any absences

_minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
calendars = st.builds(
    lambda edges, weekdays, zone, land: WorkCalendar(edges[0], edges[1], weekdays, zone, "DE", land),
    st.lists(_minutes, min_size=2, max_size=2, unique=True).map(sorted),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(["Europe/Berlin", "UTC", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]),
    st.sampled_from(["BW", "BY", "HH"]),
)
_turns = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
_turns += [datetime(2026, 12, 25, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)]
instants = st.builds(
    lambda turn, distance: turn + distance,
    st.sampled_from(_turns),
    st.timedeltas(timedelta(days=-6), timedelta(days=6)),
)
absence_lists = st.lists(
    st.builds(
        lambda start, length: (start, start + length),
        instants,
        st.timedeltas(timedelta(0), timedelta(days=4)),
    ),
    max_size=4,
)
amounts = st.timedeltas(timedelta(0), timedelta(hours=60))


@given(calendars, instants, amounts, absence_lists)
def test_adding_and_measuring_undo_each_other(
    calendar: WorkCalendar, start: datetime, amount: timedelta, away: list[Interval]
) -> None:
    try:
        end = add_worktime(start, amount, absences=away, calendar=calendar)
    except NoWorktime:
        assume(False)
    assert end >= start
    assert worktime_between(start, end, absences=away, calendar=calendar) == amount
    if amount:  # the work is done at that instant and was not done before
        assert is_worktime(end - TICK, absences=away, calendar=calendar)
        assert worktime_between(start, end - TICK, absences=away, calendar=calendar) == amount - TICK


@given(calendars, instants, instants, absence_lists)
def test_measuring_and_adding_come_back_to_the_same_work(
    calendar: WorkCalendar, a: datetime, b: datetime, away: list[Interval]
) -> None:
    a, b = sorted((a, b))
    done = worktime_between(a, b, absences=away, calendar=calendar)
    end = add_worktime(a, done, absences=away, calendar=calendar)
    assert end <= b
    assert worktime_between(end, b, absences=away, calendar=calendar) == timedelta(0)


@given(calendars, instants, amounts, amounts, absence_lists)
def test_more_work_is_never_over_earlier_and_can_be_done_in_parts(
    calendar: WorkCalendar, start: datetime, first: timedelta, second: timedelta, away: list[Interval]
) -> None:
    halfway = add_worktime(start, first, absences=away, calendar=calendar)
    whole = add_worktime(start, first + second, absences=away, calendar=calendar)
    assert halfway <= whole
    assert add_worktime(halfway, second, absences=away, calendar=calendar) == whole


@given(calendars, instants, instants, amounts, absence_lists)
def test_who_starts_later_is_not_done_earlier(
    calendar: WorkCalendar, a: datetime, b: datetime, amount: timedelta, away: list[Interval]
) -> None:
    a, b = sorted((a, b))
    assert add_worktime(a, amount, absences=away, calendar=calendar) <= add_worktime(
        b, amount, absences=away, calendar=calendar
    )


@given(calendars, instants, instants, instants, absence_lists)
def test_time_adds_up(calendar: WorkCalendar, a: datetime, b: datetime, c: datetime, away: list[Interval]) -> None:
    def between(x: datetime, y: datetime) -> timedelta:
        return worktime_between(x, y, absences=away, calendar=calendar)

    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)
    assert abs(between(a, b)) <= abs(b - a)


@given(calendars, instants, absence_lists)
def test_the_next_working_time_is_the_first(calendar: WorkCalendar, at: datetime, away: list[Interval]) -> None:
    found = next_worktime(at, absences=away, calendar=calendar)
    assert found >= at
    assert is_worktime(found, absences=away, calendar=calendar)
    assert worktime_between(at, found, absences=away, calendar=calendar) == timedelta(0)
    assert (found == at) == is_worktime(at, absences=away, calendar=calendar)


@given(instants, absence_lists)
@settings(max_examples=50)
def test_a_minute_by_minute_count_agrees(start: datetime, away: list[Interval]) -> None:
    start = start.replace(second=0, microsecond=0)
    away = [tuple(edge.replace(second=0, microsecond=0) for edge in pair) for pair in away]  # type: ignore[misc]
    minutes = (start + timedelta(minutes=n) for n in range(36 * 60))
    worked = sum(_is_ordinary_worktime(minute, away) for minute in minutes)
    assert worktime_between(start, start + hours(36), absences=away) == timedelta(minutes=worked)


def _is_ordinary_worktime(minute: datetime, away: list[Interval]) -> bool:
    there = minute.astimezone(BERLIN)
    free = there.weekday() > 4 or (there.month, there.day) in {(12, 25), (12, 26), (1, 1), (4, 3)}
    return not free and 8 <= there.hour < 16 and not any(start <= minute < end for start, end in away)


def test_thousands_of_terms_are_reckoned_in_a_second() -> None:
    start = local("2026-11-21 10:00")
    away = [(local("2026-11-24 00:00"), local("2026-11-27 00:00"))]
    add_worktime(start, hours(24), absences=away)
    began = stopwatch.process_time()
    for _ in range(2000):
        add_worktime(start, hours(24), absences=away)
    assert stopwatch.process_time() - began < 1
