"""Practice cards: what a department did and how, their history and earlier wordings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Department, Person
from core.db import Entity, Model, table_args, utcnow
from core.formats import slugify
from knowledge.models.freshness import Freshness
from knowledge.models.hideable import Hideable
from knowledge.models.revisions import Redactable
from knowledge.models.tags import Tag


class PracticeState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Scale(StrEnum):
    """How much effort something took, how much effect it had."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Practice(Hideable, Entity):
    """What a department did about a problem, told so that others can do it too.

    `problem`, `approach` and `steps` are Markdown with their HTML; the notes, costs and contact are one line each.
    """

    __tablename__ = "practices"
    __table_args__ = table_args(
        CheckConstraint("state IN ('draft', 'published', 'archived')", name="state"),
        CheckConstraint("effort IN ('low', 'medium', 'high')", name="effort"),
        CheckConstraint("effect IN ('low', 'medium', 'high')", name="effect"),
        CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_says_when"),
        UniqueConstraint("author_id", "submission", name="uq_practices_submission"),
        Index("ix_practices_newest", "state", "id"),
        Index("ix_practices_department", "department_id", "state", "id"),
        Index("ix_practices_author", "author_id", "id"),
    )

    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    state: Mapped[PracticeState] = mapped_column(default=PracticeState.DRAFT)
    title: Mapped[str]
    problem: Mapped[str]
    problem_html: Mapped[str]
    approach: Mapped[str]
    approach_html: Mapped[str]
    steps: Mapped[str] = mapped_column(default="")
    steps_html: Mapped[str] = mapped_column(default="")
    effort: Mapped[Scale]
    effort_note: Mapped[str] = mapped_column(default="")
    effect: Mapped[Scale]
    effect_note: Mapped[str] = mapped_column(default="")
    costs: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    edited_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship()
    department: Mapped[Department | None] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary="practice_tags", order_by=Tag.slug)
    contributors: Mapped[list[Person]] = relationship(secondary="practice_contributors", order_by=Person.sort_name)
    events: Mapped[list["PracticeEvent"]] = relationship(order_by="PracticeEvent.seq")
    freshness: Mapped[Freshness | None] = relationship(
        primaryjoin="and_(foreign(Freshness.thing_id) == Practice.id, Freshness.kind == 'practice')",
        uselist=False,
        viewonly=True,
    )

    @property
    def slug(self) -> str:
        return slugify(self.title)


class PracticeTag(Model):
    __tablename__ = "practice_tags"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True, index=True)


class PracticeContributor(Model):
    """Wrote in the thread from which a practice card came."""

    __tablename__ = "practice_contributors"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class PracticeEvent(Entity):
    """One move of a practice card, append-only: from where, to where, by whom, why."""

    __tablename__ = "practice_events"
    __table_args__ = table_args(UniqueConstraint("practice_id", "seq"))

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    seq: Mapped[int]
    move: Mapped[str]
    from_state: Mapped[PracticeState | None]
    to_state: Mapped[PracticeState]
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    actor: Mapped[Person] = relationship()


class PracticeRevision(Redactable, Entity):
    """The wording of a practice card before an edit, by field; who changed it, when and why."""

    __tablename__ = "practice_revisions"
    __table_args__ = table_args(
        UniqueConstraint("practice_id", "seq"),
        CheckConstraint("redacted_at IS NULL OR CAST(wording AS TEXT) || reason = '{}'", name="redacted_is_empty"),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    seq: Mapped[int]
    wording: Mapped[dict[str, str]] = mapped_column(JSON)
    editor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    editor: Mapped[Person] = relationship()
