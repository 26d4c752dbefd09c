"""What is remembered of searches: how many found nothing, by day. No words, no persons."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class MissedSearches(Model):
    """How many searches of a day found nothing."""

    __tablename__ = "missed_searches"

    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
