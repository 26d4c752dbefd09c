"""Sign-ins that can be ended everywhere, one-time links, API tokens. Secrets are kept as hashes only."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.people import Person
from core.db import Entity, table_args, utcnow


class SignIn(Entity):
    """One browser that is signed in; its cookie holds the random name whose hash stands here."""

    __tablename__ = "sign_ins"
    __table_args__ = table_args(CheckConstraint("expires_at > created_at", name="ends_after_start"))

    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    def is_valid(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at


class LinkPurpose(StrEnum):
    RESET = "reset"
    INVITATION = "invitation"


class OneTimeLink(Entity):
    """A link by mail. Its address is derived from `nonce` and the site's secret: the table alone opens nothing."""

    __tablename__ = "one_time_links"
    __table_args__ = table_args(CheckConstraint("purpose IN ('reset', 'invitation')", name="purpose"))

    purpose: Mapped[LinkPurpose]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    nonce: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    def is_valid(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at


class ApiToken(Entity):
    """Lets a script act for a person; shown once, kept as a hash, reading only unless `may_write`."""

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    label: Mapped[str]
    may_write: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
