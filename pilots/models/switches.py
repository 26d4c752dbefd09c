"""What a house switches on or off for the way to a pilot."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args, utcnow


class SwitchName(StrEnum):
    STAFF_COUNCIL = "staff_council"


class Switch(Entity):
    """Whether it is on; who switched that last, and when. Without a row it is off.

    `staff_council`: a nomination is confirmed only after it is written down how the staff council took part.
    """

    __tablename__ = "switches"
    __table_args__ = table_args(CheckConstraint("name IN ('staff_council')", name="name"))

    name: Mapped[SwitchName] = mapped_column(unique=True)
    is_on: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    actor: Mapped[Person] = relationship()
