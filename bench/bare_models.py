"""The tables of the bare site: as much of ours as its pages show."""

from datetime import date, datetime

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


bare = SQLAlchemy(model_class=Base)


class Department(bare.Model):
    __tablename__ = "departments"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    slug: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    location: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    parent: Mapped["Department | None"] = relationship(remote_side="Department.id")
    children: Mapped[list["Department"]] = relationship(order_by="Department.code", viewonly=True)
    appointments: Mapped[list["Appointment"]] = relationship(back_populates="department")


class Person(bare.Model):
    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    location: Mapped[str]
    about: Mapped[str]
    consultation_hours: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    department: Mapped[Department | None] = relationship()
    topics: Mapped[list["Tag"]] = relationship(secondary="pilot_topics", order_by="Tag.name")


class Appointment(bare.Model):
    __tablename__ = "appointments"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    kind: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    person: Mapped[Person] = relationship()
    department: Mapped[Department] = relationship(back_populates="appointments")


class Absence(bare.Model):
    __tablename__ = "absences"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Nomination(bare.Model):
    __tablename__ = "nominations"
    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int]
    state: Mapped[str]


class Enrolment(bare.Model):
    __tablename__ = "enrolments"
    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int | None]
    state: Mapped[str]


class DepartmentPeriod(bare.Model):
    __tablename__ = "department_periods"
    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    parent_id: Mapped[int | None]
    is_counted: Mapped[bool]
    is_open: Mapped[bool]


class Tag(bare.Model):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


class QuestionTag(bare.Model):
    __tablename__ = "question_tags"
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class PilotTopic(bare.Model):
    __tablename__ = "pilot_topics"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class Question(bare.Model):
    __tablename__ = "questions"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    body_html: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    answer_by: Mapped[datetime | None]
    owner_since: Mapped[datetime | None]
    answer_count: Mapped[int]
    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    asker: Mapped[Person] = relationship(foreign_keys=asker_id)
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    department: Mapped[Department | None] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary="question_tags", order_by=Tag.name)
    answers: Mapped[list["Answer"]] = relationship(back_populates="question", order_by="Answer.id")
    ownerships: Mapped[list["Ownership"]] = relationship(order_by="Ownership.seq")
    events: Mapped[list["Event"]] = relationship(order_by="Event.seq")


class Answer(bare.Model):
    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    body_html: Mapped[str]
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    checked_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    author: Mapped[Person] = relationship()
    question: Mapped[Question] = relationship(back_populates="answers")
    comments: Mapped[list["Comment"]] = relationship(order_by="Comment.id")


class Comment(bare.Model):
    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    body_html: Mapped[str]
    created_at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    author: Mapped[Person] = relationship()


class Ownership(bare.Model):
    __tablename__ = "ownerships"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    why: Mapped[str]
    since: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    person: Mapped[Person | None] = relationship()


class Event(bare.Model):
    __tablename__ = "question_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    move: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    actor: Mapped[Person | None] = relationship()


class Board(bare.Model):
    __tablename__ = "boards"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


class Thread(bare.Model):
    __tablename__ = "threads"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    created_at: Mapped[datetime]
    post_count: Mapped[int]
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    board: Mapped[Board] = relationship()
    author: Mapped[Person] = relationship()
    events: Mapped[list["ThreadEvent"]] = relationship(order_by="ThreadEvent.id")
    polls: Mapped[list["Poll"]] = relationship(order_by="Poll.id")


class Post(bare.Model):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    body_html: Mapped[str]
    created_at: Mapped[datetime]
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    author: Mapped[Person] = relationship()


class ThreadEvent(bare.Model):
    __tablename__ = "thread_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    move: Mapped[str]
    at: Mapped[datetime]
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    actor: Mapped[Person] = relationship()


class ThreadReading(bare.Model):
    __tablename__ = "thread_readings"
    person_id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(primary_key=True)
    last_seq: Mapped[int]


class Poll(bare.Model):
    __tablename__ = "polls"
    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    ends_at: Mapped[datetime]
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    options: Mapped[list["PollOption"]] = relationship(order_by="PollOption.position")


class PollOption(bare.Model):
    __tablename__ = "poll_options"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    text: Mapped[str]
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    votes: Mapped[list["PollVote"]] = relationship()


class PollVote(bare.Model):
    __tablename__ = "poll_votes"
    option_id: Mapped[int] = mapped_column(ForeignKey("poll_options.id"), primary_key=True)
    voter: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    person: Mapped[Person] = relationship()


class Attachment(bare.Model):
    __tablename__ = "attachments"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_kind: Mapped[str]
    post_id: Mapped[int]
    name: Mapped[str]
    size: Mapped[int]


class Practice(bare.Model):
    __tablename__ = "practices"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    problem: Mapped[str]
    approach: Mapped[str]
    steps: Mapped[str]
    problem_html: Mapped[str]
    approach_html: Mapped[str]
    steps_html: Mapped[str]
    effort: Mapped[str]
    effort_note: Mapped[str]
    effect: Mapped[str]
    costs: Mapped[str]
    contact: Mapped[str]
    published_at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    author: Mapped[Person] = relationship()
    department: Mapped[Department] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary="practice_tags", order_by=Tag.name)
    adoptions: Mapped[list["Adoption"]] = relationship(order_by="Adoption.id")
    events: Mapped[list["PracticeEvent"]] = relationship(order_by="PracticeEvent.seq")
    freshness: Mapped["Freshness"] = relationship(
        primaryjoin="and_(foreign(Freshness.thing_id) == Practice.id, Freshness.kind == 'practice')",
        uselist=False,
        viewonly=True,
    )


class PracticeTag(bare.Model):
    __tablename__ = "practice_tags"
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class PracticeEvent(bare.Model):
    __tablename__ = "practice_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    move: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    actor: Mapped[Person] = relationship()


class Adoption(bare.Model):
    __tablename__ = "adoptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    note: Mapped[str]
    moved_at: Mapped[datetime]
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    department: Mapped[Department] = relationship(foreign_keys=department_id)
    source: Mapped[Department | None] = relationship(foreign_keys=source_id)
    events: Mapped[list["AdoptionEvent"]] = relationship(order_by="AdoptionEvent.id")


class AdoptionEvent(bare.Model):
    __tablename__ = "adoption_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    to_state: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoptions.id"))
    actor: Mapped[Person] = relationship()


class Freshness(bare.Model):
    __tablename__ = "freshness"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    thing_id: Mapped[int]
    state: Mapped[str]
    checked_on: Mapped[date]
    valid_until: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship()
