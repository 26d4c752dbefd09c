"""The things that addresses of the access table name: one of each, made before every row is tried."""

import io
from datetime import timedelta

from accounts import actions as accounts_actions
from accounts.models import Appointment, Department, SignIn
from core import files, search_index
from core.db import db, transaction, utcnow
from core.hashing import hashed, new_secret
from core.outbox import OutboxJob
from knowledge import actions
from knowledge.actions.calendars import create_feed
from knowledge.models import Answer, CauseKind, Comment, FeedKind, Freshness, PostKind, Question, Tag
from pilots.actions import hand_over
from pilots.actions.cohorts import SessionEntry, add_session
from pilots.models import Cohort
from tests.conftest import person
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.consulting import book, offer
from tests.knowledge.discussing import discuss, poll
from tests.knowledge.meeting import hold, outcome, plan, topic
from tests.knowledge.moderating import hide, report, switch
from tests.knowledge.practising import adopt, practise
from tests.knowledge.sealed import confirm, request, seal
from tests.pilots import enrolling
from tests.pilots.certifying import certify, code
from tests.pilots.enrolling import request as enrol
from tests.pilots.nominating import consented, draft, nominate
from tests.pilots.teaching import cohort, fund, programme, session


def things() -> dict[str, int | str]:
    """Ids and names. Erika asked everything and owns what is somebody's own; Pia answered."""
    made = _questions() | _practices() | _organisation() | _belongings() | _meetings()
    made |= _freshness(made["accepted"])
    made |= _forum()
    made |= _files(made)
    made |= _sealed()
    made |= _handover(made)
    made |= _moderation()
    made |= _courses()
    made |= _certificates()
    made |= _nominations()
    search_index.rebuild()
    return made


def _questions() -> dict[str, int | str]:
    """`question` is open, `hidden` withdrawn, `answer` and `accepted` belong to questions of their own."""
    opened, hidden, answered, solved, merged = (
        ask("erika", title=f"Frage {number} zur Signatur") for number in range(5)
    )
    given, accepted = answer(answered), answer(solved)
    accept(accepted)
    with transaction():
        actions.edit_answer(actor=person("pia"), answer=db.session.get_one(Answer, given.id), body="Neu gefasst.")
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(hidden))
    with transaction():
        actions.mark_duplicate(actor=person("olga"), question=again(merged), original=again(solved))
    return {
        "question": opened.id,
        "hidden": hidden.id,
        "answered": answered.id,
        "answer": given.id,
        "answers": "antworten",
        "first": 1,
        "solved": solved.id,
        "accepted": accepted.id,
        "duplicate": merged.id,
        "slug": opened.slug,
        "hidden_slug": hidden.slug,
        "tag_slug": "signatur",
        "wrong_slug": "etwas-anderes",
        "missing": db.session.query(Question).count() + 1000,
    }


def _practices() -> dict[str, int | str]:
    """Pia's, one published and one still a draft; her department adopts one of Paul's."""
    practice, draft = practise(), practise(title="Termine per Link", is_published=False)
    adoption = adopt(practise("paul", title="Rechnungen digital"), "pia", "standesamt")
    return {
        "practice": practice.id,
        "practice_slug": practice.slug,
        "adoption": adoption.id,
        "draft": draft.id,
        "draft_slug": draft.slug,
    }


def _sealed() -> dict[str, int | str]:
    """Of two questions that Ben asked without his name: `unsealing` waits, `unsealed` is confirmed."""
    sealed, known = seal("ben"), seal("ben", title="Noch eine Frage ohne Namen")
    unsealed = request(known)
    confirm(unsealed)
    return {"sealed": sealed.id, "unsealing": request(seal("ben", title="Eine dritte")), "unsealed": unsealed}


def _freshness(answer_id: int | str) -> dict[str, int | str]:
    """`entry` is the accepted answer's, which Pia keeps; `cause` has nothing bound to it."""
    entry = db.session.query(Freshness).filter_by(kind="answer", thing_id=answer_id).one()
    with transaction():
        cause = actions.create_cause(
            actor=person("pia"), kind=CauseKind.SYSTEM, name="E-Akte", version="7.1", description=""
        )
        return {"entry": entry.id, "cause": cause.id}


def _forum() -> dict[str, int | str]:
    """A thread that Pia opened, with a poll."""
    thread = discuss("pia")
    made = {"thread": thread.id, "thread_slug": thread.slug, "post": thread.last_post_id, "board": thread.board_id}
    return made | {"poll": poll(thread).id}


def _files(made: dict[str, int | str]) -> dict[str, int | str]:
    """Erika's: on an open question, on a withdrawn one, and one whose form is not finished."""
    erika, names = person("erika"), ("attachment", "hidden_attachment", "waiting_attachment")
    kept = {name: files.accept(io.BytesIO(f"Notiz {name}".encode()), "notiz.txt") for name in names}
    with transaction():
        rows = {name: actions.stage_attachment(actor=erika, submission=name, file=file) for name, file in kept.items()}
        for name, question in (("attachment", "question"), ("hidden_attachment", "hidden")):
            rows[name].post_kind, rows[name].post_id = "question", int(made[question])
        db.session.flush()
        return {name: row.id for name, row in rows.items()}


def _handover(made: dict[str, int | str]) -> dict[str, int | str]:
    """What Emil followed went to Pia."""
    emil, tag = person("emil"), db.session.query(Tag).filter_by(slug=made["tag_slug"]).one()
    with transaction():
        actions.follow_tag(actor=emil, tag=tag, is_on=True)
    with transaction():
        done = hand_over(actor=person("olga"), leaver=person("emil"), successor=person("pia"), note="", submission="u")
        return {"handover": done.id}


def _moderation() -> dict[str, int | str]:
    """Three more questions of Erika's: Emil reported one, the office hid another, one waits to be published, and so
    does a comment of hers."""
    reported, away = ask("erika", title="Noch eine Frage"), ask("erika", title="Eine Frage zu viel")
    report(PostKind.QUESTION, reported.id)
    hide(PostKind.QUESTION, away.id)
    hidden = {"hidden_away": away.id, "away_slug": away.slug}
    switch(PostKind.QUESTION)
    waiting = ask("erika", title="Eine Frage, die wartet")
    switch(PostKind.QUESTION, is_on=False)
    switch(PostKind.COMMENT)
    remark = _remark(answer(reported).id)
    switch(PostKind.COMMENT, is_on=False)
    made = {"a_question": "frage", "reported": reported.id, "waiting": waiting.id, "waiting_comment": remark.id}
    return made | hidden


def _courses() -> dict[str, int | str]:
    """A course with a date, in which Erika has the one seat and a guest waits."""
    made = programme()
    course = cohort(made, seats=1)
    seated, waiting = enrolling.request(course, "erika"), enrolling.external(course)
    held = session(course, utcnow().date() + timedelta(days=40))
    fund(made)
    enrolled = {"enrolment": seated.id, "waiting_enrolment": waiting.id}
    return {"programme": made.id, "cohort": course.id, "cohort_slug": course.slug, "session": held.id} | enrolled


def _certificates() -> dict[str, int | str]:
    made = certify("erika")
    return {"certificate": made.id, "certificate_code": code(made)} | _attendance()


def _attendance() -> dict[str, int | str]:
    """A course that begins just now, in which Erika has a seat."""
    course = cohort(programme(name="Auffrischung"))
    begins = utcnow() + timedelta(minutes=10)
    with transaction():
        entry = SessionEntry(starts_at=begins, ends_at=begins + timedelta(hours=6))
        made = db.session.get_one(Cohort, course.id)
        held = add_session(actor=person("olga"), cohort=made, entry=entry, submission="held")
    return {"held": held.id, "held_slug": course.slug, "enrolled": enrol(course, "erika").id}


def _nominations() -> dict[str, int | str]:
    """Of Emil by Heike: as pilot, not answered yet; as deputy, agreed to; and a draft."""
    agreed = consented(kind="deputy")
    made = {"nomination": nominate().id, "agreed": agreed.id, "drafted": draft().id}
    return made | {"withdrawing": "zurueckziehen", "refusing": "ablehnen", "bauamt_slug": "bauamt"}


def _remark(answer_id: int) -> Comment:
    """On an answer: the first tables knew no other comments."""
    with transaction():
        below = db.session.get_one(Answer, answer_id)
        return actions.comment_answer(actor=person("erika"), answer=below, body="Ich warte.", submission="waits")


def _organisation() -> dict[str, int | str]:
    department = db.session.query(Department).filter_by(slug="standesamt").one()
    appointment = db.session.query(Appointment).filter_by(person_id=person("detlef").id).one()
    return {
        "department": department.id,
        "department_slug": department.slug,
        "appointment": appointment.id,
        "begin_handover": "begin_handover",
        "ben": person("ben").id,
        "erika": person("erika").id,
        "bauamt": person("ben").department_id,
        "departments": "aemter",
        "people": "personen",
        "no_token": "abc.def",
        "english": "en",
    }


def _meetings() -> dict[str, int | str]:
    """Pia called it together and brought a topic."""
    meeting, held = plan(), hold(plan())
    topics = {"topic": topic(meeting, "pia").id, "outcome": outcome(held, "pia").id}
    with transaction():
        feed, secret = create_feed(actor=person("erika"), kind=FeedKind.OWN)
        topics |= {"feed": feed.id, "feed_token": secret}
    hour = offer()
    topics |= {"hour": hour.id, "booking": book(hour, "erika").id}
    return {"meeting": meeting.id, "held": held.id} | topics


def _belongings() -> dict[str, int | str]:
    erika = person("erika")
    later = utcnow() + timedelta(days=30)
    with transaction():
        sign_in = SignIn(token_hash=hashed(new_secret()), person_id=erika.id, expires_at=later)
        job = OutboxJob(topic="knowledge.index_question", payload={"question_id": 1}, given_up_at=utcnow())
        db.session.add_all([sign_in, job])
        token, _secret = accounts_actions.create_token(actor=person("erika"), person=person("erika"), label="Skript")
        absence = accounts_actions.record_absence(
            actor=person("erika"), person=person("erika"), starts_at=later, ends_at=later + timedelta(days=1)
        )
        notice = accounts_actions.notify(kind="answer_posted", person_id=erika.id, subject_id=1, event="row")
        db.session.flush()
        return {
            "sign_in": sign_in.id,
            "job": job.id,
            "job_topic": job.topic,
            "token": token.id,
            "absence": absence.id,
            "notice": notice.id,
        }
