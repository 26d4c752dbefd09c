"""What readers report of an answer after using it, and the word of those who know the subject."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, Model, table_args, utcnow
from knowledge.models.posts import Answer


class ReactionKind(StrEnum):
    HELPED = "helped"
    OUTDATED = "outdated"
    WRONG = "wrong"


DOUBTS = (ReactionKind.OUTDATED, ReactionKind.WRONG)


class Reaction(Entity):
    """A person reports that an answer helped, is outdated or is wrong; a doubt says why, in `note`.

    `settled_at`: the answer was changed or checked since; a settled doubt does not count any more.
    """

    __tablename__ = "reactions"
    __table_args__ = table_args(
        UniqueConstraint("answer_id", "person_id", "kind"),
        CheckConstraint("kind IN ('helped', 'outdated', 'wrong')", name="kind"),
        CheckConstraint("kind = 'helped' OR note <> ''", name="doubts_say_why"),
    )

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[ReactionKind]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)
    settled_at: Mapped[datetime | None]


class Confirmation(Model):
    """Somebody who knows the subject stands by an answer as it is written now."""

    __tablename__ = "confirmations"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)

    answer: Mapped[Answer] = relationship(back_populates="confirmation")
    person: Mapped[Person] = relationship()
