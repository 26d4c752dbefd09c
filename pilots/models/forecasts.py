"""What was forecast on a day; kept, so that it can be compared with what came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, table_args, utcnow


class CoverageForecast(Entity):
    """On which day every department will have a pilot, as it was forecast on one day.

    Days are None where they lie beyond the horizon or nothing can be said; `likely_by`: by then with 80 %. `curve`
    holds [day, low, middle, high] for each month, `basis` the figures it rests on, `lacks` what is missing.
    """

    __tablename__ = "coverage_forecasts"
    __table_args__ = table_args(
        CheckConstraint(
            "verdict IN ('complete', 'expected', 'beyond', 'too_little', 'nothing_counted')", name="verdict"
        ),
        CheckConstraint("share BETWEEN 0 AND 1", name="share"),
        CheckConstraint("latest IS NULL OR earliest <= latest", name="in_order"),
    )

    on: Mapped[date] = mapped_column(unique=True)
    verdict: Mapped[str]
    complete_on: Mapped[date | None]
    earliest: Mapped[date | None]
    latest: Mapped[date | None]
    likely_by: Mapped[date | None]
    share: Mapped[float]
    basis: Mapped[dict[str, Any]] = mapped_column(JSON)
    lacks: Mapped[list[str]] = mapped_column(JSON)
    curve: Mapped[list[tuple[str, int, int, int]]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
