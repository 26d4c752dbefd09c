"""Enrolments: seats, offers and their end, the waiting list and its log, transfers, swaps, who may know."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Appointment, Notice
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed, NotFound
from pilots.actions import cohorts, enrolments
from pilots.jobs import tend_courses
from pilots.models import Cohort, Enrolment, EnrolmentMove, Place
from pilots.queries.enrolments import (
    departments_in_training,
    enrolments_shown_to,
    get_enrolment,
    history_of,
    log_of,
    seats_of,
    waiting_list,
)
from pilots.rules.waiting_list import replay
from tests.conftest import person
from tests.pilots.enrolling import DEPUTY, act, again, ask, department, external, request, settle, state, waiting
from tests.pilots.teaching import again as course_again
from tests.pilots.teaching import cohort, cohort_entry, programme, session


def told(kind: str) -> list[int]:
    return list(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.id)))


def replayed(course: Cohort) -> list[int]:
    return replay(log_of(course.id), course_again(course).rule)


def in_list(course: Cohort) -> list[int]:
    return [one.id for one in waiting_list(course_again(course))]


def test_a_free_seat_is_given_at_once_and_the_rest_wait(app):
    course = cohort(seats=1)
    first, second = request(course, "emil"), request(course, "ben")
    assert (state(first), state(second)) == ("seated", "waiting")
    assert seats_of(course_again(course), utcnow()).free == 0
    assert told("seat_given") == []
    assert again(second).place is Place.NO_PILOT


def test_asking_twice_gives_the_same(app):
    course = cohort(seats=1)
    assert request(course, "emil").id == ask(course, "emil").id
    assert len(log_of(course.id)) == 2


def test_the_list_is_ordered_by_the_rule_and_replaying_its_log_gives_the_same(app):
    course = cohort(seats=1)
    request(course, "heike", "ordnungsamt")
    guest = external(course)
    request(course, "erika")
    request(course, "detlef", "bauamt", DEPUTY)
    request(course, "ben")
    assert waiting(course) == ["Ben Bauer", "Detlef Dorn", "Erika Engel", guest.external_name]
    assert replayed(course) == in_list(course)


def test_a_seat_that_becomes_free_is_offered_to_the_first(app):
    course = cohort(seats=1)
    first, second, third = (request(course, key) for key in ("emil", "erika", "ben"))
    act(enrolments.cancel_enrolment, "emil", first)
    assert (state(first), state(second), state(third)) == ("cancelled_by_person", "waiting", "offered")
    assert told("seat_offered") == [person("ben").id]
    act(enrolments.accept_offer, "ben", third)
    assert (state(third), again(third).place) == ("seated", None)
    with pytest.raises(Conflict, match="step_not_allowed"):
        act(enrolments.accept_offer, "ben", third)


def test_a_declined_offer_goes_to_the_next_and_never_comes_back(app):
    course = cohort(seats=1)
    first, second, third = (request(course, key) for key in ("emil", "ben", "erika"))
    act(enrolments.cancel_enrolment, "emil", first)
    act(enrolments.decline_offer, "ben", second)
    assert (state(second), state(third)) == ("offer_declined", "offered")
    for action in (enrolments.accept_offer, enrolments.cancel_enrolment):
        with pytest.raises(Conflict, match="step_not_allowed"):
            act(action, "ben", second)


def test_an_offer_nobody_answers_goes_to_the_end_of_its_class_twice_and_then_ends(app):
    course = cohort(seats=1, enrols_until=utcnow() + timedelta(days=90), locks_at=utcnow() + timedelta(days=90))
    first, slow = request(course, "emil"), request(course, "ben")
    act(enrolments.cancel_enrolment, "emil", first)
    other = request(course, "heike", "bauamt")
    assert (state(slow), again(other).place) == ("offered", Place.IN_TRAINING)
    until = again(slow).offered_until
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        settle(course)
        assert state(slow) == "offered"
    with time_machine.travel(until, tick=False):
        with pytest.raises(Conflict, match="offer_over"):
            act(enrolments.accept_offer, "ben", slow)
        settle(course)
        assert (state(slow), state(other), again(slow).place) == ("waiting", "offered", Place.IN_TRAINING)
        act(enrolments.decline_offer, "heike", other)
    for _ in range(2):
        assert state(slow) == "offered"
        with time_machine.travel(again(slow).offered_until, tick=False):
            settle(course)
    assert state(slow) == "cancelled_by_organiser"
    assert told("enrolment_ended") == [person("ben").id]
    assert told("offer_expired") == [person("ben").id] * 2


def test_after_the_lock_date_nobody_is_offered_a_seat(app):
    course = cohort(seats=1)
    first, second = request(course, "emil"), request(course, "ben")
    with time_machine.travel(course.locks_at, tick=False):
        act(enrolments.cancel_enrolment, "emil", first)
        settle(course)
        assert state(second) == "waiting"


def test_an_offer_never_runs_beyond_the_lock_date(app):
    course = cohort(seats=1, enrols_until=utcnow() + timedelta(hours=1), locks_at=utcnow() + timedelta(hours=2))
    first, second = request(course, "emil"), request(course, "ben")
    act(enrolments.cancel_enrolment, "emil", first)
    assert again(second).offered_until == course_again(course).locks_at


def test_only_whose_training_was_approved_may_ask(app):
    course = cohort()
    with pytest.raises(Conflict, match="not_entitled"):
        ask(course, "ben")
    with pytest.raises(Conflict, match="not_entitled"):
        request(course, "emil", "ordnungsamt") and ask(cohort(), "emil", "bauamt")


def test_outside_the_days_of_enrolment_only_the_office_enrols(app):
    course = cohort(enrols_from=utcnow() + timedelta(days=1))
    with pytest.raises(Conflict, match="not_enrolling"):
        request(course, "ben")
    with transaction():
        made = enrolments.enrol_person(
            actor=person("olga"),
            cohort=course_again(course),
            person=person("ben"),
            department=department("bauamt"),
            kind=DEPUTY,
            submission="x",
        )
    assert state(made) == "seated"
    assert told("seat_given") == [person("ben").id]


def test_an_advanced_course_is_for_pilots_who_know_the_basic_one(app):
    basic = programme()
    advanced = programme(name="KI", level="advanced", prerequisites={basic.id})
    course = cohort(advanced, seats=1)
    assert state(ask(course, "pia", "standesamt")) == "seated"
    assert again(ask(course, "paul", "kaemmerei")).place is Place.BY_DATE
    with pytest.raises(Conflict, match="not_entitled"):
        ask(course, "erika")


def test_the_office_puts_somebody_first_and_says_why(app):
    course = cohort(seats=1)
    request(course, "emil")
    request(course, "ben")
    last = request(course, "erika")
    act(enrolments.prefer_enrolment, "olga", last, reason="Das Standesamt zieht im März um.")
    assert waiting(course) == ["Erika Engel", "Ben Bauer"]
    settle(course)
    assert waiting(course) == ["Erika Engel", "Ben Bauer"]
    assert replayed(course) == in_list(course)
    assert history_of(again(last))[-1].reason == "Das Standesamt zieht im März um."


def test_a_transfer_keeps_the_original_date(app):
    one = programme()
    source, target = cohort(one, seats=1), cohort(one, name="Herbst", seats=1)
    request(source, "emil")
    moved = request(source, "ben")
    request(target, "heike", "ordnungsamt")
    later = request(target, "detlef", "bauamt")
    with transaction():
        new = enrolments.move_enrolment(
            actor=person("olga"),
            enrolment=again(moved),
            cohort=course_again(target),
            reason="Auf eigenen Wunsch.",
            submission="u",
        )
    assert (state(moved), state(new)) == ("moved", "waiting")
    assert again(new).requested_at == again(moved).requested_at
    assert in_list(target) == [new.id, later.id]
    assert replayed(target) == in_list(target)
    assert told("enrolment_moved") == [person("ben").id]


def test_no_transfer_into_another_programme(app):
    moved, other = request(cohort(), "ben"), cohort(programme(name="KI"))
    with pytest.raises(Conflict, match="other_programme"), transaction():
        enrolments.move_enrolment(
            actor=person("olga"),
            enrolment=again(moved),
            cohort=course_again(other),
            reason="Darum.",
            submission="u",
        )


def test_a_swap_stays_inside_a_department(app):
    course = cohort(seats=1)
    seated = request(course, "emil")
    inside, outside = request(course, "heike", "ordnungsamt"), request(course, "ben")

    def swap(other: Enrolment) -> None:
        with transaction():
            enrolments.swap_seats(
                actor=person("olga"), seated=again(seated), waiting=again(other), reason="Krankheit im Team."
            )

    with pytest.raises(Conflict, match="other_department"):
        swap(outside)
    swap(inside)
    assert (state(seated), state(inside)) == ("waiting", "seated")
    assert again(seated).ranked_at == again(seated).requested_at
    assert told("seat_swapped") == [person("emil").id]
    assert replayed(course) == in_list(course)


def test_fewer_seats_than_holders_is_refused_and_more_are_offered(app):
    course = cohort(seats=2)
    request(course, "emil")
    request(course, "ben")
    third = request(course, "erika")

    def resize(seats: int) -> None:
        with transaction():
            cohorts.edit_cohort(actor=person("olga"), cohort=course_again(course), entry=cohort_entry(seats=seats))

    with pytest.raises(Conflict, match="seats_held"):
        resize(1)
    resize(3)
    assert state(third) == "offered"


def test_removing_a_date_never_changes_the_order(app):
    course = cohort(seats=1)
    held = session(course, date(2030, 3, 1))
    for key in ("emil", "erika", "ben"):
        request(course, key)
    before, rows = in_list(course), len(log_of(course.id))
    with transaction():
        cohorts.remove_session(actor=person("olga"), session=db.session.get_one(type(held), held.id))
    settle(course)
    assert (in_list(course), len(log_of(course.id))) == (before, rows)


def test_a_cancelled_course_ends_everything_and_tells_everybody(app):
    course = cohort(seats=1)
    made = [request(course, key) for key in ("emil", "ben")]
    with transaction():
        cohorts.cancel_cohort(actor=person("olga"), cohort=course_again(course), reason="Zu wenige.")
    assert {state(one) for one in made} == {"cancelled_by_organiser"}
    assert told("enrolment_ended") == [person("emil").id, person("ben").id]


def test_the_order_follows_what_happens_to_the_departments_once_a_night(app):
    course = cohort(seats=1)
    request(course, "emil")
    waits = request(course, "erika")
    assert again(waits).place is Place.HAS_PILOT
    with transaction():
        pias = db.session.scalars(select(Appointment).where(Appointment.person_id == person("pia").id)).one()
        pias.valid_until = utcnow().date() + timedelta(days=90)
    tend_courses()
    assert again(waits).place is Place.ENDING
    rows = len(log_of(course.id))
    tend_courses()
    assert len(log_of(course.id)) == rows
    assert replayed(course) == in_list(course)


def test_a_department_is_in_training_from_the_day_of_the_seat_on(app):
    course = cohort(seats=2)
    session(course, utcnow().date() + timedelta(days=30))
    day, bauamt = utcnow().date(), department("bauamt").id
    made = request(course, "ben")
    external(course)
    assert departments_in_training(day - timedelta(days=1)) == frozenset()
    assert departments_in_training(day) == {bauamt}
    with time_machine.travel(utcnow() + timedelta(days=31), tick=False):
        tend_courses()
        assert state(made) == "attending"
    with time_machine.travel(utcnow() + timedelta(days=32), tick=False):
        act(enrolments.cancel_enrolment, "ben", made)
    assert departments_in_training(day + timedelta(days=31)) == {bauamt}
    assert departments_in_training(day + timedelta(days=33)) == frozenset()


def test_the_state_is_the_last_row_of_the_history(app):
    course = cohort(seats=1)
    made = [request(course, key) for key in ("emil", "ben", "erika")]
    act(enrolments.cancel_enrolment, "emil", made[0])
    for one in made:
        last = history_of(again(one))[-1]
        assert (last.to_state, last.place, last.ranked_at) == (state(one), again(one).place, again(one).ranked_at)


@pytest.mark.parametrize(
    ("key", "seen"),
    [("olga", {"emil", "ben"}), ("heike", {"emil"}), ("emil", {"emil"}), ("paul", {"emil", "ben"}), ("erika", set())],
)
def test_names_are_for_the_person_the_trainer_the_office_and_the_own_head(app, key, seen):
    course = cohort()
    session(course, date(2030, 3, 1), trainer_id=person("paul").id)
    made = {who: request(course, who) for who in ("emil", "ben")}
    shown = {one.person_id for one in enrolments_shown_to(person(key), course_again(course))}
    assert shown == {person(who).id for who in seen}
    for who, one in made.items():
        if who in seen:
            assert get_enrolment(person(key), one.id).id == one.id
        else:
            with pytest.raises(NotFound):
                get_enrolment(person(key), one.id)


@pytest.mark.parametrize("key", ["erika", "heike", "pia", "anna"])
def test_nobody_acts_for_others_but_the_office(app, key):
    made = request(cohort(), "ben")
    for action, more in (
        (enrolments.cancel_enrolment, {}),
        (enrolments.call_off_enrolment, {"reason": "Darum."}),
    ):
        with pytest.raises(NotAllowed):
            act(action, key, made, **more)
    with pytest.raises(NotAllowed):
        act(enrolments.cancel_enrolment, "olga", made)


def test_what_ended_long_ago_names_nobody_any_more(app):
    course = cohort(seats=1)
    gone, stays = request(course, "emil"), request(course, "ben")
    act(enrolments.call_off_enrolment, "olga", gone, reason="Auf Wunsch des Amts.")
    with time_machine.travel(utcnow() + timedelta(days=731), tick=False):
        tend_courses()
    found = again(gone)
    assert (found.person_id, found.end_reason, found.ended_by_id) == (None, "-", None)
    assert all(move.actor_id is None and not move.reason for move in history_of(found))
    assert again(stays).person_id == person("ben").id
    assert db.session.scalars(select(EnrolmentMove).where(EnrolmentMove.subject_id == gone.id)).all()
    assert db.session.get(Enrolment, gone.id).forgotten_at is not None
