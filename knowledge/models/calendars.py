"""People's calendars: the secret addresses they subscribe to, and the events they were invited to by mail."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args, utcnow


class FeedKind(StrEnum):
    """What a calendar shows: what concerns its owner, or all meetings of the pilots."""

    OWN = "own"
    PILOTS = "pilots"


class CalendarFeed(Entity):
    """A calendar to subscribe to. Its address holds a secret that is shown once and kept as a hash."""

    __tablename__ = "calendar_feeds"
    __table_args__ = table_args(CheckConstraint("kind IN ('own', 'pilots')", name="kind"))

    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[FeedKind]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Invitation(Entity):
    """Whether an event belongs in somebody's calendar, and what their calendar was told last.

    `kind` and `subject_id` name the event. `sequence` rises with every change; `mailed_sequence` is the last
    one that was mailed, so each change is mailed once and none that was overtaken.
    """

    __tablename__ = "invitations"
    __table_args__ = table_args(UniqueConstraint("person_id", "kind", "subject_id", name="uq_invitations_once"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    subject_id: Mapped[int]
    is_wanted: Mapped[bool]
    sequence: Mapped[int] = mapped_column(default=0)
    mailed_sequence: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)

    person: Mapped[Person] = relationship()
