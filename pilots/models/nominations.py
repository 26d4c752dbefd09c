"""Nominations: somebody shall become pilot or deputy of a department, how far that is, and what happened on the way."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import AppointmentKind, Department, Person
from core.db import Entity, table_args, utcnow
from pilots.models.moves import Move, Standing


class NominationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    AWAITING_CONSENT = "awaiting_consent"
    CONSENTED = "consented"
    QUERY = "query"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


State = NominationState
LIVE = frozenset({State.SUBMITTED, State.AWAITING_CONSENT, State.CONSENTED, State.QUERY})
"""Under way: of these a department has one for each kind at most. A draft is its writer's own until it is submitted."""

FINAL = frozenset({State.CONFIRMED, State.DECLINED, State.LAPSED, State.REFUSED, State.WITHDRAWN})

_LIVE = text("state IN ('submitted', 'awaiting_consent', 'consented', 'query')")
_FINAL = "state IN ('confirmed', 'declined', 'lapsed', 'refused', 'withdrawn')"


class Nomination(Entity):
    """The head of a department, the office or the person themselves says who shall be trained.

    `made_as`: as what `nominated_by` made it. `why` is plain text that the nominee reads too. `consent_until` is an
    instant, half-open. `council_on` and `council_how`: how the staff council took part. `end_reason` says why it was
    refused or withdrawn. `forgotten_at`: since when the row names nobody any more and only keeps the past's figures.
    """

    __tablename__ = "nominations"
    __table_args__ = table_args(
        CheckConstraint(
            "state IN ('draft', 'submitted', 'awaiting_consent', 'consented', 'query', 'confirmed', 'declined',"
            " 'lapsed', 'refused', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("kind IN ('pilot', 'deputy')", name="kind"),
        CheckConstraint("made_as IN ('head', 'office', 'person')", name="made_as"),
        CheckConstraint("made_as <> 'person' OR nominated_by_id = nominee_id", name="volunteers_themselves"),
        CheckConstraint(
            "forgotten_at IS NOT NULL OR (nominee_id IS NOT NULL AND nominated_by_id IS NOT NULL)", name="names_people"
        ),
        CheckConstraint(
            "CASE state WHEN 'draft' THEN submitted_at IS NULL WHEN 'withdrawn' THEN 1=1"
            " ELSE submitted_at IS NOT NULL END",
            name="submitted_says_when",
        ),
        CheckConstraint("(consent_asked_at IS NULL) = (consent_until IS NULL)", name="asked_until"),
        CheckConstraint("consent_until IS NULL OR consent_until > consent_asked_at", name="until_after_asked"),
        CheckConstraint(
            "state NOT IN ('awaiting_consent', 'declined', 'lapsed') OR consent_asked_at IS NOT NULL", name="was_asked"
        ),
        CheckConstraint(
            "state NOT IN ('consented', 'query', 'confirmed', 'refused') OR consented_at IS NOT NULL",
            name="consent_says_when",
        ),
        CheckConstraint(f"({_FINAL}) = (ended_at IS NOT NULL)", name="end_says_when"),
        CheckConstraint(
            "forgotten_at IS NOT NULL OR (ended_by_id IS NOT NULL) = (ended_at IS NOT NULL AND state <> 'lapsed')",
            name="end_says_who",
        ),
        CheckConstraint("state <> 'refused' OR end_reason <> ''", name="refusal_says_why"),
        CheckConstraint("(council_on IS NULL) = (council_how = '')", name="council_says_how"),
        CheckConstraint("forgotten_at IS NULL OR ended_at IS NOT NULL", name="forgotten_after_end"),
        UniqueConstraint("nominated_by_id", "submission", name="uq_nominations_submission"),
        Index("uq_nominations_live", "department_id", "kind", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_nominations_state", "state", "id"),
        Index("ix_nominations_department", "department_id", "id"),
        Index("ix_nominations_nominee", "nominee_id", "id"),
        Index("ix_nominations_nominated_by", "nominated_by_id", "id"),
    )

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    kind: Mapped[AppointmentKind]
    nominee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    nominated_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_as: Mapped[Standing]
    state: Mapped[NominationState]
    why: Mapped[str] = mapped_column(default="")
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    submitted_at: Mapped[datetime | None]
    consent_asked_at: Mapped[datetime | None]
    consent_until: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    consented_at: Mapped[datetime | None]
    council_on: Mapped[date | None]
    council_how: Mapped[str] = mapped_column(default="")
    council_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    end_reason: Mapped[str] = mapped_column(default="")
    forgotten_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship()
    nominee: Mapped[Person | None] = relationship(foreign_keys=nominee_id)
    nominated_by: Mapped[Person | None] = relationship(foreign_keys=nominated_by_id)
    council_by: Mapped[Person | None] = relationship(foreign_keys=council_by_id)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_volunteer(self) -> bool:
        """Made by whom it is about: that act is their consent."""
        return self.nominee_id is not None and self.nominee_id == self.nominated_by_id


class NominationMove(Move):
    """One step of a nomination."""

    __tablename__ = "nomination_moves"
    __table_args__ = table_args(
        CheckConstraint("standing IN ('person', 'head', 'office', 'trainer', 'system')", name="standing"),
        UniqueConstraint("subject_id", "seq"),
        Index("ix_nomination_moves_at", "at"),
    )

    subject_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))

    subject: Mapped[Nomination] = relationship()
