"""The owner asks back: the clock rests until the asker replies; working days of part-timers count alone."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.actions.workdays import choose_workdays
from accounts.models import Absence, Notice
from core.cli import run_nightly
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge import actions
from knowledge.models import ClockPause, OwnerKind, PauseEnd, QuestionState
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import again, answer, ask

MONDAY_MORNING = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)  # 9 o'clock in Berlin
HOURS = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock


def query(question, key: str = "pia", submission: str | None = None):
    with transaction():
        return actions.query_asker(
            actor=person(key),
            question=again(question),
            body="Welches Programm meinen Sie?",
            submission=submission or secrets.token_hex(8),
        )


def reply(question, key: str = "erika"):
    with transaction():
        return actions.comment_question(
            actor=person(key), question=again(question), body="Das mit dem Siegel.", submission=secrets.token_hex(8)
        )


def pauses(question):
    db.session.expire_all()
    return db.session.scalars(select(ClockPause).where(ClockPause.question_id == question.id)).all()


def test_what_was_left_of_the_time_runs_on_after_the_reply(app, monday, run_jobs):
    question = ask("erika")
    monday.move_to(MONDAY_MORNING + 5 * HOURS)  # 5 of 16 hours are over
    query(question)
    assert again(question).answer_by is None
    monday.move_to(MONDAY_MORNING + timedelta(days=14))
    run_jobs()
    run_nightly()
    assert again(question).owner.name == "Pia Petersen", "nobody passes on what rests"
    monday.move_to(datetime(2026, 3, 23, 8, 0, tzinfo=UTC))
    reply(question)
    # 11 hours from Monday 9:00: 7 on Monday, 4 on Tuesday
    assert again(question).answer_by == datetime(2026, 3, 24, 11, 0, tzinfo=UTC)
    assert [(one.until, one.ended_by) for one in pauses(question)] == [(utcnow(), PauseEnd.REPLIED)]
    monday.move_to(datetime(2026, 3, 24, 11, 1, tzinfo=UTC))
    run_jobs()
    assert again(question).owner.name == "Detlef Dorn"


def test_only_the_owner_asks_back_and_once_at_a_time(app):
    question = ask("erika")
    for key in ("erika", "emil", "detlef", "olga"):
        with pytest.raises(NotAllowed):
            query(question, key)
    first = query(question, submission="einmal")
    assert query(question, submission="einmal").id == first.id
    with pytest.raises(Conflict):
        query(question)
    assert len(pauses(question)) == 1


def test_the_office_asks_back_too(app):
    question = ask("ben")
    query(question, "olga")
    assert again(question).paused_at is not None


def test_only_the_askers_word_ends_a_pause(app):
    question = ask("erika")
    query(question)
    reply(question, "emil")
    assert again(question).paused_at is not None
    reply(question)
    assert again(question).paused_at is None
    reply(question)
    assert len(pauses(question)) == 1


def test_an_answer_needs_no_reply(app):
    question = ask("erika")
    query(question)
    answer(question)
    question = again(question)
    assert (question.paused_at, question.answer_by) == (None, None)
    assert pauses(question)[0].ended_by is PauseEnd.ANSWERED


def test_what_is_withdrawn_waits_for_nothing(app):
    question = ask("erika")
    query(question)
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    assert again(question).paused_at is None
    assert pauses(question)[0].ended_by is PauseEnd.ENDED


def test_somebody_who_is_away_at_the_reply_is_not_waited_for(app, monday):
    question = ask("erika")
    query(question)
    monday.move_to(MONDAY_MORNING + timedelta(days=1))
    with transaction():
        away = Absence(person_id=person("pia").id, starts_at=utcnow(), ends_at=utcnow() + timedelta(days=9))
        db.session.add(away)
    reply(question)
    question = again(question)
    assert question.owner.name == "Detlef Dorn"
    assert question.answer_by is not None


def test_a_question_that_is_handed_on_while_it_rests_rests_on(app, monday):
    question = ask("erika")
    query(question)
    with transaction():
        actions.hand_on_question(actor=person("pia"), question=again(question), to=person("paul"), note="Passt besser")
    assert again(question).answer_by is None
    assert again(question).paused_at is not None
    monday.move_to(MONDAY_MORNING + timedelta(days=7))
    reply(question)
    # 16 hours from the reply on: the receiver had no working time before it
    assert again(question).answer_by == datetime(2026, 3, 18, 8, 0, tzinfo=UTC)


def test_an_answer_that_does_not_help_starts_the_clock_again(app):
    question = ask("erika")
    answer(question)
    assert again(question).answer_by is None
    with transaction():
        actions.reopen_question(actor=person("erika"), question=again(question), reason="Es geht noch nicht.")
    question = again(question)
    assert question.state is QuestionState.OPEN
    assert question.answer_by == datetime(2026, 3, 11, 8, 0, tzinfo=UTC)


def test_the_asker_is_told_once_and_replies_by_form(app, client_of):
    question = ask("erika")
    path = f"/fragen/{question.id}/rueckfrage"
    number = question.id
    assert submit(client_of("pia"), path, body="Welches Programm?").status_code == 303
    db.session.rollback()
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == person("erika").id)).all()
    assert told == ["question_query"]
    page = client_of("erika").get(f"/fragen/{number}-{again(question).slug}").text
    assert "Bis zur Antwort ruht die Frist." in page
    sent = submit(client_of("erika"), f"/fragen/{number}/kommentar", body="Das mit dem Siegel.")
    assert sent.status_code == 303
    assert again(question).answer_by is not None
    assert client_of("pia").get(path).status_code == 200


def test_times_count_on_working_days_alone(app, run_jobs):
    question = ask("erika")
    with transaction():
        choose_workdays(actor=person("pia"), person=person("pia"), weekdays=[1, 2])
    run_jobs()
    # 16 hours on Tuesdays and Wednesdays: all of the 10th and the 11th
    assert again(question).answer_by == datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
    assert again(question).owner_kind is OwnerKind.PERSON


def test_working_days_are_chosen_by_form(app, client_of):
    client = client_of("pia")
    assert submit(client, "/ich/arbeitstage", days=[]).status_code == 422
    assert submit(client, "/ich/arbeitstage", days=["0", "3"]).status_code == 303
    db.session.rollback()
    assert person("pia").weekdays == {0, 3}
    with pytest.raises(Conflict), transaction():
        choose_workdays(actor=person("pia"), person=person("pia"), weekdays=[])
