"""Reads of forecasts that were kept."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, select

from core.db import db
from pilots.models import CoverageForecast

MOST_MONTHS = 60

_LAST = (
    select(CoverageForecast)
    .where(CoverageForecast.on <= bindparam("day"))
    .order_by(CoverageForecast.on.desc())
    .limit(1)
)
_DAYS = select(CoverageForecast.id, CoverageForecast.on).order_by(CoverageForecast.on)
_SOME = (
    select(CoverageForecast)
    .where(CoverageForecast.id.in_(bindparam("numbers", expanding=True)))
    .order_by(CoverageForecast.on.desc())
)


def forecast_on(day: date) -> CoverageForecast | None:
    """What was forecast on that day, or last before it; None: nothing was yet."""
    return db.session.scalars(_LAST, {"day": day}).first()


def first_of_months() -> Sequence[CoverageForecast]:
    """The first forecast of each month, newest first; at most of five years."""
    firsts: dict[tuple[int, int], int] = {}
    for number, day in db.session.execute(_DAYS):
        firsts.setdefault((day.year, day.month), number)
    numbers = list(firsts.values())[-MOST_MONTHS:]
    return db.session.scalars(_SOME, {"numbers": numbers}).all() if numbers else []
