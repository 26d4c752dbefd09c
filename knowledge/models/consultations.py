"""Consultation hours: when a pilot is there for everybody, in slots, and who booked which."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args, utcnow
from knowledge.models.meetings import ZONE, EventSeries
from knowledge.models.questions import Question

_BOOKED = text("cancelled_at IS NULL")


class ConsultationHour(Entity):
    """A pilot is there from an instant until before another, cut into slots of the same length."""

    __tablename__ = "consultation_hours"
    __table_args__ = table_args(
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 120", name="slot_minutes"),
        UniqueConstraint("pilot_id", "submission", name="uq_consultation_hours_submission"),
        Index("ix_consultation_hours_time", "starts_at", "id"),
        Index("ix_consultation_hours_pilot", "pilot_id", "starts_at"),
    )

    pilot_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("event_series.id"), index=True)
    place: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(default=ZONE)
    slot_minutes: Mapped[int]
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")

    pilot: Mapped[Person] = relationship()
    series: Mapped[EventSeries | None] = relationship()
    slots: Mapped[list["ConsultationSlot"]] = relationship(back_populates="hour", order_by="ConsultationSlot.starts_at")

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class ConsultationSlot(Entity):
    """A part of a consultation hour for one person."""

    __tablename__ = "consultation_slots"
    __table_args__ = table_args(
        CheckConstraint("ends_at > starts_at", name="ends_after_start"), UniqueConstraint("hour_id", "starts_at")
    )

    hour_id: Mapped[int] = mapped_column(ForeignKey("consultation_hours.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    hour: Mapped[ConsultationHour] = relationship(back_populates="slots")
    bookings: Mapped[list["Booking"]] = relationship(back_populates="slot", order_by="Booking.id")

    @property
    def booking(self) -> "Booking | None":
        """Who has it now; its cancelled ones do not count."""
        return next((one for one in self.bookings if not one.is_cancelled), None)


class Booking(Entity):
    """Somebody has a slot; at most one at a time, which an index sees to.

    `outcome` is what the pilot noted afterwards: the draft of an answer to the question.
    """

    __tablename__ = "bookings"
    __table_args__ = table_args(
        Index("uq_bookings_slot", "slot_id", unique=True, sqlite_where=_BOOKED, postgresql_where=_BOOKED),
        UniqueConstraint("person_id", "submission", name="uq_bookings_submission"),
        CheckConstraint("(outcome = '') = (outcome_at IS NULL)", name="outcome_says_when"),
        Index("ix_bookings_question", "question_id"),
        Index("ix_bookings_slot", "slot_id", "id"),
    )

    slot_id: Mapped[int] = mapped_column(ForeignKey("consultation_slots.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    topic: Mapped[str]
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[str] = mapped_column(default="")
    outcome_at: Mapped[datetime | None]

    slot: Mapped[ConsultationSlot] = relationship(back_populates="bookings")
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    question: Mapped[Question | None] = relationship()

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def shown_topic(self) -> str:
        """Empty where it repeats the title of a question that is hidden."""
        question = self.question
        return "" if question and question.is_hidden and question.title == self.topic else self.topic
