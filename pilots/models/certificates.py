"""Certificates: what somebody completed, in a form that everybody can check."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Entity, table_args, utcnow
from pilots.models.cohorts import Cohort
from pilots.models.moves import Move
from pilots.models.programmes import Programme


class CertificateState(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ANONYMISED = "anonymised"


class RevocationReason(StrEnum):
    """Why one was revoked; a class and no text, since it concerns a person."""

    BY_MISTAKE = "by_mistake"
    NOT_COMPLETED = "not_completed"
    DECEPTION = "deception"
    REQUESTED = "requested"


class Certificate(Entity):
    """A programme somebody completed.

    `holder_name` as it is printed, whatever becomes of the account; an external has no account. `valid_until`: the last
    day. The code is kept as a hash alone; with the key outside the database it can be worked out again from `seed`.
    `source`: what it was issued for, so that it is issued once. Once `erased_at` is set, nothing leads to the person.
    """

    __tablename__ = "certificates"
    __table_args__ = table_args(
        CheckConstraint("state IN ('valid', 'expired', 'revoked', 'replaced', 'anonymised')", name="state"),
        CheckConstraint(
            "reason_class IN ('by_mistake', 'not_completed', 'deception', 'requested')", name="reason_class"
        ),
        CheckConstraint("(state = 'revoked') = (reason_class IS NOT NULL)", name="revoked_for_a_reason"),
        CheckConstraint("(erased_at IS NULL) = (holder_name <> '')", name="named_until_erased"),
        CheckConstraint("erased_at IS NULL OR person_id IS NULL", name="nobodys_when_erased"),
        CheckConstraint("state <> 'anonymised' OR erased_at IS NOT NULL", name="anonymised_is_erased"),
        CheckConstraint("valid_until >= issued_on", name="ends_after_start"),
        CheckConstraint("state <> 'expired' OR valid_until IS NOT NULL", name="expired_has_an_end"),
        UniqueConstraint("number", name="uq_certificates_number"),
        UniqueConstraint("code_hash", name="uq_certificates_code_hash"),
        UniqueConstraint("source", name="uq_certificates_source"),
        UniqueConstraint("replaces_id", name="uq_certificates_replaces"),
        Index("ix_certificates_person", "person_id", "id"),
        Index("ix_certificates_state", "state", "valid_until"),
        Index("ix_certificates_programme", "programme_id", "id"),
        Index("ix_certificates_cohort", "cohort_id"),
    )

    number: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    holder_name: Mapped[str]
    sort_name: Mapped[str]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"))
    seed: Mapped[str]
    code_hash: Mapped[str]
    source: Mapped[str]
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.VALID)
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    reason_class: Mapped[RevocationReason | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    erased_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    cohort: Mapped[Cohort | None] = relationship()
    moves: Mapped[list["CertificateMove"]] = relationship(order_by="CertificateMove.seq", viewonly=True)

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    def state_on(self, day: date) -> CertificateState:
        """A valid one is over the day after its last, whether or not the clock has come by."""
        is_over = self.valid_until is not None and self.valid_until < day
        return CertificateState.EXPIRED if is_over and self.state is CertificateState.VALID else self.state


class CertificateMove(Move):
    """One step of a certificate."""

    __tablename__ = "certificate_moves"
    __table_args__ = table_args(
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("standing IN ('person', 'head', 'office', 'trainer', 'system')", name="standing"),
        UniqueConstraint("subject_id", "seq", name="uq_certificate_moves_seq"),
    )

    subject_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
