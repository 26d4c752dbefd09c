"""The rule of the waiting list as a table, and the machine of enrolments: states × steps × roles. Pure."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AppointmentKind
from pilots.models import EnrolmentState as State
from pilots.models import Place, Standing
from pilots.models.enrolments import FINAL, LIVE
from pilots.rules.enrolments import MACHINE
from pilots.rules.waiting_list import (
    ENDS_SOON,
    NEWEST,
    RULES,
    DepartmentFacts,
    in_order,
    order_key,
    place_of,
    replay,
)

PILOT, DEPUTY = AppointmentKind.PILOT, AppointmentKind.DEPUTY
TODAY = date(2026, 11, 30)
SOON, LATER = TODAY + ENDS_SOON, TODAY + ENDS_SOON + timedelta(days=1)
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "facts", "place"),
    [
        (PILOT, DepartmentFacts(), Place.NO_PILOT),
        (PILOT, DepartmentFacts(has_deputy=True), Place.NO_PILOT),
        (PILOT, DepartmentFacts(pilots_until=(None,)), Place.HAS_PILOT),
        (PILOT, DepartmentFacts(pilots_until=(LATER,)), Place.HAS_PILOT),
        (PILOT, DepartmentFacts(pilots_until=(SOON,)), Place.ENDING),
        (PILOT, DepartmentFacts(pilots_until=(SOON, None)), Place.HAS_PILOT),
        (PILOT, DepartmentFacts(in_training=frozenset({PILOT})), Place.IN_TRAINING),
        (PILOT, DepartmentFacts(in_training=frozenset({DEPUTY})), Place.NO_PILOT),
        (DEPUTY, DepartmentFacts(), Place.DEPUTY),
        (DEPUTY, DepartmentFacts(pilots_until=(None,)), Place.DEPUTY),
        (DEPUTY, DepartmentFacts(has_deputy=True), Place.HAS_DEPUTY),
        (DEPUTY, DepartmentFacts(in_training=frozenset({DEPUTY})), Place.HAS_DEPUTY),
        (PILOT, None, Place.EXTERNAL),
    ],
)
def test_where_a_request_belongs(kind, facts, place):
    assert place_of(kind, facts, TODAY) is place


def test_every_rule_knows_every_place_and_the_first_one_never_changes():
    assert all(set(rule) == set(Place) for rule in RULES.values())
    assert max(RULES) == NEWEST
    groups: dict[int, set[str]] = {}
    for place, group in RULES[1].items():
        groups.setdefault(group, set()).add(place.value)
    assert [groups[number] for number in sorted(groups)] == [
        {"office"},
        {"no_pilot"},
        {"ending"},
        {"deputy"},
        {"has_pilot", "in_training", "has_deputy", "by_date"},
        {"external"},
    ]


PLACES = st.sampled_from(sorted(Place))
MOMENTS = st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours))


@given(st.lists(st.tuples(PLACES, MOMENTS), max_size=20))
def test_the_order_is_total_and_class_goes_before_date(found):
    rows = [SimpleNamespace(id=number, place=place, ranked_at=at) for number, (place, at) in enumerate(found)]
    ordered = in_order(rows, 1)
    assert sorted(row.id for row in ordered) == list(range(len(rows)))
    keys = [order_key(row.id, row.place, row.ranked_at, 1) for row in ordered]
    assert keys == sorted(set(keys))
    assert in_order(list(reversed(rows)), 1) == ordered


def test_who_does_not_wait_has_no_place():
    with pytest.raises(ValueError, match="only who waits"):
        order_key(1, None, NOON, 1)


def test_a_replay_takes_the_last_row_of_each_whatever_the_order_of_the_rows():
    def row(subject, seq, to_state, place=None, hours=0):
        at = NOON + timedelta(hours=hours) if place else None
        return SimpleNamespace(subject_id=subject, seq=seq, to_state=to_state, place=place, ranked_at=at)

    log = [
        row(1, 1, "requested"),
        row(1, 2, "waiting", Place.HAS_PILOT, 0),
        row(2, 1, "requested"),
        row(2, 2, "waiting", Place.NO_PILOT, 5),
        row(3, 1, "requested"),
        row(3, 2, "waiting", Place.NO_PILOT, 1),
        row(3, 3, "offered", Place.NO_PILOT, 1),
        row(3, 4, "waiting", Place.NO_PILOT, 9),
        row(4, 1, "requested"),
        row(4, 2, "seated"),
    ]
    assert replay(log, 1) == replay(reversed(log), 1) == [2, 3, 1]


# from, step, to, who: the table of the design, written out once more.
ALLOWED = """
- request_enrolment requested person,office
requested check_funding funding_check system
funding_check clear_funding requested office
requested seat_enrolment seated system
requested queue_enrolment waiting system
waiting rank_enrolment waiting system
waiting prefer_enrolment waiting office
waiting offer_seat offered system
offered accept_offer seated person,office
offered decline_offer offer_declined person,office
offered expire_offer waiting system
offered lapse_enrolment cancelled_by_organiser system
seated give_seat waiting office
waiting take_seat seated office
requested,funding_check,waiting,seated,attending cancel_enrolment cancelled_by_person person
requested,funding_check,waiting,offered,seated,attending call_off_enrolment cancelled_by_organiser office
requested,funding_check,waiting,seated move_enrolment moved office
seated begin_course attending system
attending,incomplete complete_course completed system,trainer,office
attending leave_incomplete incomplete system,trainer,office
attending note_no_show no_show trainer,office
"""


def _table():
    for line in ALLOWED.strip().splitlines():
        origins, step, target, who = line.split()
        for origin, standing in product(origins.split(","), who.split(",")):
            yield (None if origin == "-" else State(origin)), step, State(target), Standing(standing)


def test_states_steps_and_roles_are_those_of_the_table_and_no_others():
    found = {
        (origin, step.name, step.target, standing)
        for origin, standing in product([None, *State], Standing)
        for step in MACHINE.open_to([standing], origin)
    }
    assert found == set(_table())


def test_nothing_leads_out_of_an_end():
    assert all(not MACHINE.allowed(state) for state in FINAL)
    assert LIVE.isdisjoint(FINAL)
    assert set(State) - LIVE - FINAL == {State.INCOMPLETE}


def test_what_the_office_decides_against_the_rule_needs_a_reason():
    reasoned = {step.name for step in MACHINE.steps if step.needs_reason}
    assert reasoned == {"prefer_enrolment", "give_seat", "take_seat", "call_off_enrolment", "move_enrolment"}
