"""What if, and what was forecast before: pages beside coverage. Nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from accounts.queries.organisation import today
from core.access import allow
from pilots import queries, rules
from pilots.models import CoverageForecast
from pilots.queries.coverage import goal_on
from pilots.queries.forecasting import city_on
from pilots.queries.forecasts import first_of_months
from pilots.rules.coverage import Figures
from pilots.rules.forecast import City, Forecast, Verdict, forecast
from pilots.rules.what_if import LENGTH, Change, best_steps, changed, cost_of
from pilots.views.blueprint import blueprint
from pilots.views.burn_up import drawings

RUNS = 300
MONTH = 365.25 / 12
MOST_SEATS, MOST_MONTHS, MOST_EUROS, MOST_FUNDED = 100, 60, 10_000, 100
SHOWN_MONTHS = (12, 24, 36)


@dataclass(frozen=True)
class Past:
    """What was forecast early in a month, what was expected of today then, and what is real."""

    kept: CoverageForecast
    expected: tuple[int, int, int] | None
    real: int

    @property
    def is_met(self) -> bool | None:
        return None if self.expected is None else self.expected[0] <= self.real <= self.expected[2]


@blueprint.get("/abdeckung/vorhersagen")
@allow(rules.can_see_coverage)
def coverage_forecasts() -> str:
    now = queries.coverage_on()
    past = [Past(kept, _expected(kept, now.on), now.figures.with_pilot) for kept in first_of_months()]
    judged = [one for one in past if one.is_met is not None]
    return render_template(
        "pilots/coverage_forecasts.html",
        past=past,
        judged=len(judged),
        met=sum(bool(one.is_met) for one in judged),
        arrived=now.on if now.figures.departments and now.figures.with_pilot == now.figures.departments else None,
    )


def _expected(kept: CoverageForecast, day: date) -> tuple[int, int, int] | None:
    """What was expected of that day: the last point of the curve before it, at least a month after the forecast."""
    points = [one for one in kept.curve if kept.on < date.fromisoformat(one[0]) <= day]
    return (points[-1][1], points[-1][2], points[-1][3]) if points else None


@blueprint.get("/abdeckung/planen")
@allow(rules.can_set_goal)
def plan_coverage() -> str:
    """The address holds what is tried out."""
    day = today()
    city, now = city_on(day), queries.coverage_on(day)
    goal = _day("ziel") or (found.day if (found := goal_on(day)) else None)
    change = _change(len(city.places))
    told = [_told(each, day) for each in (city, changed(city, change))]
    can_tell = told[0].verdict is not Verdict.TOO_LITTLE
    return render_template(
        "pilots/plan_coverage.html",
        typed=request.args,
        departments=[(number, row.department.name) for number, row in enumerate(now.rows)],
        goal=goal,
        told=told,
        can_tell=can_tell,
        rows=_compared(told, goal) if can_tell else [],
        change=change,
        cost=cost_of(change.seats, 100 * _number("kosten", MOST_EUROS), _number("gefoerdert", MOST_FUNDED)),
        steps=best_steps(city, today=day) if can_tell else [],
        drawings=drawings(_today_twice(now.figures), None, None, _coming(told[1])) if can_tell else [],
    )


def _told(city: City, day: date) -> Forecast:
    return forecast(city, today=day, seed=day.toordinal(), runs=RUNS, months=LENGTH)


def _change(places: int) -> Change:
    return Change(
        seats=_number("plaetze", MOST_SEATS),
        course_in=_number("monat", MOST_MONTHS) * MONTH,
        leaving=_place("geht", places),
        leaving_in=_number("geht_in", MOST_MONTHS) * MONTH,
        refusing=_place("lehnt_ab", places),
    )


def _number(name: str, most: int) -> int:
    """From the address; what is no number, or none that makes sense, is nothing."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= most else 0


def _place(name: str, places: int) -> int | None:
    number = _number(name, places) if request.args.get(name) else places
    return number if number < places else None


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _compared(told: Sequence[Forecast], goal: date | None) -> list[tuple[str, list[Any]]]:
    """What is compared, as it is and as it would be: a day, or a text."""
    never = _("not within ten years")
    rows: list[tuple[str, list[Any]]] = [
        (_("Every department, in four of five futures, by"), [one.likely_by or never for one in told]),
        (_("At the earliest"), [one.earliest or never for one in told]),
        (_("At the latest"), [one.latest or never for one in told]),
    ]
    if goal:
        rows.append((_("Probability of reaching the goal"), [_percent(one.chance_until(goal)) for one in told]))
    return rows + [
        (_("Departments with pilot in %(months)s months", months=months), [_span(one, months) for one in told])
        for months in SHOWN_MONTHS
    ]


def _percent(share: float) -> str:
    return str(_("%(percent)s %%", percent=round(100 * share)))


def _span(told: Forecast, months: int) -> str:
    point = told.curve[months]
    return str(_("%(middle)s (%(low)s to %(high)s)", middle=point.middle, low=point.low, high=point.high))


def _today_twice(figures: Figures) -> list[Figures]:
    """A picture of the future alone begins yesterday."""
    return [Figures(**{**_fields(figures), "on": figures.on - timedelta(days=1)}), figures]


def _fields(figures: Figures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in Figures.__dataclass_fields__}


def _coming(told: Forecast) -> list[tuple[date, int, int, int]]:
    return [(point.day, point.low, point.middle, point.high) for point in told.curve]
