"""The pilots' exchange forum: boards, threads, posts, their history, and what each person has read."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, Model, table_args, utcnow
from core.formats import slugify
from knowledge.models.hideable import Hideable
from knowledge.models.practices import Practice
from knowledge.models.questions import Question
from knowledge.models.revisions import Redactable


class Board(Entity):
    """A part of the forum; the office makes them."""

    __tablename__ = "boards"
    __table_args__ = table_args(CheckConstraint("length(name) BETWEEN 1 AND 60", name="name_length"))

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Thread(Hideable, Entity):
    """A conversation. `post_count` and `last_post_id` repeat its posts, so that lists are cheap.

    Once it was turned into a question or a practice card, its address leads there.
    """

    __tablename__ = "threads"
    __table_args__ = table_args(
        CheckConstraint("question_id IS NULL OR practice_id IS NULL", name="turned_into_one_thing"),
        UniqueConstraint("author_id", "submission", name="uq_threads_submission"),
        Index("ix_threads_newest", "last_post_id"),
        Index("ix_threads_board", "board_id", "last_post_id"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    post_count: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(default=utcnow)
    pinned_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practices.id"))

    board: Mapped[Board] = relationship()
    author: Mapped[Person] = relationship()
    question: Mapped[Question | None] = relationship()
    practice: Mapped[Practice | None] = relationship()
    posts: Mapped[list["Post"]] = relationship(back_populates="thread", order_by="Post.seq")
    events: Mapped[list["ThreadEvent"]] = relationship(order_by="ThreadEvent.id")

    @property
    def slug(self) -> str:
        return slugify(self.title)

    @property
    def is_turned(self) -> bool:
        return self.question_id is not None or self.practice_id is not None


class Post(Hideable, Entity):
    """What somebody wrote in a thread; `seq` counts from 1, the first one opens the thread."""

    __tablename__ = "posts"
    __table_args__ = table_args(
        UniqueConstraint("thread_id", "seq"),
        UniqueConstraint("author_id", "submission", name="uq_posts_submission"),
    )

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    seq: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    body_html: Mapped[str]
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    edited_at: Mapped[datetime | None]

    thread: Mapped[Thread] = relationship(back_populates="posts")
    author: Mapped[Person] = relationship()


class PostRevision(Redactable, Entity):
    """The wording of a post before an edit, and who changed it when and why."""

    __tablename__ = "post_revisions"
    __table_args__ = table_args(
        UniqueConstraint("post_id", "seq"),
        CheckConstraint("redacted_at IS NULL OR body || reason = ''", name="redacted_is_empty"),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    seq: Mapped[int]
    body: Mapped[str]
    editor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    editor: Mapped[Person] = relationship()


class ThreadEvent(Entity):
    """What the office did with a thread, append-only; `note` names the board it was moved from."""

    __tablename__ = "thread_events"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    move: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    actor: Mapped[Person] = relationship()


class ThreadReading(Model):
    """Up to which post a person has read a thread. Nobody but that person is shown it."""

    __tablename__ = "thread_readings"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True, index=True)
    last_seq: Mapped[int]
    read_at: Mapped[datetime] = mapped_column(default=utcnow)
