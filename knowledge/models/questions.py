"""Questions and their history."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Department, Person
from core.db import Entity, table_args, utcnow
from core.formats import slugify
from knowledge.models.hideable import Hideable
from knowledge.models.ownership import OwnerKind, Ownership
from knowledge.models.tags import Tag

if TYPE_CHECKING:
    from knowledge.models.consultations import Booking
    from knowledge.models.moderation import Hiding
    from knowledge.models.posts import Answer, Comment
    from knowledge.models.unsealings import Unsealing


class MoveRole(StrEnum):
    """As what somebody took a step; `SYSTEM` is the clock."""

    ASKER = "asker"
    OFFICE = "office"
    PILOT = "pilot"
    EMPLOYEE = "employee"
    SYSTEM = "system"


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    SOLVED = "solved"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


OWNED = (QuestionState.OPEN, QuestionState.ANSWERED)


class Question(Hideable, Entity):
    """A digital question of an employee.

    `owner_kind`, `owner_id`, `owner_since` and `answer_by` repeat the current Ownership, so that lists are
    cheap; a test holds them against it. `answer_by` is empty while no answer is owed. `paused_at` repeats
    the running ClockPause: the owner waits for the asker. `helpful_count` counts its Votes, `same_count` those who
    have the same question besides the asker, `saved_count` those who found their answer here instead of asking.
    `merged_count`: other people who asked the same in duplicates of it. `is_sealed`: the asker is a mask, which
    stands for somebody whose name nobody knows.
    """

    __tablename__ = "questions"
    __table_args__ = table_args(
        CheckConstraint("state IN ('open', 'answered', 'solved', 'duplicate', 'withdrawn', 'closed')", name="state"),
        CheckConstraint("(state IN ('open', 'answered')) = (owner_kind IS NOT NULL)", name="owned_while_unsolved"),
        CheckConstraint("owner_kind IN ('person', 'office')", name="owner_kind"),
        CheckConstraint(
            "(owner_kind IS NOT NULL AND owner_kind = 'person') = (owner_id IS NOT NULL)",
            name="owner_is_a_person",
        ),
        CheckConstraint("owner_id IS NULL OR owner_id <> asker_id", name="asker_owns_never"),
        CheckConstraint("(state = 'duplicate') = (duplicate_of_id IS NOT NULL)", name="duplicate_of_another"),
        CheckConstraint("duplicate_of_id IS NULL OR duplicate_of_id <> id", name="not_its_own_duplicate"),
        CheckConstraint("state NOT IN ('withdrawn', 'closed') OR ended_at IS NOT NULL", name="ended_says_when"),
        CheckConstraint("state NOT IN ('withdrawn', 'closed') OR ended_by_id IS NOT NULL", name="ended_says_who"),
        CheckConstraint("state <> 'closed' OR end_reason <> ''", name="closed_says_why"),
        CheckConstraint("paused_at IS NULL OR (state = 'open' AND answer_by IS NULL)", name="paused_while_open"),
        UniqueConstraint("asker_id", "submission", name="uq_questions_submission"),
        Index("ix_questions_newest", "state", "id"),
        Index("ix_questions_owner", "owner_id", "answer_by"),
        Index("ix_questions_office", "owner_kind", "state"),
        Index("ix_questions_department", "department_id", "state", "id"),
        Index("ix_questions_asker", "asker_id", "id"),
        Index("ix_questions_due", "answer_by"),
        Index("ix_questions_merged", "merged_count", "id"),
    )

    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    title: Mapped[str]
    body: Mapped[str]
    body_html: Mapped[str]
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.OPEN)
    submission: Mapped[str]
    is_sealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    external_id: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    edited_at: Mapped[datetime | None]
    answer_count: Mapped[int] = mapped_column(default=0)
    helpful_count: Mapped[int] = mapped_column(default=0, server_default="0")
    same_count: Mapped[int] = mapped_column(default=0, server_default="0")
    saved_count: Mapped[int] = mapped_column(default=0, server_default="0")
    clock_started_at: Mapped[datetime | None]
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"), index=True)
    merged_count: Mapped[int] = mapped_column(default=0, server_default="0")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    end_reason: Mapped[str] = mapped_column(default="")
    owner_kind: Mapped[OwnerKind | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner_since: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]

    asker: Mapped[Person] = relationship(foreign_keys=asker_id)
    department: Mapped[Department | None] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    duplicate_of: Mapped["Question | None"] = relationship(remote_side="Question.id", back_populates="duplicates")
    duplicates: Mapped[list["Question"]] = relationship(back_populates="duplicate_of", order_by="Question.id")
    tags: Mapped[list[Tag]] = relationship(secondary="question_tags", order_by=Tag.slug)
    answers: Mapped[list["Answer"]] = relationship(back_populates="question", order_by="Answer.id")
    comments: Mapped[list["Comment"]] = relationship(back_populates="question", order_by="Comment.id")
    ownerships: Mapped[list[Ownership]] = relationship(order_by=Ownership.seq)
    events: Mapped[list["QuestionEvent"]] = relationship(order_by="QuestionEvent.seq")
    talks: Mapped[list["Booking"]] = relationship(
        primaryjoin="and_(Booking.question_id == Question.id, Booking.cancelled_at.is_(None))",
        order_by="Booking.id",
        viewonly=True,
    )
    hiding: Mapped["Hiding | None"] = relationship(
        primaryjoin="and_("
        "foreign(Hiding.thing_id) == Question.id, Hiding.kind == 'question', Hiding.lifted_at.is_(None))",
        uselist=False,
        viewonly=True,
    )
    unsealed: Mapped[list["Unsealing"]] = relationship(
        primaryjoin="and_(Unsealing.question_id == Question.id, Unsealing.state == 'confirmed')",
        order_by="Unsealing.id",
        viewonly=True,
    )

    # Set for the question whose page is shown, with the query that reads it.
    has_duplicates = False

    @property
    def slug(self) -> str:
        return slugify(self.title)

    @property
    def wording(self) -> str:
        """Tells one wording from the next."""
        return self.edited_at.isoformat() if self.edited_at else "first"

    @property
    def is_owned(self) -> bool:
        return self.state in OWNED

    @property
    def awaits_check(self) -> bool:
        """Nobody got it yet: the office looks at it before others can read it, or has declined it."""
        return self.is_hidden and self.is_owned and self.owner_since is None

    @property
    def is_unplaced(self) -> bool:
        """Sealed, without the department, which would give the asker away: the office has it."""
        return self.is_sealed and self.department_id is None

    @property
    def reopening(self) -> "QuestionEvent | None":
        """Why it is open again, as long as it is."""
        moves = [event for event in self.events if event.from_state is not event.to_state]
        return moves[-1] if moves and moves[-1].move == "reopen" else None

    def is_overdue(self, at: datetime) -> bool:
        return self.answer_by is not None and self.answer_by <= at


class QuestionEvent(Entity):
    """One move of a question, append-only: from where, to where, by whom and as what, why.

    `actor_id` empty: the clock.
    """

    __tablename__ = "question_events"
    __table_args__ = table_args(
        UniqueConstraint("question_id", "seq"),
        CheckConstraint("role IN ('asker', 'office', 'pilot', 'employee', 'system')", name="role"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    seq: Mapped[int]
    move: Mapped[str]
    from_state: Mapped[QuestionState | None]
    to_state: Mapped[QuestionState]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    role: Mapped[MoveRole]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    actor: Mapped[Person | None] = relationship()
