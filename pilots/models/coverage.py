"""How a department is provided for, what speaks for it, and the day on which all shall have a pilot."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, utcnow


class Coverage(StrEnum):
    """The best that a department has on a day, the best one first. Whether it is at risk is told beside it."""

    WITH_PILOT = "with_pilot"
    IN_TRAINING = "in_training"
    NOMINATED = "nominated"
    WITHOUT = "without"


class Evidence(StrEnum):
    """What speaks for a department on a day. `LEAVING`: a pilot who hands over."""

    PILOT = "pilot"
    LEAVING = "leaving"
    DEPUTY = "deputy"
    IN_TRAINING = "in_training"
    NOMINATED = "nominated"


class CoverageGoal(Entity):
    """The day on which every department shall have a pilot, as the office set it; the newest row holds.

    `day` None: there is no goal any more. `covered`: how many departments had a pilot when it was set.
    """

    __tablename__ = "coverage_goals"

    day: Mapped[date | None]
    covered: Mapped[int]
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
