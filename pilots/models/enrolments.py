"""Enrolments: somebody wants, is offered or has a seat of a course, and what happened on the way."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import AppointmentKind, Department, Person
from core.db import Entity, table_args, utcnow
from pilots.models.cohorts import Cohort
from pilots.models.moves import Move


class EnrolmentState(StrEnum):
    REQUESTED = "requested"
    FUNDING_CHECK = "funding_check"
    WAITING = "waiting"
    OFFERED = "offered"
    SEATED = "seated"
    ATTENDING = "attending"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    NO_SHOW = "no_show"
    OFFER_DECLINED = "offer_declined"
    CANCELLED_BY_PERSON = "cancelled_by_person"
    CANCELLED_BY_ORGANISER = "cancelled_by_organiser"
    MOVED = "moved"


State = EnrolmentState
LIVE = frozenset({State.REQUESTED, State.FUNDING_CHECK, State.WAITING, State.OFFERED, State.SEATED, State.ATTENDING})
"""Of these a person has one in a course at most."""

IN_TRAINING = frozenset({State.SEATED, State.ATTENDING})
GONE = frozenset(
    {State.NO_SHOW, State.OFFER_DECLINED, State.CANCELLED_BY_PERSON, State.CANCELLED_BY_ORGANISER, State.MOVED}
)
"""Ended without anything learnt."""

FINAL = GONE | {State.COMPLETED}

_LIVE = text("state IN ('requested', 'funding_check', 'waiting', 'offered', 'seated', 'attending')")
_FINAL = "state IN ('completed', 'no_show', 'offer_declined', 'cancelled_by_person', 'cancelled_by_organiser', 'moved')"


class Funding(StrEnum):
    """Who pays for a seat: the city alone, or the land's voucher does in part."""

    OWN = "own"
    GRANT = "grant"


class Place(StrEnum):
    """Why somebody stands where they stand on a waiting list; the rule of the list puts these in order."""

    OFFICE = "office"
    NO_PILOT = "no_pilot"
    ENDING = "ending"
    DEPUTY = "deputy"
    HAS_PILOT = "has_pilot"
    IN_TRAINING = "in_training"
    HAS_DEPUTY = "has_deputy"
    BY_DATE = "by_date"
    EXTERNAL = "external"


class Enrolment(Entity):
    """One person and one course; somebody from outside is a name alone.

    `department_id` and `kind`: for which department, as what. `requested_at` is the original date, which a transfer to
    another course keeps. On the waiting list `place` and `ranked_at` put them in order; an offer holds its seat until
    before `offered_until`, `lapsed_offers` counts those nobody answered. `forgotten_at`: since when it names nobody.
    With a grant: the voucher's number, the day of the contract that passes it on, and how much of it has come.
    """

    __tablename__ = "enrolments"
    __table_args__ = table_args(
        CheckConstraint(
            "state IN ('requested', 'funding_check', 'waiting', 'offered', 'seated', 'attending', 'completed',"
            " 'incomplete', 'no_show', 'offer_declined', 'cancelled_by_person', 'cancelled_by_organiser', 'moved')",
            name="state",
        ),
        CheckConstraint(
            "place IN ('office', 'no_pilot', 'ending', 'deputy', 'has_pilot', 'in_training', 'has_deputy', 'by_date',"
            " 'external')",
            name="place",
        ),
        CheckConstraint("kind IN ('pilot', 'deputy')", name="kind"),
        CheckConstraint("forgotten_at IS NOT NULL OR (person_id IS NULL) = (external_name <> '')", name="is_somebody"),
        CheckConstraint("person_id IS NULL OR department_id IS NOT NULL", name="has_department"),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offer_says_until"),
        CheckConstraint("lapsed_offers BETWEEN 0 AND 3", name="lapsed_offers"),
        CheckConstraint(f"({_FINAL}) = (ended_at IS NOT NULL)", name="end_says_when"),
        CheckConstraint("state <> 'cancelled_by_organiser' OR end_reason <> ''", name="cancelled_for_a_reason"),
        CheckConstraint("state <> 'moved' OR end_reason <> ''", name="moved_for_a_reason"),
        CheckConstraint("forgotten_at IS NULL OR ended_at IS NOT NULL", name="forgotten_after_end"),
        CheckConstraint("funding IN ('own', 'grant')", name="funding"),
        CheckConstraint(
            "funding = 'grant' OR (voucher_id = '' AND contract_on IS NULL AND received_cents IS NULL)",
            name="only_grants_have_vouchers",
        ),
        CheckConstraint("received_cents >= 0", name="received_cents"),
        UniqueConstraint("cohort_id", "submission", name="uq_enrolments_submission"),
        Index("uq_enrolments_live", "cohort_id", "person_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_enrolments_cohort", "cohort_id", "state", "id"),
        Index("ix_enrolments_person", "person_id", "id"),
        Index("ix_enrolments_department", "department_id", "state"),
        Index("ix_enrolments_ended_at", "ended_at"),
        Index("ix_enrolments_came_from", "came_from_id"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    external_name: Mapped[str] = mapped_column(default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    kind: Mapped[AppointmentKind]
    state: Mapped[EnrolmentState]
    requested_at: Mapped[datetime] = mapped_column(default=utcnow)
    place: Mapped[Place | None]
    ranked_at: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    lapsed_offers: Mapped[int] = mapped_column(default=0)
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))
    funding: Mapped[Funding] = mapped_column(default=Funding.OWN, server_default="own")
    voucher_id: Mapped[str] = mapped_column(default="", server_default="")
    contract_on: Mapped[date | None]
    received_cents: Mapped[int | None]
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    end_reason: Mapped[str] = mapped_column(default="")
    forgotten_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    department: Mapped[Department | None] = relationship()

    @property
    def is_external(self) -> bool:
        return bool(self.external_name)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def name(self) -> str:
        """Needs the person. Empty once it is forgotten."""
        return self.person.name if self.person else self.external_name

    def holds_seat(self, at: datetime) -> bool:
        """Whether a seat is theirs, be it only while an offer runs."""
        return self.state in IN_TRAINING or (self.offered_until is not None and at < self.offered_until)


class EnrolmentMove(Move):
    """One step of an enrolment. `place` and `ranked_at`: where it stands on the waiting list afterwards."""

    __tablename__ = "enrolment_moves"
    __table_args__ = table_args(
        CheckConstraint("standing IN ('person', 'head', 'office', 'trainer', 'system')", name="standing"),
        UniqueConstraint("subject_id", "seq"),
        Index("ix_enrolment_moves_at", "at"),
    )

    subject_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    place: Mapped[Place | None]
    ranked_at: Mapped[datetime | None]

    subject: Mapped[Enrolment] = relationship()
