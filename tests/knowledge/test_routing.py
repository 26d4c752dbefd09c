"""Where a question lands: the five rules, absences, load, and every change of owner as a row."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import Absence
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge import actions, queries
from knowledge.models import OwnerKind, OwnerReason, Ownership, PilotTopic, Question
from tests.conftest import person
from tests.knowledge.asking import accept, again, answer, ask

MONDAY_MORNING = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)  # 9 o'clock in Berlin


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock


def away(key: str, days: int = 3) -> None:
    with transaction():
        db.session.add(Absence(person_id=person(key).id, starts_at=utcnow(), ends_at=utcnow() + timedelta(days=days)))


def owner_of(question: Question) -> tuple[str | None, OwnerReason]:
    ownership = queries.current_ownership(question.id)
    return (ownership.person.name if ownership.person else None), ownership.why


def offer_topic(key: str, tag_id: int) -> None:
    with transaction():
        db.session.add(PilotTopic(person_id=person(key).id, tag_id=tag_id))


def test_the_departments_pilot_owns_the_question(app):
    assert owner_of(ask("erika")) == ("Pia Petersen", OwnerReason.PILOT)


def test_the_deputy_steps_in_while_the_pilot_is_away(app):
    away("pia")
    assert owner_of(ask("erika")) == ("Detlef Dorn", OwnerReason.DEPUTY)


def test_a_pilot_who_offered_the_topic_comes_before_the_division(app):
    first = ask("emil")
    offer_topic("paul", first.tags[0].id)
    assert owner_of(ask("emil")) == ("Paul Pohl", OwnerReason.SKILL)


def test_without_a_pilot_the_one_of_the_same_division_owns_it(app):
    assert owner_of(ask("emil")) == ("Pia Petersen", OwnerReason.DIVISION)


def test_at_last_the_office_owns_it(app):
    question = ask("ben")
    assert owner_of(question) == (None, OwnerReason.OFFICE)
    assert question.owner_kind is OwnerKind.OFFICE


def test_the_asker_never_owns_the_own_question(app):
    assert owner_of(ask("pia")) == ("Detlef Dorn", OwnerReason.DEPUTY)


def test_of_several_pilots_the_least_loaded_gets_it(app):
    from accounts.models import Appointment, AppointmentKind

    with transaction():
        db.session.add(
            Appointment(
                person_id=person("heike").id,
                department_id=person("erika").department_id,
                kind=AppointmentKind.PILOT,
                valid_from=date(2026, 1, 1),
            )
        )
    owners = [owner_of(ask("erika"))[0] for _ in range(4)]
    assert sorted(owners) == ["Heike Haupt", "Heike Haupt", "Pia Petersen", "Pia Petersen"]


def test_the_answer_is_due_after_two_working_days(app):
    question = ask("erika")
    # 16 working hours from Monday 9:00: 7 on Monday, 8 on Tuesday, 1 on Wednesday
    assert question.answer_by == datetime(2026, 3, 11, 8, 0, tzinfo=UTC)


def test_an_unanswered_question_is_reminded_passed_on_and_reaches_the_office(app, monday, run_jobs):
    question = ask("erika")
    run_jobs()
    monday.move_to(MONDAY_MORNING + timedelta(days=1, minutes=1))
    run_jobs()
    assert queries.current_ownership(question.id).reminded_at is not None
    monday.move_to(MONDAY_MORNING + timedelta(days=2, minutes=1))
    run_jobs()
    assert owner_of(question) == ("Detlef Dorn", OwnerReason.DEPUTY)
    monday.move_to(MONDAY_MORNING + timedelta(days=3, minutes=2))
    run_jobs()
    assert owner_of(question) == (None, OwnerReason.OFFICE)
    monday.move_to(MONDAY_MORNING + timedelta(days=30))
    run_jobs()
    assert owner_of(question) == (None, OwnerReason.OFFICE)


def test_nightly_does_what_the_worker_missed_and_nothing_twice(app, monday):
    from core.cli import run_nightly

    question = ask("erika")
    monday.move_to(MONDAY_MORNING + timedelta(days=2, minutes=1))
    for _ in range(3):
        run_nightly()
    db.session.rollback()
    rows = again(question).ownerships
    assert [row.person.name for row in rows] == ["Pia Petersen", "Detlef Dorn"]


def test_an_answer_ends_the_clock(app, monday, run_jobs):
    question = ask("erika")
    answer(question)
    assert again(question).answer_by is None
    monday.move_to(MONDAY_MORNING + timedelta(days=30))
    run_jobs()
    assert owner_of(question) == ("Pia Petersen", OwnerReason.PILOT)


def test_an_accepted_question_has_no_owner_and_unaccepting_gives_it_one(app):
    question = ask("erika")
    made = answer(question)
    accept(made)
    assert queries.current_ownership(question.id) is None
    with transaction():
        actions.unaccept_answer(actor=person("erika"), answer=again(question).answers[0])
    assert owner_of(question) == ("Pia Petersen", OwnerReason.PILOT)
    assert again(question).answer_by is None


def test_when_the_owner_falls_ill_somebody_present_takes_over(app):
    question = ask("erika")
    away("pia")
    with transaction():
        assert actions.follow_absence(person_id=person("pia").id) == 1
    assert owner_of(question) == ("Detlef Dorn", OwnerReason.DEPUTY)
    with transaction():
        assert actions.follow_absence(person_id=person("pia").id) == 0


def test_a_coming_absence_moves_the_due_time(app):
    question = ask("erika")
    with transaction():
        tomorrow = utcnow() + timedelta(days=1)
        db.session.add(Absence(person_id=person("pia").id, starts_at=tomorrow, ends_at=tomorrow + timedelta(days=1)))
    with transaction():
        actions.follow_absence(person_id=person("pia").id)
    assert again(question).answer_by == datetime(2026, 3, 12, 8, 0, tzinfo=UTC)


def test_who_stops_being_a_pilot_loses_the_questions(app):
    question = ask("erika")
    with transaction():
        for appointment in person("pia").appointments:
            appointment.valid_until = utcnow().date()
    with transaction():
        assert actions.follow_loss(person_id=person("pia").id) == 1
    assert owner_of(question) == ("Detlef Dorn", OwnerReason.DEPUTY)


def test_a_pilot_takes_over_with_a_reason_and_the_history_keeps_it(app):
    question = ask("erika")
    with transaction():
        actions.take_over_question(actor=person("paul"), question=again(question), note="Das kenne ich.")
    assert owner_of(question) == ("Paul Pohl", OwnerReason.TAKEN_OVER)
    first, second = again(question).ownerships
    assert (first.until, second.note) == (second.since, "Das kenne ich.")


@pytest.mark.parametrize(("receiver", "code"), [("erika", "asker_cannot_own"), ("emil", "not_a_pilot")])
def test_a_question_is_handed_on_only_to_who_may_own_it(app, receiver, code):
    question = ask("erika")
    with pytest.raises(Conflict, match=code), transaction():
        actions.hand_on_question(actor=person("pia"), question=again(question), to=person(receiver), note="Bitte")
    assert owner_of(question)[0] == "Pia Petersen"


def test_an_employee_cannot_take_over(app):
    question = ask("erika")
    with pytest.raises(NotAllowed), transaction():
        actions.take_over_question(actor=person("emil"), question=again(question), note="Ich will")


def test_the_cached_owner_always_repeats_the_running_ownership(app):
    first, second = ask("erika"), ask("ben")
    made = answer(first)
    accept(made)
    with transaction():
        actions.reopen_question(actor=person("erika"), question=again(first), reason="Es kam wieder.")
        actions.hand_on_question(actor=person("olga"), question=again(second), to=person("paul"), note="Bitte")
    for question in (again(first), again(second)):
        running = queries.current_ownership(question.id)
        assert (question.owner_kind, question.owner_id, question.owner_since) == (
            running.kind,
            running.person_id,
            running.since,
        )


def test_the_chain_names_everybody_in_order(app):
    steps = queries.chain_of(ask("erika"))
    assert [(step.reason.value, step.name) for step in steps] == [
        ("pilot", "Pia Petersen"),
        ("deputy", "Detlef Dorn"),
        ("office", ""),
    ]


def test_the_same_submission_makes_one_question(app):
    with transaction():
        first = actions.ask_question(actor=person("erika"), title="A", body="B", submission="same")
        second = actions.ask_question(actor=person("erika"), title="A", body="B", submission="same")
    assert first.id == second.id
    assert db.session.query(Ownership).count() == 1
