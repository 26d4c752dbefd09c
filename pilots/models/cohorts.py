"""Cohorts: a programme taught once to so many people, and the sessions it is taught in."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args, utcnow
from pilots.models.programmes import Programme, ProgrammeModule

ONE_MINUTE = timedelta(minutes=1)


class Cohort(Entity):
    """One running of a programme.

    Enrolment is open from `enrols_from` until before `enrols_until`; from `locks_at` on nobody is offered a seat any
    more. `seat_cents`: what one seat costs the city; `budget_line`: from where it is paid. `rule`: by which rule its
    waiting list is ordered, for as long as it lasts.
    """

    __tablename__ = "cohorts"
    __table_args__ = table_args(
        CheckConstraint("seats BETWEEN 1 AND 500", name="seats"),
        CheckConstraint("seat_cents >= 0", name="seat_cents"),
        CheckConstraint("enrols_until > enrols_from", name="enrolment_ends_after_start"),
        CheckConstraint("locks_at >= enrols_until", name="locks_after_enrolment"),
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason = '')", name="cancelled_for_a_reason"),
        UniqueConstraint("author_id", "submission", name="uq_cohorts_submission"),
        Index("ix_cohorts_programme", "programme_id", "id"),
        Index("ix_cohorts_copied_from", "copied_from_id"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    seats: Mapped[int]
    enrols_from: Mapped[datetime]
    enrols_until: Mapped[datetime]
    locks_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    seat_cents: Mapped[int | None]
    budget_line: Mapped[str] = mapped_column(default="")
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    rule: Mapped[int] = mapped_column(default=1, server_default="1")
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")

    programme: Mapped[Programme] = relationship()
    sessions: Mapped[list["CohortSession"]] = relationship(
        back_populates="cohort",
        primaryjoin="and_(CohortSession.cohort_id == Cohort.id, CohortSession.removed_at.is_(None))",
        order_by="[CohortSession.starts_at, CohortSession.id]",
        viewonly=True,
    )

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def is_enrolling(self, at: datetime) -> bool:
        return not self.is_cancelled and self.enrols_from <= at < self.enrols_until

    def is_locked(self, at: datetime) -> bool:
        """Nobody is offered a seat any more."""
        return self.is_cancelled or at >= self.locks_at

    @property
    def starts_at(self) -> datetime | None:
        return self.sessions[0].starts_at if self.sessions else None

    @property
    def ends_at(self) -> datetime | None:
        return max((session.ends_at for session in self.sessions), default=None)

    def is_over(self, at: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= at

    @property
    def enrols_until_minute(self) -> datetime:
        """The last minute, which people read as the end of a day."""
        return self.enrols_until - ONE_MINUTE

    @property
    def locks_minute(self) -> datetime:
        return self.locks_at - ONE_MINUTE


class CohortSession(Entity):
    """One date of a cohort. Without a place it is at the cohort's; who teaches it is a person, or a name alone.

    `sequence` rises with every change that calendars have to follow. A removed one stays, so that calendars and
    attendance can say what became of it.
    """

    __tablename__ = "cohort_sessions"
    __table_args__ = table_args(
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("trainer_id IS NULL OR trainer_name = ''", name="one_trainer"),
        UniqueConstraint("cohort_id", "submission", name="uq_cohort_sessions_submission"),
        Index("ix_cohort_sessions_cohort", "cohort_id", "starts_at"),
        Index("ix_cohort_sessions_time", "starts_at", "ends_at"),
        Index("ix_cohort_sessions_trainer", "trainer_id"),
        Index("ix_cohort_sessions_module", "module_id"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    module_id: Mapped[int | None] = mapped_column(ForeignKey("programme_modules.id"))
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    trainer_name: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship(back_populates="sessions", viewonly=True)
    module: Mapped[ProgrammeModule | None] = relationship()
    trainer: Mapped[Person | None] = relationship()
