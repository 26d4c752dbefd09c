"""Series of meetings and of consultation hours: what repeats, kept once."""

from datetime import datetime

from core.db import db
from knowledge.models import EventSeries
from knowledge.models.meetings import ZONE
from knowledge.rules.series import Repeat


def keep_series(starts_at: datetime, ends_at: datetime, repeat: Repeat | None) -> int | None:
    """The id of a new series whose first instance has these times; None when nothing repeats."""
    if repeat is None:
        return None
    series = EventSeries(
        rhythm=repeat.rhythm,
        step=repeat.step,
        length=repeat.length,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=ZONE,
    )
    db.session.add(series)
    db.session.flush()
    return series.id
