"""What happened to an appointment on its way; the appointment itself belongs to accounts."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Appointment
from core.db import table_args
from pilots.models.moves import Move


class AppointmentMove(Move):
    """One step of an appointment. One that is withdrawn takes its steps with it: nothing came of them."""

    __tablename__ = "appointment_moves"
    __table_args__ = table_args(
        CheckConstraint("standing IN ('person', 'head', 'office', 'successor', 'system')", name="standing"),
        UniqueConstraint("subject_id", "seq"),
        Index("ix_appointment_moves_at", "at"),
    )

    subject_id: Mapped[int] = mapped_column(ForeignKey("appointments.id", ondelete="CASCADE"))

    subject: Mapped[Appointment] = relationship()
