"""Mails that came in and were handled: so that each acts once and its sender can be told. No words of any."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, table_args, utcnow
from core.mail_in import Deed


class MailOutcome(StrEnum):
    """What became of it: published (where the office looks first: kept for that), or why not."""

    PUBLISHED = "published"
    UNKNOWN_ADDRESS = "unknown_address"
    EXPIRED = "expired"
    OTHER_SENDER = "other_sender"
    BLOCKED = "blocked"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_OFTEN = "too_often"
    NOT_ALLOWED = "not_allowed"
    TAKES_NO_ANSWERS = "takes_no_answers"
    TAKES_NO_POSTS = "takes_no_posts"


OUTCOMES = ", ".join(f"'{outcome.value}'" for outcome in MailOutcome)


class ReceivedMail(Entity):
    """A mail that was handled. `key` is the same however often it is delivered.

    `left_out` holds the `name` of each file that was not taken and the `code` that says why, until the sender was
    told. `is_told`: a mail about it goes out.
    """

    __tablename__ = "received_mails"
    __table_args__ = table_args(
        CheckConstraint(f"outcome IN ({OUTCOMES})", name="outcome"),
        CheckConstraint("deed IN ('answer', 'comment', 'remark', 'post')", name="deed"),
        CheckConstraint("(outcome = 'published') = (post_id IS NOT NULL)", name="published_is_there"),
        Index("ix_received_mails_sender", "sender", "received_at"),
        Index("ix_received_mails_received_at", "received_at"),
    )

    key: Mapped[str] = mapped_column(unique=True)
    received_at: Mapped[datetime] = mapped_column(default=utcnow)
    sender: Mapped[str]
    message_id: Mapped[str]
    outcome: Mapped[MailOutcome]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    deed: Mapped[Deed | None]
    number: Mapped[int | None]
    post_id: Mapped[int | None]
    left_out: Mapped[list[dict[str, str | int]]] = mapped_column(JSON, default=list)
    is_told: Mapped[bool]
