"""Keeping forecasts: one a day, worked out when nobody waits for it."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import select

from core.db import db, utcnow
from pilots.models import CoverageForecast
from pilots.rules.forecast import Forecast


def keep_forecast(*, day: date, told: Forecast) -> CoverageForecast:
    """What was forecast on that day, instead of what was kept of it before."""
    kept = db.session.scalars(select(CoverageForecast).where(CoverageForecast.on == day)).one_or_none()
    if kept is None:
        kept = CoverageForecast(on=day)
        db.session.add(kept)
    _write(kept, told)
    db.session.flush()
    return kept


def _write(kept: CoverageForecast, told: Forecast) -> None:
    kept.verdict, kept.share = told.verdict.value, told.share
    kept.complete_on, kept.earliest, kept.latest = told.complete_on, told.earliest, told.latest
    kept.likely_by = told.likely_by
    kept.basis, kept.lacks = asdict(told.basis), [lack.value for lack in told.lacks]
    kept.curve = [(point.day.isoformat(), point.low, point.middle, point.high) for point in told.curve]
    kept.made_at = utcnow()
