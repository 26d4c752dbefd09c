"""Words that the office wants people to think about before they send them."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, table_args, utcnow


class HintWord(Entity):
    """A word, or some in a row, in lower case. A form that contains it comes back once; nothing is forbidden."""

    __tablename__ = "hint_words"
    __table_args__ = table_args(CheckConstraint("length(word) BETWEEN 2 AND 60", name="word_length"))

    word: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
