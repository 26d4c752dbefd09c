"""The bare site: the same rows and texts by Flask, Flask-SQLAlchemy and Jinja as one would write them in an afternoon.

No sign-in, no rules, no layout, no languages, no security headers, no log: what any Flask page costs at least.
"""

from datetime import date, datetime
from pathlib import Path

from flask import Flask, abort, render_template, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, func, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship, selectinload

from core.db import sqlite3
from core.search import excerpt, marked, open_engine

PAGE = 25


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


def create_bare(database: Path, index_folder: Path, reader: int) -> Flask:
    """The bare site over the same files; `reader` is the person whose start page it shows."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{database}"
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"module": sqlite3}
    bare.init_app(app)
    engine = open_engine(index_folder)

    @app.get("/")
    def start() -> str:
        me = bare.session.get(Person, reader, options=[joinedload(Person.department)]) or abort(404)
        mine = select(Question).where(Question.owner_id == reader, _owed())
        return render_template(
            "start.html",
            me=me,
            staff=_appointments(me.department_id),
            waiting=_rows(mine.order_by(Question.answer_by).limit(5)),
            own=_rows(select(Question).where(Question.asker_id == reader).order_by(Question.id.desc()).limit(5)),
            solved=_rows(select(Question).where(Question.state == "solved").order_by(Question.id.desc()).limit(5)),
        )

    @app.get("/fragen")
    def questions() -> str:
        found = _rows(select(Question).order_by(Question.id.desc()).limit(PAGE + 1))
        return render_template(
            "questions.html",
            questions=found[:PAGE],
            before=found[PAGE - 1].id if found[PAGE:] else None,
            waiting=bare.session.scalar(select(func.count()).where(Question.owner_id == reader, _owed())),
            tags=bare.session.scalars(select(Tag).order_by(Tag.name)).all(),
            departments=bare.session.scalars(select(Department).order_by(Department.code)).all(),
        )

    @app.get("/fragen/<int:number>-<slug>")
    def question(number: int, slug: str) -> str:
        found = bare.session.scalars(select(Question).where(Question.id == number).options(*_whole())).unique().first()
        found = found or abort(404)
        hits = engine.find(found.title, visible_to=["employee"], limit=6).hits
        near = select(Question).where(Question.id.in_([hit.id for hit in hits if hit.id != number]))
        return render_template(
            "question.html",
            question=found,
            related=bare.session.scalars(near).all(),
            next_ones=_appointments(found.department_id) if found.owner_id else [],
        )

    @app.get("/lotsen")
    def pilots() -> str:
        current = selectinload(Department.children).selectinload(Department.appointments).joinedload(Appointment.person)
        found = select(Department).where(Department.parent_id.is_(None)).order_by(Department.code).options(current)
        return render_template("pilots.html", divisions=bare.session.scalars(found).all())

    @app.get("/lotsen/<slug>")
    def department(slug: str) -> str:
        one = select(Department).where(Department.slug == slug).options(joinedload(Department.parent))
        found = bare.session.scalars(one).first() or abort(404)
        staff = _appointments(found.id, selectinload(Person.topics))
        return render_template("department.html", department=found, staff=staff, **_of_department(found, staff))

    @app.get("/suche")
    def search() -> str:
        query = request.args.get("q", "")
        found = engine.find(query, visible_to=["employee"], limit=20)
        numbers = [hit.id for hit in found.hits]
        loaded = _rows(select(Question).where(Question.id.in_(numbers)), selectinload(Question.answers))
        by_id = {row.id: row for row in loaded}
        in_order = [by_id[number] for number in numbers]
        rows = [(row, marked(row.title, query), _excerpt(row, query)) for row in in_order]
        return render_template("search.html", query=query, rows=rows, total=found.total)

    return app


def _owed():
    return Question.answer_by.is_not(None)


def _rows(statement, *more):
    for_rows = (joinedload(Question.department), joinedload(Question.owner), selectinload(Question.tags))
    return bare.session.scalars(statement.options(*for_rows, *more)).unique().all()


def _appointments(department_id, *of_person):
    person = joinedload(Appointment.person)
    today = date.today()  # noqa: DTZ011 -- as one writes it
    running = (Appointment.valid_from <= today) & or_(
        Appointment.valid_until.is_(None), Appointment.valid_until > today
    )
    found = select(Appointment).where(Appointment.department_id == department_id, running)
    return bare.session.scalars(found.options(person.options(*of_person) if of_person else person)).all()


def _of_department(department, staff):
    people = [appointment.person_id for appointment in staff]
    newest = func.max(Answer.id)
    by_them = select(Answer.question_id).where(Answer.author_id.in_(people)).group_by(Answer.question_id)
    numbers = bare.session.scalars(by_them.order_by(newest.desc()).limit(5)).all()
    open_ones = select(func.count()).where(Question.department_id == department.id, Question.state == "open")
    answered = select(Question).where(Question.id.in_(numbers)).options(joinedload(Question.department))
    return {"answered": bare.session.scalars(answered).all(), "open_count": bare.session.scalar(open_ones)}


def _whole():
    return (
        joinedload(Question.asker).joinedload(Person.department),
        joinedload(Question.department),
        joinedload(Question.owner),
        selectinload(Question.tags),
        selectinload(Question.answers).joinedload(Answer.author).joinedload(Person.department),
        selectinload(Question.answers).selectinload(Answer.comments).joinedload(Comment.author),
        selectinload(Question.ownerships).joinedload(Ownership.person),
        selectinload(Question.events).joinedload(Event.actor),
    )


def _excerpt(question, query):
    answers = sorted(question.answers, key=lambda answer: (answer.accepted_at is not None, answer.id), reverse=True)
    return excerpt("\n".join(body for body in (*(answer.body for answer in answers[:2]), question.body)), query)
