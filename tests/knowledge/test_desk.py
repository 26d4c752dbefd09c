"""The desks of pilots and of the office: what waits, what happens next, what is to be checked."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Appointment
from core.db import db, transaction
from knowledge import actions
from knowledge.models import CheckWhy, EntryState, Freshness
from knowledge.queries.desk import SHOWN, next_steps
from tests.conftest import counted_queries, person
from tests.knowledge.asking import accept, again, answer, ask

MONDAY_MORNING = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)  # 9 o'clock in Berlin


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock


def due_entry(author: str = "pia", asker: str = "erika") -> int:
    made = answer(ask(asker), author)
    accept(made, asker)
    with transaction():
        entry = db.session.query(Freshness).filter_by(thing_id=made.id).one()
        entry.state, entry.due_why = EntryState.TO_CHECK, CheckWhy.REPORTED
        entry.due_since, entry.note = MONDAY_MORNING, "Das Amt ist umgezogen."
    return entry.id


def test_the_desk_says_what_waits_until_when_and_what_happens_next(app, client_of):
    ask("erika", title="Wie scanne ich Post?")
    page = client_of("pia").get("/lotse").text
    assert "Wie scanne ich Post?" in page
    assert "Mi, 11. März, 09:00 Uhr" in page
    assert "Erinnerung am" in page
    assert "Di, 10. März, 09:00 Uhr" in page
    assert "Detlef Dorn" in page


def test_the_page_of_a_question_says_what_happens_next(app, client_of):
    question = ask("erika")
    page = client_of("emil").get(f"/fragen/{question.id}-{question.slug}").text
    assert "Wie es weitergeht:" in page
    answer(question)
    assert "Wie es weitergeht:" not in client_of("emil").get(f"/fragen/{question.id}-{question.slug}").text


def test_what_is_announced_is_what_happens(app, monday, run_jobs):
    question = ask("erika")
    run_jobs()
    for _round in range(2):
        step = next_steps([again(question)])[question.id]
        monday.move_to(step.pass_on_at)
        run_jobs()
        after = again(question)
        assert (after.owner_kind, after.owner_id) == (step.to.kind, step.to.person_id)
    step = next_steps([again(question)])[question.id]
    assert (step.pass_on_at, step.to) == (None, None)


def test_a_reminder_that_went_out_is_announced_no_more(app, monday, run_jobs):
    question = ask("erika")
    step = next_steps([question])[question.id]
    monday.move_to(step.remind_at + timedelta(minutes=1))
    run_jobs()
    assert next_steps([again(question)])[question.id].remind_at is None


def test_the_desk_shows_checks_topics_and_the_department(app, client_of):
    due_entry()
    with transaction():
        person("pia").consultation_hours = "Dienstags von 10 bis 12 Uhr"
    page = client_of("pia").get("/lotse").text
    assert "Das Amt ist umgezogen." in page
    assert "Dienstags von 10 bis 12 Uhr" in page
    assert "Standesamt" in page


def test_the_office_sees_what_reached_it_and_checks_without_owner(app, client_of):
    ask("ben", title="Wie scanne ich Post?")
    kept, lost = due_entry(), due_entry("paul", "ben")
    office = client_of("olga")
    page = office.get("/amt").text
    assert "Wie scanne ich Post?" in page
    assert f"/aktualitaet/{lost}/gueltig" not in page
    with transaction():
        db.session.query(Appointment).filter_by(person_id=person("paul").id).one().valid_until = MONDAY_MORNING.date()
    page = office.get("/amt").text
    assert f"/aktualitaet/{lost}/gueltig" in page
    assert f"/aktualitaet/{kept}/gueltig" not in page


def test_the_desk_costs_the_same_however_much_waits(app, client_of):
    client = client_of("pia")
    ask("erika")
    due_entry()
    with counted_queries() as few:
        client.get("/lotse")
    for _ in range(SHOWN):
        ask("emil", tags=("Scan",))
        due_entry()
    with counted_queries() as many:
        client.get("/lotse")
    assert len(few) == len(many)


def test_a_deputy_has_a_desk_and_its_link(app, client_of):
    assert 'href="/lotse"' in client_of("detlef").get("/").text
    assert 'href="/lotse"' not in client_of("erika").get("/").text
    assert 'href="/amt"' in client_of("olga").get("/").text


def test_actions_and_announcements_agree_after_handing_on(app):
    question = ask("erika")
    with transaction():
        actions.hand_on_question(
            actor=person("pia"), question=again(question), to=person("paul"), note="Paul kennt das besser."
        )
    assert next_steps([again(question)])[question.id].to.name == "Detlef Dorn"
