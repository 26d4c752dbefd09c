"""Answers, comments, and the earlier wordings of questions and answers."""

from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args, utcnow
from knowledge.models.freshness import Freshness
from knowledge.models.hideable import Hideable
from knowledge.models.questions import Question
from knowledge.models.revisions import Redactable

if TYPE_CHECKING:
    from knowledge.models.reactions import Confirmation

_ACCEPTED = text("accepted_at IS NOT NULL")
_AWAITING = text("awaits_look")


class Answer(Hideable, Entity):
    """An answer; at most one of a question is accepted.

    `checked_on` and `valid_until` of the accepted one repeat its Freshness, so that lists are cheap;
    the counts repeat its Votes and its unsettled Reactions.
    """

    __tablename__ = "answers"
    __table_args__ = table_args(
        UniqueConstraint("author_id", "submission", name="uq_answers_submission"),
        Index("ix_answers_question", "question_id", "id"),
        Index(
            "uq_answers_accepted",
            "question_id",
            unique=True,
            sqlite_where=_ACCEPTED,
            postgresql_where=_ACCEPTED,
        ),
        CheckConstraint("valid_until IS NULL OR valid_until > checked_on", name="valid_after_check"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str]
    body_html: Mapped[str]
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    edited_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    checked_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    helpful_count: Mapped[int] = mapped_column(default=0, server_default="0")
    helped_count: Mapped[int] = mapped_column(default=0, server_default="0")
    outdated_count: Mapped[int] = mapped_column(default=0, server_default="0")
    wrong_count: Mapped[int] = mapped_column(default=0, server_default="0")

    author: Mapped[Person] = relationship()
    question: Mapped[Question] = relationship(back_populates="answers")
    confirmation: Mapped["Confirmation | None"] = relationship(back_populates="answer")

    @property
    def is_confirmed(self) -> bool:
        return self.confirmation is not None

    freshness: Mapped[Freshness | None] = relationship(
        primaryjoin="and_(foreign(Freshness.thing_id) == Answer.id, Freshness.kind == 'answer')",
        uselist=False,
        viewonly=True,
    )

    @property
    def wording(self) -> str:
        """Tells one wording from the next."""
        return self.edited_at.isoformat() if self.edited_at else "first"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None


class Comment(Hideable, Entity):
    """A remark on a question, or on one of its answers; so a page reads all of its remarks at once."""

    __tablename__ = "comments"
    __table_args__ = table_args(UniqueConstraint("author_id", "submission", name="uq_comments_submission"))

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    body_html: Mapped[str]
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    author: Mapped[Person] = relationship()
    question: Mapped[Question] = relationship(back_populates="comments")
    answer: Mapped[Answer | None] = relationship()

    @property
    def wording(self) -> str:
        """Tells one wording from the next."""
        return sha256(self.body.encode()).hexdigest()


class Revision(Redactable, Entity):
    """The wording of a question or an answer before an edit, and who changed it when and why.

    `awaits_look`: others read the edit already, and the office wants to see it; nobody in the office has yet.
    """

    __tablename__ = "revisions"
    __table_args__ = table_args(
        CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name="of_one_thing"),
        CheckConstraint("redacted_at IS NULL OR title || body || tags || reason = ''", name="redacted_is_empty"),
        UniqueConstraint("question_id", "seq"),
        UniqueConstraint("answer_id", "seq"),
        Index("ix_revisions_awaiting", "id", sqlite_where=_AWAITING, postgresql_where=_AWAITING),
    )

    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"))
    seq: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    tags: Mapped[str] = mapped_column(default="")
    editor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)
    awaits_look: Mapped[bool] = mapped_column(default=False, server_default=false())

    editor: Mapped[Person] = relationship()
