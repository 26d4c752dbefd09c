"""Departments that take a practice over: how far they are, from whom they have it, and what happened on the way."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Department, Person
from core.db import Entity, table_args, utcnow
from knowledge.models.practices import Practice


class AdoptionState(StrEnum):
    WANTED = "wanted"
    ADOPTING = "adopting"
    ADOPTED = "adopted"
    DROPPED = "dropped"


class Adoption(Entity):
    """A department takes over what another did. `source_id`: from whom it has it.

    `note` says what was changed once it is adopted, why it was dropped once it is; `moved_at`: since when it is so.
    """

    __tablename__ = "adoptions"
    __table_args__ = table_args(
        CheckConstraint("state IN ('wanted', 'adopting', 'adopted', 'dropped')", name="state"),
        CheckConstraint("source_id IS NULL OR source_id <> department_id", name="from_another"),
        CheckConstraint("state NOT IN ('adopted', 'dropped') OR note <> ''", name="end_has_words"),
        UniqueConstraint("practice_id", "department_id", name="uq_adoptions_department"),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    state: Mapped[AdoptionState] = mapped_column(default=AdoptionState.WANTED)
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    moved_at: Mapped[datetime] = mapped_column(default=utcnow)

    practice: Mapped[Practice] = relationship()
    department: Mapped[Department] = relationship(foreign_keys=department_id)
    source: Mapped[Department | None] = relationship(foreign_keys=source_id)


class AdoptionEvent(Entity):
    """One move of an adoption, append-only: from where, to where, by whom, with which words."""

    __tablename__ = "adoption_events"
    __table_args__ = table_args(UniqueConstraint("adoption_id", "seq"))

    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoptions.id"))
    seq: Mapped[int]
    move: Mapped[str]
    from_state: Mapped[AdoptionState | None]
    to_state: Mapped[AdoptionState]
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    adoption: Mapped[Adoption] = relationship()
    actor: Mapped[Person] = relationship()
