"""What the histories of this area have in common; see decision 0016."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, utcnow


class Standing(StrEnum):
    """As what somebody takes a step: what they are to this one thing. `SYSTEM` is the clock."""

    PERSON = "person"
    HEAD = "head"
    OFFICE = "office"
    TRAINER = "trainer"
    SUCCESSOR = "successor"
    SYSTEM = "system"


class Move(Entity):
    """A row of an append-only history: which step, from where, to where, by whom, as what, for whom, why and when.

    `actor_id` is None where the clock moves. The subclass adds `subject_id` and makes (subject, `seq`) unique.
    """

    __abstract__ = True

    if TYPE_CHECKING:
        subject_id: Mapped[int]

    seq: Mapped[int]
    move: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    standing: Mapped[Standing]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    @declared_attr
    def actor(cls) -> Mapped[Person | None]:
        return relationship(foreign_keys=f"{cls.__name__}.actor_id")

    @declared_attr
    def on_behalf_of(cls) -> Mapped[Person | None]:
        return relationship(foreign_keys=f"{cls.__name__}.on_behalf_of_id")
