"""What all earlier wordings have in common: they can be blacked out for good."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column


class Redactable:
    """An earlier wording whose text the office can take out of the database; `redact_reason` says why it did."""

    redacted_at: Mapped[datetime | None]
    redact_reason: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def is_redacted(self) -> bool:
        return self.redacted_at is not None
