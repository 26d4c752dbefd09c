"""Who wants to hear of what."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Department
from core.db import Entity, table_args, utcnow
from knowledge.models.questions import Question
from knowledge.models.tags import Tag

_ONE = " + ".join(
    f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in ("question_id", "tag_id", "department_id")
)


class Follow(Entity):
    """A person follows a question, a tag or a department. `muted_at`: they do not want to hear of it any more;
    the row stays, so that nothing lets them follow it again but themselves."""

    __tablename__ = "follows"
    __table_args__ = table_args(
        UniqueConstraint("question_id", "person_id"),
        UniqueConstraint("tag_id", "person_id"),
        UniqueConstraint("department_id", "person_id"),
        CheckConstraint(f"{_ONE} = 1", name="of_one_thing"),
        Index("ix_follows_person", "person_id", "id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    muted_at: Mapped[datetime | None]

    question: Mapped[Question | None] = relationship()
    tag: Mapped[Tag | None] = relationship()
    department: Mapped[Department | None] = relationship()
