"""From many runs to a day: median, a band of 80 %, and what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, inf
from random import Random

from pilots.rules.forecast.city import City
from pilots.rules.forecast.rates import YEAR, draw_rates
from pilots.rules.forecast.runs import Run

HORIZON = 10 * YEAR
MONTHS = 60
BAND, OPEN_BAND, LIKELY = (0.1, 0.9), (0.2, 1.0), 0.8
# Enough for a band that does not jump from seed to seed; large cities get fewer, since each run costs more there.
MOST_RUNS, LEAST_RUNS, WORK = 2000, 400, 60_000
# Less history than this says nothing about a rate.
LEAST_DAYS, LEAST_ARRIVALS = 180, 3


class Verdict(StrEnum):
    """What can be said: complete today, a day, that it takes beyond the horizon, or that too little is known."""

    COMPLETE = "complete"
    EXPECTED = "expected"
    BEYOND = "beyond"
    TOO_LITTLE = "too_little"
    NOTHING_COUNTED = "nothing_counted"


class Lack(StrEnum):
    """Which data is missing: the history is short, or too few departments got a pilot in it."""

    HISTORY = "history"
    ARRIVALS = "arrivals"


class Source(StrEnum):
    """What the rates come from: proposals and cohorts, or when departments got their pilots."""

    WAYS = "ways"
    ARRIVALS = "arrivals"


@dataclass(frozen=True)
class Basis:
    """What a forecast rests on, in figures for words. `under_way` counts departments, `free` planned seats."""

    source: Source
    history_days: int
    departments: int
    lacking: int
    under_way: int
    cohorts: int
    free: int
    known_ends: int
    runs: int = 0


@dataclass(frozen=True)
class Point:
    """How many departments have a pilot on a day: as many or more in nine, five and one of ten runs."""

    day: date
    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class Forecast:
    """The day on which every department has a pilot for the first time.

    `complete_on` is the median, `earliest` and `latest` bound 80 % of the runs; None: not within the horizon. A band
    without `latest` has no end: 80 % of the runs arrive later than `earliest`, or not at all.
    By `likely_by` 80 % have arrived. `share` of the runs arrive within the horizon at all, `arrivals` are their days.
    `years_with_pilot`: of all departments together, in the months of the curve, on average.
    """

    verdict: Verdict
    basis: Basis
    complete_on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    likely_by: date | None = None
    share: float = 0.0
    curve: Sequence[Point] = ()
    years_with_pilot: float = 0.0
    lacks: Sequence[Lack] = ()
    arrivals: Sequence[date] = field(default=(), repr=False)

    def chance_until(self, day: date) -> float:
        """The share of runs that have arrived by then."""
        return sum(each <= day for each in self.arrivals) / self.basis.runs if self.basis.runs else 0.0


def forecast(city: City, *, today: date, seed: int = 0, runs: int | None = None, months: int = MONTHS) -> Forecast:
    """When every department of the city will have a pilot. The same arguments give the same answer."""
    basis = _basis(city)
    if not city.places:
        return Forecast(Verdict.NOTHING_COUNTED, basis)
    lacks = lacks_of(city)
    if city.lacking and lacks:
        return Forecast(Verdict.TOO_LITTLE, basis, lacks=lacks)
    lived = _live(city, runs or runs_for(city), seed, months)
    return _summed_up(city, basis, lived, today)


def lacks_of(city: City) -> Sequence[Lack]:
    """What is missing for a forecast; empty: there is enough."""
    history = city.history
    found = [Lack.HISTORY] if history.days < LEAST_DAYS else []
    completed = history.ways.finishing.well if history.ways else 0
    return found + ([Lack.ARRIVALS] if max(history.arrivals.joined, completed) < LEAST_ARRIVALS else [])


def runs_for(city: City) -> int:
    return min(MOST_RUNS, max(LEAST_RUNS, WORK // max(1, len(city.places))))


def _live(city: City, runs: int, seed: int, months: int) -> list[Run]:
    """Each run has its own seed, so that the same run of two cities meets the same luck where it can."""
    return [_one(city, Random(f"{seed}/{number}"), months) for number in range(runs)]  # noqa: S311 - no secret


def _one(city: City, chance: Random, months: int) -> Run:
    run = Run(city, draw_rates(city.history, chance), chance, horizon=HORIZON, months=months)
    run.live()
    return run


def _summed_up(city: City, basis: Basis, lived: Sequence[Run], today: date) -> Forecast:
    days = sorted(inf if run.arrived is None else run.arrived for run in lived)
    earliest, latest, middle, likely = (_day(_quantile(days, part), today) for part in (*_band(days), 0.5, LIKELY))
    arrivals = [today + timedelta(days=ceil(day)) for day in days if day < inf]
    verdict = Verdict.EXPECTED if middle else Verdict.BEYOND
    return Forecast(
        verdict=verdict if city.lacking else Verdict.COMPLETE,
        basis=Basis(**{**vars(basis), "runs": len(lived)}),
        complete_on=middle,
        earliest=earliest,
        latest=latest,
        likely_by=likely,
        share=len(arrivals) / len(lived),
        curve=_curve(lived, today),
        years_with_pilot=sum(sum(run.curve) for run in lived) / len(lived) / 12,
        arrivals=arrivals,
    )


def _band(days: Sequence[float]) -> tuple[float, float]:
    """80 % of the runs; where a tenth and more does not arrive, those 80 % have no end and begin later."""
    return BAND if _quantile(days, BAND[1]) < inf else OPEN_BAND


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _day(days: float, today: date) -> date | None:
    return today + timedelta(days=ceil(days)) if days < inf else None


def _curve(lived: Sequence[Run], today: date) -> list[Point]:
    """One point for today and for each month after it."""
    now = sum(bool(place.ends) for place in lived[0].places)
    months = zip(*(run.curve for run in lived), strict=True)
    return [Point(today, now, now, now)] + [_point(n, counts, today) for n, counts in enumerate(months, 1)]


def _point(month: int, counts: Sequence[int], today: date) -> Point:
    ordered = sorted(counts)
    low, middle, high = (int(_quantile(ordered, share)) for share in (BAND[0], 0.5, BAND[1]))
    return Point(today + timedelta(days=ceil(month * YEAR / 12)), low, middle, high)


def _basis(city: City) -> Basis:
    return Basis(
        source=Source.WAYS if city.history.ways else Source.ARRIVALS,
        history_days=city.history.days,
        departments=len(city.places),
        lacking=city.lacking,
        under_way=sum(bool(place.candidates) and not place.ends for place in city.places),
        cohorts=len(city.courses),
        free=sum(course.free for course in city.courses),
        known_ends=sum(end < inf for place in city.places for end in place.ends),
    )
