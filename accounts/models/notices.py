"""Notices, how each kind reaches a person, and the digests that were sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.people import Person
from core.db import Entity, table_args, utcnow


class Delivery(StrEnum):
    SITE = "site"
    MAIL = "mail"
    DAILY = "daily"
    WEEKLY = "weekly"


DELIVERIES = "('site', 'mail', 'daily', 'weekly')"
_UNREAD = text("read_at IS NULL")


class Notice(Entity):
    """Somebody is told once that something happened to a thing. The words are made when it is read or mailed.

    `event` tells two happenings of one kind to the same thing apart (such as the id of the answer).
    """

    __tablename__ = "notices"
    __table_args__ = table_args(
        UniqueConstraint("person_id", "kind", "subject_id", "event", name="uq_notices_once"),
        Index("ix_notices_unread", "person_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_notices_inbox", "person_id", "id"),
        CheckConstraint(f"delivery IN {DELIVERIES}", name="delivery"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    subject_id: Mapped[int]
    event: Mapped[str] = mapped_column(default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    delivery: Mapped[Delivery]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"), index=True)

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    actor: Mapped[Person | None] = relationship(foreign_keys=actor_id)


class NoticeSetting(Entity):
    """How one kind of notice reaches one person; without a row the kind's own default holds."""

    __tablename__ = "notice_settings"
    __table_args__ = table_args(
        UniqueConstraint("person_id", "kind"), CheckConstraint(f"delivery IN {DELIVERIES}", name="delivery")
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    delivery: Mapped[Delivery]


class Digest(Entity):
    """One daily or weekly summary of a person. A notice belongs to at most one, so none is told twice."""

    __tablename__ = "digests"
    __table_args__ = table_args(
        UniqueConstraint("person_id", "delivery", "period"),
        CheckConstraint("delivery IN ('daily', 'weekly')", name="delivery"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    delivery: Mapped[Delivery]
    period: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    mailed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
