"""Tags of questions, and the tags a pilot offers to answer."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, Model, table_args


class Tag(Entity):
    __tablename__ = "tags"
    __table_args__ = table_args(CheckConstraint("length(name) BETWEEN 1 AND 40", name="name_length"))

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")


class QuestionTag(Model):
    __tablename__ = "question_tags"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True, index=True)


class PilotTopic(Model):
    """A pilot offers to answer a tag for the whole city: the tag's skill pool."""

    __tablename__ = "pilot_topics"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship()
    tag: Mapped[Tag] = relationship()
