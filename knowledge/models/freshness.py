"""How long an entry can be trusted: its dates, its owner, and the causes it depends on."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, Model, table_args, utcnow
from knowledge.models.ownership import OwnerKind


class EntryKind(StrEnum):
    """What kinds of entries have a Freshness; each registers what it is called and where it stands."""

    ANSWER = "answer"
    PRACTICE = "practice"


class EntryState(StrEnum):
    """`resting`: the entry is no knowledge at the moment, such as an answer that is not accepted any more."""

    VALID = "valid"
    TO_CHECK = "to_check"
    RETIRED = "retired"
    RESTING = "resting"


class CheckWhy(StrEnum):
    CAUSE = "cause"
    EXPIRED = "expired"
    REPORTED = "reported"


class Freshness(Entity):
    """The dates of one entry (an accepted answer, a practice card), who checks it, and whether it is due.

    `due_since` to `note` say why it is to be checked; `note` is also the reason of a retired one.
    """

    __tablename__ = "freshness"
    __table_args__ = table_args(
        UniqueConstraint("kind", "thing_id", name="uq_freshness_thing"),
        CheckConstraint("kind IN ('answer', 'practice')", name="kind"),
        CheckConstraint("state IN ('valid', 'to_check', 'retired', 'resting')", name="state"),
        CheckConstraint("owner_kind IN ('person', 'office')", name="owner_kind"),
        CheckConstraint("(owner_kind = 'person') = (owner_id IS NOT NULL)", name="person_or_office"),
        CheckConstraint("(state = 'to_check') = (due_since IS NOT NULL)", name="due_since_when"),
        CheckConstraint("(state = 'to_check') = (due_why IS NOT NULL)", name="due_says_why"),
        CheckConstraint("due_why IS NULL OR due_why IN ('cause', 'expired', 'reported')", name="due_why"),
        CheckConstraint(
            "(due_why IS NOT NULL AND due_why = 'cause') = (cause_id IS NOT NULL)", name="due_names_its_cause"
        ),
        CheckConstraint("valid_until > valid_from AND valid_until > checked_on", name="valid_after_check"),
        Index("ix_freshness_owner", "owner_id", "state", "id"),
        Index("ix_freshness_office", "owner_kind", "state", "id"),
        Index("ix_freshness_expiry", "state", "valid_until"),
    )

    kind: Mapped[EntryKind]
    thing_id: Mapped[int]
    state: Mapped[EntryState] = mapped_column(default=EntryState.VALID)
    valid_from: Mapped[date]
    checked_on: Mapped[date]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    valid_until: Mapped[date]
    owner_kind: Mapped[OwnerKind]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_since: Mapped[datetime | None]
    due_why: Mapped[CheckWhy | None]
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("causes.id"), index=True)
    note: Mapped[str] = mapped_column(default="")

    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    checked_by: Mapped[Person | None] = relationship(foreign_keys=checked_by_id)
    cause: Mapped["Cause | None"] = relationship(foreign_keys=cause_id)
    causes: Mapped[list["Cause"]] = relationship(secondary="cause_bindings", order_by="Cause.name")

    @property
    def is_due(self) -> bool:
        return self.state is EntryState.TO_CHECK

    def is_expired(self, on: date) -> bool:
        """`valid_until` is its last good day."""
        return self.valid_until < on

    def is_stale(self, on: date) -> bool:
        """Nobody should rely on it: it sinks in search and carries a banner."""
        return self.state is EntryState.RETIRED or self.is_expired(on)


class CauseKind(StrEnum):
    SYSTEM = "system"
    FORM = "form"
    INSTRUCTION = "instruction"


class Cause(Entity):
    """Something entries depend on, such as the version of a system; when it changes they are to be checked."""

    __tablename__ = "causes"
    __table_args__ = table_args(
        CheckConstraint("kind IN ('system', 'form', 'instruction')", name="kind"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
    )

    kind: Mapped[CauseKind]
    name: Mapped[str] = mapped_column(unique=True)
    version: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    changes: Mapped[list["CauseChange"]] = relationship(order_by="CauseChange.seq.desc()")


class CauseChange(Entity):
    """A cause changed: what is new, and how many entries that put up for checking."""

    __tablename__ = "cause_changes"
    __table_args__ = table_args(
        UniqueConstraint("cause_id", "seq"),
        UniqueConstraint("actor_id", "submission", name="uq_cause_changes_submission"),
    )

    cause_id: Mapped[int] = mapped_column(ForeignKey("causes.id"))
    seq: Mapped[int]
    version: Mapped[str] = mapped_column(default="")
    note: Mapped[str]
    marked: Mapped[int]
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submission: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)

    actor: Mapped[Person] = relationship()


class CauseBinding(Model):
    """An entry depends on a cause."""

    __tablename__ = "cause_bindings"

    freshness_id: Mapped[int] = mapped_column(ForeignKey("freshness.id"), primary_key=True)
    cause_id: Mapped[int] = mapped_column(ForeignKey("causes.id"), primary_key=True, index=True)
