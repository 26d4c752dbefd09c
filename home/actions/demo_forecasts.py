"""What the demo city forecast on the first day of each month, and today."""

from datetime import date, datetime, timedelta

from core.db import clock_at
from core.formats import LOCAL
from pilots.actions.forecasts import keep_forecast
from pilots.queries.forecasting import forecast_for

MONTHS = 14
RUNS = 250


def forecast_months(*, now: datetime) -> None:
    """With fewer simulated futures than at night: somebody waits for the demo city."""
    for day in _days(now.astimezone(LOCAL).date()):
        with clock_at(min(now, now - (now.astimezone(LOCAL).date() - day))):
            keep_forecast(day=day, told=forecast_for(day, runs=RUNS))


def _days(today: date) -> list[date]:
    days, day = [today], today
    for _ in range(MONTHS):
        day = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        days.append(day)
    return days
