"""What readers say with one press: this is helpful, I have the same question. Counted, never shown by person."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, Model, table_args, utcnow


class Vote(Entity):
    """A person finds a question or an answer helpful; at most one row for a person and a thing."""

    __tablename__ = "votes"
    __table_args__ = table_args(
        UniqueConstraint("question_id", "person_id"),
        UniqueConstraint("answer_id", "person_id"),
        CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name="for_one_thing"),
    )

    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)


class SavedQuestion(Model):
    """Somebody was about to ask and found the answer at this question instead."""

    __tablename__ = "saved_questions"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


class SameAsker(Model):
    """Somebody besides the asker has this very question."""

    __tablename__ = "same_askers"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
