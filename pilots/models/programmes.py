"""Programmes: what one can learn, in which parts, and what it takes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Entity, Model, table_args, utcnow


class ProgrammeLevel(StrEnum):
    BASIC = "basic"
    ADVANCED = "advanced"


class Programme(Entity):
    """Something that is taught again and again. `hours`: of 45 minutes; `least_attendance`: per cent of them.

    `valid_months`: how long its certificate holds, `refresher_months`: after how many a refresher is due; None: never.
    An archived one takes no new cohorts. `grant_…`: what the land pays for a day, for how many days, for how many
    people of the town in all; None: nothing.
    """

    __tablename__ = "programmes"
    __table_args__ = table_args(
        CheckConstraint("level IN ('basic', 'advanced')", name="level"),
        CheckConstraint("hours BETWEEN 1 AND 1000", name="hours"),
        CheckConstraint("least_attendance BETWEEN 1 AND 100", name="least_attendance"),
        CheckConstraint("valid_months BETWEEN 1 AND 240", name="valid_months"),
        CheckConstraint("refresher_months BETWEEN 1 AND 240", name="refresher_months"),
        CheckConstraint("grant_day_cents BETWEEN 1 AND 100000", name="grant_day_cents"),
        CheckConstraint("grant_days BETWEEN 1 AND 30", name="grant_days"),
        CheckConstraint("grant_most BETWEEN 1 AND 100", name="grant_most"),
        CheckConstraint(
            "(grant_day_cents IS NULL) = (grant_days IS NULL) AND (grant_days IS NULL) = (grant_most IS NULL)",
            name="whole_grant",
        ),
        UniqueConstraint("author_id", "submission", name="uq_programmes_submission"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    provider: Mapped[str]
    level: Mapped[ProgrammeLevel]
    hours: Mapped[int]
    least_attendance: Mapped[int]
    valid_months: Mapped[int | None]
    refresher_months: Mapped[int | None]
    grant_day_cents: Mapped[int | None]
    grant_days: Mapped[int | None]
    grant_most: Mapped[int | None]
    body: Mapped[str] = mapped_column(default="")
    body_html: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)
    archived_at: Mapped[datetime | None]

    modules: Mapped[list["ProgrammeModule"]] = relationship(
        back_populates="programme", order_by="ProgrammeModule.position", cascade="all, delete-orphan"
    )
    prerequisites: Mapped[list["Programme"]] = relationship(
        secondary="programme_prerequisites",
        primaryjoin="Programme.id == ProgrammePrerequisite.programme_id",
        secondaryjoin="Programme.id == ProgrammePrerequisite.required_id",
        order_by="Programme.name",
        viewonly=True,
    )

    @property
    def is_open(self) -> bool:
        return self.archived_at is None


class ProgrammeModule(Entity):
    """A part of a programme. One that sessions taught keeps its row when its name changes."""

    __tablename__ = "programme_modules"
    __table_args__ = table_args(UniqueConstraint("programme_id", "position", name="uq_programme_modules_position"))

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    position: Mapped[int]
    name: Mapped[str]

    programme: Mapped[Programme] = relationship(back_populates="modules")


class ProgrammePrerequisite(Model):
    """Who takes a programme has completed the required one before."""

    __tablename__ = "programme_prerequisites"
    __table_args__ = (CheckConstraint("programme_id <> required_id", name="another"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    required_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True, index=True)
