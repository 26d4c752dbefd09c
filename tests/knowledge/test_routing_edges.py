"""What the five rules must not do: whom they must not name, and what a change of owner must not forget."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import Absence, Appointment, AppointmentKind
from core.db import db, transaction, utcnow
from knowledge import actions, queries
from knowledge.models import OwnerReason, PilotTopic
from tests.conftest import person
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.test_routing import away, offer_topic, owner_of

MONDAY_MORNING = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock


def appoint(key: str, code_of: str, kind: AppointmentKind, until: date | None = None) -> None:
    with transaction():
        department = person(code_of).department_id
        row = Appointment(kind=kind, valid_from=date(2024, 1, 1), valid_until=until)
        row.person_id, row.department_id = person(key).id, department
        db.session.add(row)


def block(key: str) -> None:
    with transaction():
        person(key).blocked_at = utcnow()


def let_pass(question, clock) -> None:
    """As if nobody answered until the present owner's time is over."""
    running = queries.current_ownership(question.id)
    clock.move_to(running.pass_on_at + timedelta(minutes=1))
    with transaction():
        actions.pass_on_overdue(ownership=queries.current_ownership(question.id))


def test_a_deputy_of_another_department_of_the_division_is_not_asked(app):
    away("pia")
    assert owner_of(ask("emil"))[1] is OwnerReason.OFFICE


def test_what_is_answered_is_no_load(app):
    appoint("heike", "erika", AppointmentKind.PILOT)
    first = ask("ben")
    with transaction():
        actions.hand_on_question(actor=person("olga"), question=again(first), to=person("pia"), note="Bitte")
    answer(first)
    assert owner_of(ask("erika"))[0] == "Pia Petersen"


def test_who_is_no_pilot_any_more_is_not_asked_for_a_topic(app):
    first = ask("ben")
    appoint("emil", "ben", AppointmentKind.PILOT, until=date(2025, 1, 1))
    offer_topic("emil", first.tags[0].id)
    assert owner_of(ask("ben"))[1] is OwnerReason.OFFICE


@pytest.mark.parametrize("asker", ["erika", "emil"])
def test_who_is_blocked_is_not_asked(app, asker):
    block("pia")
    assert owner_of(ask(asker))[0] != "Pia Petersen"


def test_what_all_let_pass_ends_with_the_office_and_never_returns(app, monday):
    question = ask("erika")
    let_pass(question, monday)
    assert owner_of(question)[0] == "Detlef Dorn"
    away("detlef")
    with transaction():
        actions.follow_absence(person_id=person("detlef").id)
    assert owner_of(question) == (None, OwnerReason.OFFICE)


def test_after_reopening_everybody_may_be_asked_again(app, monday):
    question = ask("erika")
    let_pass(question, monday)
    accept(answer(question, "detlef"))
    with transaction():
        actions.reopen_question(actor=person("erika"), question=again(question), reason="Es geht wieder nicht")
    assert owner_of(question)[0] == "Pia Petersen"
    assert not any(one.is_accepted for one in again(question).answers)


def test_who_was_chosen_by_hand_keeps_it_when_the_rules_would_not_name_them(app):
    question = ask("ben")
    with transaction():
        actions.hand_on_question(actor=person("olga"), question=again(question), to=person("paul"), note="Bitte")
    with transaction():
        assert actions.follow_loss(person_id=person("paul").id) == 0
    assert owner_of(question)[0] == "Paul Pohl"


def test_an_absence_of_years_stops_nobody_from_asking(app):
    with transaction():
        begin = utcnow() + timedelta(days=1)
        for years in (0, 3):
            starts = begin + timedelta(days=365 * years)
            row = Absence(person_id=person("pia").id, starts_at=starts, ends_at=starts + timedelta(days=365 * 3))
            db.session.add(row)
    question = ask("erika")
    assert owner_of(question)[0] == "Pia Petersen"
    assert again(question).answer_by is not None


def test_an_answer_of_the_asker_does_not_stop_the_clock(app):
    question = ask("erika")
    answer(question, "erika", "Ich meine das andere Programm.")
    assert again(question).answer_by is not None
    answer(question, "pia")
    assert again(question).answer_by is None


def test_a_topic_counts_once_for_each_pilot(app):
    first = ask("ben", tags=["Signatur", "Karte"])
    for tag in first.tags:
        offer_topic("paul", tag.id)
    assert db.session.query(PilotTopic).count() == 2
    assert owner_of(ask("ben", tags=["Signatur", "Karte"])) == ("Paul Pohl", OwnerReason.SKILL)
