"""What all posts have in common: the office can hide them, and show them again."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column


class PostKind(StrEnum):
    """Kinds of posts: what somebody wrote for others to read. A thread is hidden with the post that opens it."""

    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    POST = "post"
    PRACTICE = "practice"


class Hideable:
    """A post. `hidden_at` repeats its running Hiding, so that lists are cheap; its author and the office see it."""

    hidden_at: Mapped[datetime | None] = mapped_column()

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
