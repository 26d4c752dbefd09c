"""Which question was merged into which, by whom, and what it was before, so that it can be undone."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, table_args, utcnow
from knowledge.models.freshness import EntryState
from knowledge.models.questions import QuestionState

_RUNNING = text("undone_at IS NULL")


class Duplicate(Entity):
    """A question is the same as another one, as somebody marked it.

    `original_id` stays what was named then; when that one turns out to be a duplicate too,
    `Question.duplicate_of_id` follows it to the end and finds the way back when it is undone.
    """

    __tablename__ = "duplicates"
    __table_args__ = table_args(
        Index(
            "uq_duplicates_running",
            "question_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        CheckConstraint("question_id <> original_id", name="of_another"),
        CheckConstraint("state_before IN ('open', 'answered', 'solved', 'closed')", name="state_before"),
        CheckConstraint("(accepted_id IS NULL) = (accepted_at IS NULL)", name="accepted_says_when"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    original_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    undone_at: Mapped[datetime | None]
    state_before: Mapped[QuestionState]
    answer_owed: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    end_reason: Mapped[str] = mapped_column(default="")
    accepted_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"))
    accepted_at: Mapped[datetime | None]
    checked_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    entry_state: Mapped[EntryState | None]
