"""Figures about questions: of groups for the office, of oneself for oneself."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

from accounts.queries.organisation import today
from accounts.rules import is_employee, is_office
from core.access import actor, allow
from core.db import transaction
from core.errors import NotFound
from knowledge.actions.figures import note_look_at_own_figures
from knowledge.queries.figures import QuarterCount, figures_page, oldest_quarter, own_figures
from knowledge.rules.figures import FEWEST_PEOPLE, LONGEST_LOOK_BACK, Quarter
from knowledge.views.blueprint import blueprint

BAR, GAP, STEP, TALLEST, TOP = 24, 4, 72, 120, 22


@dataclass(frozen=True)
class Bars:
    """The two bars of a quarter, in units of the drawing; heights are None where nothing may be shown."""

    x: float
    count: QuarterCount
    asked: float | None
    solved: float | None


@blueprint.get("/amt/zahlen")
@allow(is_office)
def figures() -> str:
    newest = Quarter.of(today())
    quarters = _quarters(newest, oldest_quarter() or newest)
    quarter = _chosen(quarters)
    page = figures_page(quarter, newest)
    return render_template(
        "knowledge/figures.html", page=page, quarters=quarters, bars=_bars(page.history), fewest=FEWEST_PEOPLE
    )


@blueprint.get("/ich/zahlen")
@allow(is_employee)
def own_figures_page() -> str:
    with transaction():
        note_look_at_own_figures(actor=actor())
    return render_template("knowledge/own_figures.html", own=own_figures(actor()))


def _quarters(newest: Quarter, oldest: Quarter) -> list[Quarter]:
    found = [newest]
    while found[-1] > oldest and len(found) < LONGEST_LOOK_BACK:
        found.append(found[-1].before)
    return found


def _chosen(quarters: Sequence[Quarter]) -> Quarter:
    """Raises NotFound for a quarter that is not on offer."""
    wanted = request.args.get("quartal", str(quarters[0]))
    for quarter in quarters:
        if str(quarter) == wanted:
            return quarter
    raise NotFound


def _bars(history: Sequence[QuarterCount]) -> list[Bars]:
    """Empty while there is nothing to compare: one bar is no picture."""
    shown = [count for count in history if count.asked is not None]
    if len(shown) < 2:
        return []
    first = next(number for number, count in enumerate(history) if count.asked is not None)
    unit = TALLEST / max(count.asked or 1 for count in shown)
    return [
        Bars(number * STEP, count, _height(count.asked, unit), _height(count.solved, unit))
        for number, count in enumerate(history[first:])
    ]


def _height(count: int | None, unit: float) -> float | None:
    return None if count is None else round(count * unit, 1)
