"""Attendance: who was there on which date of a course."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Entity, table_args, utcnow
from pilots.models.cohorts import CohortSession
from pilots.models.enrolments import Enrolment


class AttendanceMeans(StrEnum):
    """How it is known: somebody kept the list, or the person typed the code shown in the room."""

    LIST = "list"
    CODE = "code"


class Attendance(Entity):
    """Somebody was there. The date may be one of another course, where a missed module was made up."""

    __tablename__ = "attendances"
    __table_args__ = table_args(
        CheckConstraint("means IN ('list', 'code')", name="means"),
        CheckConstraint("means = 'list' OR noted_by_id IS NULL", name="code_names_nobody"),
        UniqueConstraint("enrolment_id", "session_id", name="uq_attendances_once"),
        Index("ix_attendances_session", "session_id"),
        Index("ix_attendances_noted_by", "noted_by_id"),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("cohort_sessions.id"))
    means: Mapped[AttendanceMeans]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(default=utcnow)

    enrolment: Mapped[Enrolment] = relationship()
    session: Mapped[CohortSession] = relationship()
