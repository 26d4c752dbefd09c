"""Departments and their divisions, appointments of pilots and deputies, absences."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Entity, table_args, utcnow
from core.formats import LOCAL

if TYPE_CHECKING:
    from accounts.models.people import Person


class Department(Entity):
    """A unit of the organisation. Units with others below them are divisions (Dezernate), leaves are departments."""

    __tablename__ = "departments"
    __table_args__ = table_args(
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("length(code) BETWEEN 1 AND 20", name="code_length"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    head_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", use_alter=True), index=True)
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    location: Mapped[str] = mapped_column(default="")
    is_counted: Mapped[bool] = mapped_column(default=True)
    closed_at: Mapped[datetime | None]

    parent: Mapped["Department | None"] = relationship(remote_side="Department.id")
    head: Mapped["Person | None"] = relationship(foreign_keys=head_id)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class DepartmentPeriod(Entity):
    """What was true of a department from a local day until before another; together: the organisation on any day.

    A day's row is the one that held as it ended, so that what happens today changes no day before.
    """

    __tablename__ = "department_periods"
    __table_args__ = table_args(
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="ends_after_start"),
        UniqueConstraint("department_id", "valid_from"),
        Index(
            "uq_department_periods_running",
            "department_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
    )

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    code: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    is_counted: Mapped[bool]
    is_open: Mapped[bool]


class SuccessionKind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"


class DepartmentSuccession(Entity):
    """A department went into another (merge), or another came out of it (split), from a local day on."""

    __tablename__ = "department_successions"
    __table_args__ = table_args(
        CheckConstraint("kind IN ('merge', 'split')", name="kind"),
        CheckConstraint("department_id <> successor_id", name="into_another"),
        Index("ix_department_successions_department", "department_id", "id"),
        Index("ix_department_successions_successor", "successor_id", "id"),
    )

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    kind: Mapped[SuccessionKind]
    day: Mapped[date]

    department: Mapped[Department] = relationship(foreign_keys=department_id)
    successor: Mapped[Department] = relationship(foreign_keys=successor_id)


class AppointmentKind(StrEnum):
    PILOT = "pilot"
    DEPUTY = "deputy"


class AppointmentState(StrEnum):
    """How far an appointment is; the steps stand in the pilots area. Until the first one it is active."""

    APPOINTED = "appointed"
    IN_TRAINING = "in_training"
    ACTIVE = "active"
    PAUSED = "paused"
    HANDING_OVER = "handing_over"
    ENDED = "ended"


LEARNING = frozenset({AppointmentState.APPOINTED, AppointmentState.IN_TRAINING})
"""Appointed, but no pilot yet."""


class Appointment(Entity):
    """Somebody is pilot or deputy of a department from a day until before another (half-open, local days)."""

    __tablename__ = "appointments"
    __table_args__ = table_args(
        CheckConstraint(
            "state IN ('appointed', 'in_training', 'active', 'paused', 'handing_over', 'ended')", name="state"
        ),
        CheckConstraint("state <> 'ended' OR valid_until IS NOT NULL", name="ended_says_when"),
        CheckConstraint("kind IN ('pilot', 'deputy')", name="kind"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="ends_after_start"),
        Index(
            "uq_appointments_running",
            "person_id",
            "department_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    kind: Mapped[AppointmentKind]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    state: Mapped[AppointmentState] = mapped_column(default=AppointmentState.ACTIVE, server_default="active")

    person: Mapped["Person"] = relationship(back_populates="appointments")
    department: Mapped[Department] = relationship()

    def is_current(self, day: date) -> bool:
        """Whether they are a pilot or deputy on that day; somebody who is still learning is none."""
        is_running = self.valid_from <= day and (self.valid_until is None or day < self.valid_until)
        return is_running and self.state not in LEARNING


class Absence(Entity):
    """A person is away from an instant until before another; the reason is not stored."""

    __tablename__ = "absences"
    __table_args__ = table_args(CheckConstraint("ends_at > starts_at", name="ends_after_start"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at

    @property
    def first_day(self) -> date:
        return self.starts_at.astimezone(LOCAL).date()

    @property
    def last_day(self) -> date:
        """The last local day of which any part belongs to it."""
        return (self.ends_at - timedelta(microseconds=1)).astimezone(LOCAL).date()
