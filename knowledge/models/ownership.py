"""Who owns a question, since when and why: one row for every change of owner."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args

_CURRENT = text("until IS NULL")


class OwnerKind(StrEnum):
    PERSON = "person"
    OFFICE = "office"


class OwnerReason(StrEnum):
    """Why somebody owns a question. The first five are the routing rules in their order."""

    PILOT = "pilot"
    DEPUTY = "deputy"
    SKILL = "skill"
    DIVISION = "division"
    OFFICE = "office"
    TAKEN_OVER = "taken_over"
    HANDED_ON = "handed_on"
    OVERDUE = "overdue"
    ABSENT = "absent"
    LEFT = "left"


class Ownership(Entity):
    """A span of time in which one owner has the question. `why` is the routing rule, `cause` what set it off."""

    __tablename__ = "ownerships"
    __table_args__ = table_args(
        UniqueConstraint("question_id", "seq"),
        Index(
            "uq_ownerships_current",
            "question_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        CheckConstraint("kind IN ('person', 'office')", name="kind"),
        CheckConstraint("(kind = 'person') = (person_id IS NOT NULL)", name="person_or_office"),
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_start"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    seq: Mapped[int]
    kind: Mapped[OwnerKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    why: Mapped[OwnerReason]
    cause: Mapped[str] = mapped_column(default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    pass_on_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    actor: Mapped[Person | None] = relationship(foreign_keys=actor_id)
