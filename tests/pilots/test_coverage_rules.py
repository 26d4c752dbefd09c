"""Coverage as pure rules: the status of a department, spans from histories, figures over time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilots.models import Coverage, Evidence
from pilots.queries.coverage import History, month_ends
from pilots.rules.coverage import (
    CONFIRMED_COUNTS,
    Figures,
    Next,
    Period,
    Provision,
    Span,
    cut_when_followed,
    next_of,
    provision_of,
    spans_of_moves,
)
from tests.pilots import naive

PILOT, LEAVING, DEPUTY = Evidence.PILOT, Evidence.LEAVING, Evidence.DEPUTY
TRAINING, NOMINATED = Evidence.IN_TRAINING, Evidence.NOMINATED
FIRST = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("evidence", "status", "at_risk", "following"),
    [
        ([], Coverage.WITHOUT, False, Next.NOMINATE),
        ([NOMINATED], Coverage.NOMINATED, False, Next.DECIDE),
        ([NOMINATED, TRAINING], Coverage.IN_TRAINING, False, Next.TRAIN),
        ([TRAINING, DEPUTY], Coverage.WITH_PILOT, True, Next.APPOINT),
        ([LEAVING], Coverage.WITH_PILOT, True, Next.ACCEPT),
        ([LEAVING, DEPUTY], Coverage.WITH_PILOT, True, Next.ACCEPT),
        ([LEAVING, PILOT], Coverage.WITH_PILOT, False, Next.NOTHING),
        ([PILOT, DEPUTY, NOMINATED], Coverage.WITH_PILOT, False, Next.NOTHING),
    ],
)
def test_the_best_that_a_department_has_makes_its_status(evidence, status, at_risk, following) -> None:
    assert provision_of(evidence) == Provision(status, at_risk)
    assert next_of(evidence) is following


def test_of_no_departments_none_are_covered() -> None:
    assert (Figures(FIRST).departments, Figures(FIRST).coverage) == (0, 0.0)
    assert History([], []).on(FIRST).figures == Figures(FIRST)
    assert History([], []).figures([FIRST]) == [Figures(FIRST)]


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def test_a_day_is_told_by_the_last_move_up_to_its_end_by_the_local_clock() -> None:
    """23:30 UTC on the 9th is the 10th in Germany; what came and went within a day spoke for nobody."""
    moves = [
        (1, 7, at(3, 9), "live"),
        (1, 7, at(9, 23).replace(minute=30), "over"),
        (2, 7, at(12, 9), "live"),
        (2, 7, at(12, 17), "over"),
        (3, 8, at(12, 9), "live"),
        (3, 8, at(13, 9), "live"),
    ]
    assert list(spans_of_moves(NOMINATED, moves, {"live"})) == [
        Span(7, NOMINATED, date(2026, 1, 3), date(2026, 1, 10)),
        Span(8, NOMINATED, date(2026, 1, 12), None),
    ]


@pytest.mark.parametrize(
    ("appointed", "until"),
    [([], FIRST + CONFIRMED_COUNTS), ([date(2025, 12, 31), date(2026, 3, 1)], date(2026, 3, 1)), ([FIRST], None)],
)
def test_a_confirmed_nomination_speaks_until_the_appointment(appointed, until) -> None:
    found = list(cut_when_followed(Span(7, NOMINATED, FIRST), appointed))
    assert found == ([Span(7, NOMINATED, FIRST, until)] if until else [])


def test_a_month_is_shown_by_its_last_day() -> None:
    assert month_ends(date(2026, 1, 15), date(2026, 3, 10)) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 10)]
    assert month_ends(date(2026, 1, 15), date(2026, 1, 31)) == [date(2026, 1, 31)]
    assert month_ends(FIRST, FIRST) == [FIRST]


days = st.integers(0, 40).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def cities(draw) -> dict[str, naive.NaiveDepartment]:
    """Three divisions and six departments whose facts and evidence change at random."""
    keys = [*"ABC", *"123456"]
    city = {}
    for key in keys:
        one = naive.NaiveDepartment()
        for day in sorted(draw(st.sets(days, min_size=1, max_size=4))):
            parent = draw(st.sampled_from([None, *keys])) if key.isdigit() else None
            one.facts.append((day, key, parent if parent != key else None, draw(st.booleans()), draw(st.booleans())))
        for _ in range(draw(st.integers(0, 4))):
            first, length = draw(days), draw(st.one_of(st.none(), st.integers(1, 15)))
            until = first + timedelta(days=length) if length else None
            one.held.append((draw(st.sampled_from([*Evidence])).value, first, until))
        city[key] = one
    return city


def history_of(city: dict[str, naive.NaiveDepartment]) -> History:
    numbers = {key: number for number, key in enumerate(city, 1)}
    periods, spans = [], []
    for key, one in city.items():
        ends = [*(facts[0] for facts in one.facts[1:]), None]
        for (first, name, parent, counted, is_open), until in zip(one.facts, ends, strict=True):
            above = numbers[parent] if parent else None
            periods.append(Period(numbers[key], first, until, above, counted, is_open, code=key, name=name, slug=key))
        spans += [Span(numbers[key], Evidence(what), first, until) for what, first, until in one.held]
    return History(periods, spans)


@given(cities())
def test_any_history_tells_every_day_what_a_diary_tells(city) -> None:
    history = history_of(city)
    all_days = [FIRST + timedelta(days=number) for number in range(-1, 60)]
    for day, walked in zip(all_days, history.figures(all_days), strict=True):
        found, told = history.on(day), naive.coverage(city, day)
        assert {row.department.slug: row.status.value for row in found.rows} == told
        assert found.figures == walked
        assert walked.departments == len(told)
        assert walked.at_risk == naive.at_risk(city, day)
        assert sum(figures.departments for _division, figures in found.by_division) == len(told)
