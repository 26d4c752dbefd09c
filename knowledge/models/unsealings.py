"""Requests to find out who asked a sealed question, and what became of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args, utcnow
from knowledge.models.questions import Question

_WAITING = text("state = 'requested'")


class UnsealingState(StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


class Unsealing(Entity):
    """Somebody of the office asks for the name, with a reason; somebody of the administration decides.

    The name itself stands nowhere: it is read from the seal at each look. `note` is why it was refused.
    """

    __tablename__ = "unsealings"
    __table_args__ = table_args(
        CheckConstraint("state IN ('requested', 'confirmed', 'refused', 'expired')", name="state"),
        CheckConstraint("(state = 'requested') = (ended_at IS NULL)", name="end_says_when"),
        CheckConstraint(
            "(state IN ('confirmed', 'refused')) = (decided_by_id IS NOT NULL)", name="decided_by_somebody"
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> requested_by_id", name="two_people"),
        CheckConstraint("reason <> ''", name="says_why"),
        Index("uq_unsealings_waiting", "question_id", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_unsealings_question", "question_id", "id"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    state: Mapped[UnsealingState] = mapped_column(default=UnsealingState.REQUESTED)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    requested_at: Mapped[datetime] = mapped_column(default=utcnow)
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")

    question: Mapped[Question] = relationship()
    requested_by: Mapped[Person] = relationship(foreign_keys=requested_by_id, lazy="joined")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id, lazy="joined")
