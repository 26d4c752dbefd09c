"""The audit log: who did what to which thing, append-only, written in the transaction of the act."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, db, table_args, utcnow


class AuditEntry(Entity):
    """One act. `actor_id` is no foreign key: the log outlives the person, erasure replaces the number."""

    __tablename__ = "audit_entries"
    __table_args__ = table_args(Index("ix_audit_entries_subject", "subject_kind", "subject_id"))

    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    actor_id: Mapped[int | None]
    act: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    details: Mapped[dict[str, int | str | None]] = mapped_column(JSON, default=dict)


def record(
    act: str,
    *,
    actor_id: int | None,
    subject: tuple[str, int],
    details: Mapping[str, int | str | None] | None = None,
) -> None:
    """Write down an act such as "knowledge.close_question".

    `details` holds codes, ids and reasons, never what people wrote or who they are beyond their id.
    """
    kind, number = subject
    db.session.add(
        AuditEntry(act=act, actor_id=actor_id, subject_kind=kind, subject_id=number, details=dict(details or {}))
    )
