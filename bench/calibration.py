"""Does the stated band hold? Towns with a known future, forecast from their past alone."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from os import cpu_count

from bench.futures import a_town, true_days
from pilots.rules.forecast import Forecast, forecast

TODAY = date(2026, 11, 30)
RUNS = 200


@dataclass(frozen=True)
class Case:
    """Where the true day lay. `is_in`: within the band; a day beyond the horizon is within one without end."""

    is_in: bool
    is_early: bool
    width: int | None
    arrived: bool


def measure(number: int) -> tuple[Case, Case]:
    """By proposals and cohorts, and by appointments alone."""
    town = a_town(number)
    told = [forecast(town.known(ways=ways), today=TODAY, seed=number, runs=RUNS, months=0) for ways in (True, False)]
    days = true_days(town)
    true = None if days is None else TODAY + timedelta(days=days)
    return _case(told[0], true), _case(told[1], true)


def _case(told: Forecast, true: date | None) -> Case:
    last = date.max
    earliest, latest, came = (each or last for each in (told.earliest, told.latest, true))
    width = (latest - earliest).days if latest < last else None
    return Case(earliest <= came <= latest, came < earliest, width, true is not None)


def calibration(towns: int) -> dict[str, dict[str, float]]:
    """For both sources: the share of towns whose true day lay in the band of 80 %, before it, after it."""
    with ProcessPoolExecutor(cpu_count()) as pool:
        cases = list(pool.map(measure, range(towns), chunksize=10))
    return {name: _shares([pair[place] for pair in cases]) for place, name in enumerate(("ways", "arrivals"))}


def _shares(cases: Iterable[Case]) -> dict[str, float]:
    cases = list(cases)
    widths = sorted(case.width for case in cases if case.width is not None)
    return {
        "towns": len(cases),
        "in_band": sum(case.is_in for case in cases) / len(cases),
        "before": sum(case.is_early for case in cases) / len(cases),
        "after": sum(not case.is_in and not case.is_early for case in cases) / len(cases),
        "bounded": len(widths) / len(cases),
        "median_width_days": widths[len(widths) // 2] if widths else 0,
        "arrived": sum(case.arrived for case in cases) / len(cases),
    }
