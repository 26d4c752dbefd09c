"""Handovers: what went from one person to another."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, Model, table_args, utcnow


class Handover(Entity):
    """What one person looked after went to another, at once; `note` is what the successor should know."""

    __tablename__ = "handovers"
    __table_args__ = table_args(
        CheckConstraint("leaver_id <> successor_id", name="to_another"),
        UniqueConstraint("actor_id", "submission", name="uq_handovers_submission"),
        Index("ix_handovers_leaver", "leaver_id", "id"),
        Index("ix_handovers_at", "at"),
    )

    leaver_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")
    submission: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)

    leaver: Mapped[Person] = relationship(foreign_keys=leaver_id)
    successor: Mapped[Person] = relationship(foreign_keys=successor_id)
    actor: Mapped[Person] = relationship(foreign_keys=actor_id)


class HandoverItem(Model):
    """One thing that went over; `kind` is a mover's code."""

    __tablename__ = "handover_items"

    handover_id: Mapped[int] = mapped_column(ForeignKey("handovers.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True)
