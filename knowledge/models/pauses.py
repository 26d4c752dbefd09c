"""Pauses of a question's clock: the owner asked back and waits for the asker."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args

_RUNNING = text("until IS NULL")


class PauseEnd(StrEnum):
    """`answered`: no reply was needed any more; `ended`: the question was settled or started anew."""

    REPLIED = "replied"
    ANSWERED = "answered"
    ENDED = "ended"


class ClockPause(Entity):
    """A span of time in which no answer is owed, since the asker is to say more. `comment_id` is what was asked."""

    __tablename__ = "clock_pauses"
    __table_args__ = table_args(
        Index(
            "uq_clock_pauses_running",
            "question_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_clock_pauses_question", "question_id", "id"),
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_start"),
        CheckConstraint("(until IS NULL) = (ended_by IS NULL)", name="end_says_why"),
        CheckConstraint("ended_by IS NULL OR ended_by IN ('replied', 'answered', 'ended')", name="ended_by"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_by: Mapped[PauseEnd | None]

    asked_by: Mapped[Person] = relationship()
