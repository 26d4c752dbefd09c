"""The pilots' exchange meetings: when they are, who comes, what is talked about and what came of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Entity, table_args, utcnow
from knowledge.models.forum import Thread
from knowledge.models.questions import Question

ZONE = "Europe/Berlin"


class Rhythm(StrEnum):
    """How a series repeats; monthly means the same weekday of the month, such as every second Tuesday."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class EventSeries(Entity):
    """What repeats: from the first instant on, every `step` weeks or months, `length` times, by the clock of `zone`."""

    __tablename__ = "event_series"
    __table_args__ = table_args(
        CheckConstraint("rhythm IN ('weekly', 'monthly')", name="rhythm"),
        CheckConstraint("step BETWEEN 1 AND 12", name="step"),
        CheckConstraint("length BETWEEN 2 AND 60", name="length"),
    )

    rhythm: Mapped[Rhythm]
    step: Mapped[int]
    length: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(default=ZONE)


class Meeting(Entity):
    """One exchange meeting. In a series `planned_at` is the instant the rule gave it, however it was moved.

    `sequence` rises with every change that people's calendars have to follow.
    """

    __tablename__ = "meetings"
    __table_args__ = table_args(
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(minutes = '') = (minutes_at IS NULL)", name="minutes_say_when"),
        UniqueConstraint("series_id", "planned_at", name="uq_meetings_planned"),
        UniqueConstraint("organiser_id", "submission", name="uq_meetings_submission"),
        Index("ix_meetings_time", "starts_at", "id"),
    )

    series_id: Mapped[int | None] = mapped_column(ForeignKey("event_series.id"))
    organiser_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    body_html: Mapped[str] = mapped_column(default="")
    place: Mapped[str]
    planned_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(default=ZONE)
    sequence: Mapped[int] = mapped_column(default=0)
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    minutes: Mapped[str] = mapped_column(default="")
    minutes_html: Mapped[str] = mapped_column(default="")
    minutes_at: Mapped[datetime | None]
    minutes_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    series: Mapped[EventSeries | None] = relationship()
    organiser: Mapped[Person] = relationship(foreign_keys=organiser_id)
    minutes_by: Mapped[Person | None] = relationship(foreign_keys=minutes_by_id)
    topics: Mapped[list["MeetingTopic"]] = relationship(
        back_populates="meeting", order_by="[MeetingTopic.vote_count.desc(), MeetingTopic.id]"
    )
    attendances: Mapped[list["MeetingAttendance"]] = relationship(order_by="MeetingAttendance.id")
    outcomes: Mapped[list["MeetingOutcome"]] = relationship(back_populates="meeting", order_by="MeetingOutcome.id")

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_moved(self) -> bool:
        return self.starts_at != self.planned_at

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at


class MeetingTopic(Entity):
    """Something to talk about. `vote_count` repeats its votes, so that the agenda's order is cheap."""

    __tablename__ = "meeting_topics"
    __table_args__ = table_args(
        UniqueConstraint("author_id", "submission", name="uq_meeting_topics_submission"),
        Index("ix_meeting_topics_meeting", "meeting_id", "id"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    vote_count: Mapped[int] = mapped_column(default=0)
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    author: Mapped[Person] = relationship()
    meeting: Mapped[Meeting] = relationship(back_populates="topics")


class MeetingTopicVote(Entity):
    """Somebody wants to talk about this sooner than about the rest."""

    __tablename__ = "meeting_topic_votes"
    __table_args__ = table_args(UniqueConstraint("topic_id", "person_id"))

    topic_id: Mapped[int] = mapped_column(ForeignKey("meeting_topics.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class MeetingAttendance(Entity):
    """Somebody wants to come; who signs off has no row any more."""

    __tablename__ = "meeting_attendances"
    __table_args__ = table_args(
        UniqueConstraint("meeting_id", "person_id"), Index("ix_meeting_attendances_person", "person_id")
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    person: Mapped[Person] = relationship()


class OutcomeKind(StrEnum):
    DECISION = "decision"
    TODO = "todo"


class MeetingOutcome(Entity):
    """What a meeting decided, or what somebody does until when; it can become a question or a thread."""

    __tablename__ = "meeting_outcomes"
    __table_args__ = table_args(
        CheckConstraint("kind IN ('decision', 'todo')", name="kind"),
        CheckConstraint("kind = 'todo' OR (person_id IS NULL AND due_on IS NULL)", name="only_todos_have_somebody"),
        UniqueConstraint("author_id", "submission", name="uq_meeting_outcomes_submission"),
        Index("ix_meeting_outcomes_meeting", "meeting_id", "id"),
        Index("ix_meeting_outcomes_due", "due_on"),
        Index("ix_meeting_outcomes_person", "person_id"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    kind: Mapped[OutcomeKind]
    text: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))
    submission: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    author: Mapped[Person] = relationship(foreign_keys=author_id)
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    question: Mapped[Question | None] = relationship()
    thread: Mapped[Thread | None] = relationship()
    meeting: Mapped[Meeting] = relationship(back_populates="outcomes")
