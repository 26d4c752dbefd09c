"""The bare site: the same rows and texts by Flask, Flask-SQLAlchemy and Jinja as one would write them in an afternoon.

No sign-in, no rules, no layout, no languages, no security headers, no log: what any Flask page costs at least.
"""

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, abort, render_template, request
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from bench.bare_coverage import add_coverage
from bench.bare_exchange import add_exchange
from bench.bare_models import (
    Absence,
    Answer,
    Appointment,
    Comment,
    Department,
    Enrolment,
    Event,
    Nomination,
    Ownership,
    Person,
    Practice,
    Question,
    Tag,
    bare,
)
from core.db import sqlite3
from core.search import excerpt, marked, open_engine

PAGE = 25
KINDS = {"frage": Question, "praxis": Practice}


def create_bare(database: Path, index_folder: Path, reader: int, pilot: int) -> Flask:
    """The bare site over the same files; `reader` is the person whose start page it shows, `pilot` whose desk."""
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
        hits = engine.find(found.title, visible_to=["employee"], kinds=["frage"], limit=6).hits
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
        return render_template(
            "pilots.html",
            divisions=bare.session.scalars(found).all(),
            away=_away(),
            nominated=_departments(Nomination, ["submitted", "awaiting_consent", "consented", "query", "confirmed"]),
            in_training=_departments(Enrolment, ["seated", "attending"]),
        )

    @app.get("/lotsen/<slug>")
    def department(slug: str) -> str:
        one = select(Department).where(Department.slug == slug).options(joinedload(Department.parent))
        found = bare.session.scalars(one).first() or abort(404)
        staff = _appointments(found.id, selectinload(Person.topics))
        return render_template("department.html", department=found, staff=staff, **_of_department(found, staff))

    @app.get("/suche")
    def search() -> str:
        query = request.args.get("q", "")
        found = engine.find(query, visible_to=["employee"], kinds=KINDS, limit=20)
        by_key = {}
        for kind, model in KINDS.items():
            numbers = [hit.id for hit in found.hits if hit.kind == kind]
            more = [selectinload(Question.answers)] if model is Question else []
            for row in _rows(select(model).where(model.id.in_(numbers)), *more) if numbers else []:
                by_key[kind, row.id] = row
        in_order = [(hit.kind, by_key[hit.kind, hit.id]) for hit in found.hits]
        rows = [(kind, row, marked(row.title, query), _excerpt(row, query)) for kind, row in in_order]
        return render_template("search.html", query=query, rows=rows, total=found.total)

    add_exchange(app, engine, pilot)
    add_coverage(app)
    return app


def _away():
    now = datetime.now(UTC)
    absent = select(Absence).where(Absence.starts_at <= now, Absence.ends_at > now)
    return {absence.person_id: absence.ends_at for absence in bare.session.scalars(absent)}


def _departments(model, states):
    return set(bare.session.scalars(select(model.department_id).where(model.state.in_(states))))


def _owed():
    return Question.answer_by.is_not(None)


def _rows(statement, *more):
    model = statement.column_descriptions[0]["entity"]
    owner = [joinedload(model.owner)] if model is Question else []
    loaded = joinedload(model.department), selectinload(model.tags), *owner, *more
    return bare.session.scalars(statement.options(*loaded)).unique().all()


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


def _excerpt(row, query):
    if isinstance(row, Practice):
        return excerpt("\n".join((row.problem, row.approach, row.steps)), query)
    answers = sorted(row.answers, key=lambda answer: (answer.accepted_at is not None, answer.id), reverse=True)
    return excerpt("\n".join(body for body in (*(answer.body for answer in answers[:2]), row.body)), query)
