"""Tags of questions, what else people call them, and the tags a pilot offers to answer."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, Model, table_args, utcnow


class Tag(Entity):
    """`is_unpublished`: only questions bear it that others cannot read yet, and no list names it."""

    __tablename__ = "tags"
    __table_args__ = table_args(CheckConstraint("length(name) BETWEEN 1 AND 40", name="name_length"))

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    is_unpublished: Mapped[bool] = mapped_column(default=False, server_default=false())

    synonyms: Mapped[list["TagSynonym"]] = relationship(back_populates="tag", order_by="TagSynonym.slug")


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


class TagSynonym(Entity):
    """Another word for a tag: typing it gives the tag, its address leads there, search takes it for the same."""

    __tablename__ = "tag_synonyms"
    __table_args__ = table_args(CheckConstraint("length(name) BETWEEN 1 AND 40", name="name_length"))

    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)

    tag: Mapped[Tag] = relationship(back_populates="synonyms")


class SynonymGroup(Entity):
    """Words that mean the same in search, whether one of them is a tag or not."""

    __tablename__ = "synonym_groups"

    words: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(default=utcnow)
