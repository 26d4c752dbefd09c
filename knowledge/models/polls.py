"""Polls in threads: a question, its options, and the votes, which in an anonymous poll name nobody."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, Model, table_args, utcnow
from knowledge.models.forum import Thread


class Poll(Entity):
    """`is_multiple`: several options may be chosen; `is_anonymous`: nobody can see who chose what."""

    __tablename__ = "polls"
    __table_args__ = table_args(
        CheckConstraint("ends_at > created_at", name="ends_after_start"),
        UniqueConstraint("author_id", "submission", name="uq_polls_submission"),
    )

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    question: Mapped[str]
    is_multiple: Mapped[bool]
    is_anonymous: Mapped[bool]
    ends_at: Mapped[datetime]
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    thread: Mapped[Thread] = relationship()
    author: Mapped[Person] = relationship()
    options: Mapped[list["PollOption"]] = relationship(order_by="PollOption.position")

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at


class PollOption(Entity):
    __tablename__ = "poll_options"
    __table_args__ = table_args(UniqueConstraint("poll_id", "position"))

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    position: Mapped[int]
    text: Mapped[str]


class PollVote(Model):
    """One choice of one voter, without a time. `person_id` is kept for open polls alone.

    `voter` is a name that the site's secret key makes of poll and person, so the database does not say who it is.
    """

    __tablename__ = "poll_votes"

    option_id: Mapped[int] = mapped_column(ForeignKey("poll_options.id"), primary_key=True)
    voter: Mapped[str] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person | None] = relationship()
