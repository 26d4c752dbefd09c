"""The bare pages of the exchange: a thread, a practice card, a tag, and a pilot's desk."""

from flask import Flask, abort, render_template, request
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from bench.bare_models import (
    Adoption,
    AdoptionEvent,
    Appointment,
    Attachment,
    Freshness,
    Person,
    PilotTopic,
    Poll,
    PollOption,
    PollVote,
    Post,
    Practice,
    PracticeEvent,
    Question,
    Tag,
    Thread,
    ThreadEvent,
    ThreadReading,
    bare,
)
from core.search import Engine

POSTS = 20


def add_exchange(app: Flask, engine: Engine, pilot: int) -> None:
    @app.get("/austausch/<int:number>-<slug>")
    def thread(number: int, slug: str) -> str:
        found = bare.session.get(Thread, number, options=_whole_thread()) or abort(404)
        reading = bare.session.get(ThreadReading, (pilot, number))
        page = request.args.get("seite", 1, type=int)
        of_it = select(Post).where(Post.thread_id == number, Post.seq > (page - 1) * POSTS, Post.seq <= page * POSTS)
        author = joinedload(Post.author).joinedload(Person.department)
        posts = bare.session.scalars(of_it.order_by(Post.seq).options(author)).all()
        of_them = Attachment.post_kind == "post", Attachment.post_id.in_([post.id for post in posts])
        files = {}
        for file in bare.session.scalars(select(Attachment).where(*of_them).order_by(Attachment.id)):
            files.setdefault(file.post_id, []).append(file)
        read = reading.last_seq if reading else 0
        return render_template("thread.html", thread=found, posts=posts, files=files, read=read)

    @app.get("/praxis/<int:number>-<slug>")
    def practice(number: int, slug: str) -> str:
        found = bare.session.get(Practice, number, options=_whole_card()) or abort(404)
        words = " ".join([found.title, *(tag.name for tag in found.tags)])
        hits = engine.find(words, visible_to=["employee"], kinds=["praxis"], limit=6).hits
        near = select(Practice).where(Practice.id.in_([hit.id for hit in hits if hit.id != number]))
        return render_template("practice.html", practice=found, related=bare.session.scalars(near).all())

    @app.get("/stichwoerter/<slug>")
    def tag(slug: str) -> str:
        found = bare.session.scalars(select(Tag).where(Tag.slug == slug)).first() or abort(404)
        offered = (
            select(Person).join(PilotTopic, PilotTopic.person_id == Person.id).where(PilotTopic.tag_id == found.id)
        )
        pilots = bare.session.scalars(offered.options(joinedload(Person.department)).order_by(Person.name)).all()
        lists = {"waiting": _tagged(found, "open", "answered"), "solved": _tagged(found, "solved")}
        return render_template("tag.html", tag=found, pilots=pilots, **lists)

    @app.get("/lotse")
    def desk() -> str:
        me = bare.session.get(Person, pilot, options=[selectinload(Person.topics)]) or abort(404)
        mine = select(Appointment).where(Appointment.person_id == pilot).options(joinedload(Appointment.department))
        own = bare.session.scalars(mine).all()
        of_ours = Question.department_id.in_([row.department_id for row in own])
        owed = (Question.owner_id == pilot) & Question.answer_by.is_not(None)
        return render_template(
            "desk.html",
            me=me,
            own=own,
            waiting=_questions(select(Question).where(owed).order_by(Question.answer_by).limit(10)),
            count=bare.session.scalar(select(func.count()).where(owed)),
            open=_questions(
                select(Question).where(of_ours, Question.state == "open").order_by(Question.id.desc()).limit(5)
            ),
            checks=_checks(pilot),
            next_ones=bare.session.scalars(select(Appointment).options(joinedload(Appointment.person)).limit(5)).all(),
        )


def _whole_thread():
    votes = selectinload(Thread.polls).selectinload(Poll.options).selectinload(PollOption.votes)
    return [
        joinedload(Thread.board),
        joinedload(Thread.author),
        selectinload(Thread.events).joinedload(ThreadEvent.actor),
        votes.joinedload(PollVote.person),
    ]


def _whole_card():
    adoptions = selectinload(Practice.adoptions)
    return [
        joinedload(Practice.author),
        joinedload(Practice.department),
        joinedload(Practice.freshness).joinedload(Freshness.owner),
        selectinload(Practice.tags),
        selectinload(Practice.events).joinedload(PracticeEvent.actor),
        adoptions.joinedload(Adoption.department),
        adoptions.joinedload(Adoption.source),
        adoptions.selectinload(Adoption.events).joinedload(AdoptionEvent.actor),
    ]


def _tagged(tag, *states):
    found = select(Question).where(Question.tags.any(Tag.id == tag.id), Question.state.in_(states))
    return _questions(found.order_by(Question.id.desc()).limit(10))


def _questions(statement):
    loaded = joinedload(Question.department), joinedload(Question.owner), selectinload(Question.tags)
    return bare.session.scalars(statement.options(*loaded)).all()


def _checks(pilot):
    due = select(Freshness).where(Freshness.owner_id == pilot, Freshness.state == "to_check").limit(5)
    entries = bare.session.scalars(due.order_by(Freshness.id).options(joinedload(Freshness.owner))).all()
    titles = select(Practice).where(Practice.id.in_([entry.thing_id for entry in entries]))
    cards = {card.id: card for card in bare.session.scalars(titles)}
    return [(entry, cards[entry.thing_id]) for entry in entries]
