"""Posts that somebody reported, posts that the office hid, and posts that it looks at before others can read them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args, utcnow
from knowledge.models.freshness import EntryState
from knowledge.models.hideable import PostKind

KINDS = "kind IN ('question', 'answer', 'comment', 'post', 'practice')"
_OPEN = text("settled_at IS NULL")
_RUNNING = text("lifted_at IS NULL")


class ReportReason(StrEnum):
    PERSONAL_DATA = "personal_data"
    INSULTING = "insulting"
    MISPLACED = "misplaced"
    OTHER = "other"


class ReportOutcome(StrEnum):
    HIDDEN = "hidden"
    DISMISSED = "dismissed"


class Report(Entity):
    """Somebody tells the office that a post should not be read; the author never learns who.

    Once for each person and post while it is open. `answer` is what the office wrote when it settled the report.
    """

    __tablename__ = "reports"
    __table_args__ = table_args(
        CheckConstraint(KINDS, name="kind"),
        CheckConstraint("reason IN ('personal_data', 'insulting', 'misplaced', 'other')", name="reason"),
        CheckConstraint("outcome IN ('hidden', 'dismissed')", name="outcome"),
        CheckConstraint("(settled_at IS NULL) = (outcome IS NULL)", name="settled_says_how"),
        CheckConstraint("reason <> 'other' OR words <> ''", name="other_says_what"),
        Index(
            "uq_reports_open",
            "kind",
            "thing_id",
            "reporter_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_reports_settled", "settled_at", "id"),
    )

    kind: Mapped[PostKind]
    thing_id: Mapped[int]
    reporter_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[ReportReason]
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[ReportOutcome | None]
    answer: Mapped[str] = mapped_column(default="")

    reporter: Mapped[Person] = relationship(foreign_keys=reporter_id)
    settled_by: Mapped[Person | None] = relationship(foreign_keys=settled_by_id)


class Hiding(Entity):
    """A span of time in which a post is hidden: who hid it when and why, and who showed it again.

    `author_id` is whose post it is. `is_unpublished`: nobody could read it yet, so showing it does what submitting it
    would have done; while `actor_id` is empty too, it waits for the office. The rest says what comes back with it:
    an answer was owed, it was the accepted one, the state of its dates.
    """

    __tablename__ = "hidings"
    __table_args__ = table_args(
        CheckConstraint(KINDS, name="kind"),
        CheckConstraint("reason <> '' OR actor_id IS NULL", name="says_why"),
        CheckConstraint("actor_id IS NOT NULL OR is_unpublished", name="waits_unpublished"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
        CheckConstraint("entry_state IN ('valid', 'to_check', 'retired', 'resting')", name="entry_state"),
        Index("uq_hidings_running", "kind", "thing_id", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_hidings_author", "author_id", "id"),
    )

    kind: Mapped[PostKind]
    thing_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    is_unpublished: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime] = mapped_column(default=utcnow)
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    lift_reason: Mapped[str] = mapped_column(default="")
    answer_owed: Mapped[bool] = mapped_column(default=False)
    was_accepted: Mapped[bool] = mapped_column(default=False)
    entry_state: Mapped[EntryState | None]

    author: Mapped[Person | None] = relationship(foreign_keys=author_id)
    actor: Mapped[Person | None] = relationship(foreign_keys=actor_id)
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=lifted_by_id)

    @property
    def is_waiting(self) -> bool:
        """The office has not looked at it yet."""
        return self.is_unpublished and self.actor_id is None and self.lifted_at is None


class Premoderation(Entity):
    """Whether the office looks at posts of this kind before others can read them; who switched that last, and when."""

    __tablename__ = "premoderations"
    __table_args__ = table_args(CheckConstraint("kind IN ('question', 'answer', 'comment')", name="kind"))

    kind: Mapped[PostKind] = mapped_column(unique=True)
    is_on: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    actor: Mapped[Person] = relationship()
