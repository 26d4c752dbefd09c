"""The machine of nominations against the table it was designed with: states × states × standings. Pure."""

import itertools

import pytest

from accounts.models import Department, Person, Role, RoleGrant
from core.db import utcnow
from core.errors import Conflict
from pilots.models import Nomination, Standing
from pilots.models import NominationState as State
from pilots.models.nominations import FINAL, LIVE
from pilots.rules import nominations as rules

HEAD, PERSON, OFFICE, SYSTEM = Standing.HEAD, Standing.PERSON, Standing.OFFICE, Standing.SYSTEM

# From, to, who: as the design states it. What does not stand here is refused.
TABLE = {
    (None, State.DRAFT): {HEAD},
    (None, State.SUBMITTED): {OFFICE, PERSON},
    (State.DRAFT, State.SUBMITTED): {HEAD},
    (State.SUBMITTED, State.AWAITING_CONSENT): {SYSTEM, HEAD},
    (State.SUBMITTED, State.CONSENTED): {HEAD},
    (State.AWAITING_CONSENT, State.CONSENTED): {PERSON},
    (State.AWAITING_CONSENT, State.DECLINED): {PERSON},
    (State.AWAITING_CONSENT, State.LAPSED): {SYSTEM},
    (State.CONSENTED, State.QUERY): {OFFICE},
    (State.QUERY, State.CONSENTED): {HEAD},
    (State.CONSENTED, State.CONFIRMED): {OFFICE},
    (State.CONSENTED, State.REFUSED): {OFFICE},
    (State.DRAFT, State.WITHDRAWN): {HEAD},
    (State.SUBMITTED, State.WITHDRAWN): {HEAD, PERSON},
    (State.AWAITING_CONSENT, State.WITHDRAWN): {HEAD},
    (State.CONSENTED, State.WITHDRAWN): {HEAD, PERSON},
    (State.QUERY, State.WITHDRAWN): {HEAD, PERSON},
}


@pytest.mark.parametrize(("origin", "target"), [*itertools.product([None, *State], State)])
def test_a_step_leads_where_the_table_says_and_nowhere_else(origin, target):
    leading = [step for step in rules.MACHINE.allowed(origin) if step.target is target]
    assert set().union(*(step.who for step in leading)) == TABLE.get((origin, target), set())


def test_what_is_not_listed_is_a_conflict():
    for step, state in itertools.product(rules.MACHINE.steps, [None, *State]):
        if state in step.origins:
            assert rules.MACHINE.target(step.name, state) is step.target
        else:
            with pytest.raises(Conflict):
                rules.MACHINE.target(step.name, state)


def test_every_state_is_a_draft_under_way_or_at_its_end():
    assert LIVE | FINAL | {State.DRAFT} == set(State)
    assert not LIVE & FINAL
    assert not any(rules.MACHINE.allowed(state) for state in FINAL)


def somebody(number: int, *roles: Role, department: int = 1) -> Person:
    person = Person(id=number, name=f"Person {number}", email=f"{number}@stadt.example", department_id=department)
    person.grants = [RoleGrant(role=role) for role in roles or (Role.EMPLOYEE,)]
    return person


PEOPLE = {
    "head": somebody(1),
    "nominee": somebody(2),
    "office": somebody(3, Role.OFFICE, department=9),
    "colleague": somebody(4),
    "stranger": somebody(5, department=8),
    "admin": somebody(6, Role.ADMIN, department=9),
    "committee": somebody(7, Role.COMMITTEE, department=9),
}


def nomination(state: State, made_as: Standing = HEAD) -> Nomination:
    by = {HEAD: 1, OFFICE: 3, PERSON: 2}[made_as]
    one = Nomination(state=state, made_as=made_as, nominee_id=2, nominated_by_id=by, department_id=1)
    one.department = Department(id=1, name="Ordnungsamt", head_id=1)
    one.submitted_at = None if state is State.DRAFT else utcnow()
    return one


# Who may take which step of a nomination that its head made; the office also takes the head's, on the head's behalf.
HEADS = {
    State.DRAFT: {"submit_nomination", "withdraw_nomination"},
    State.SUBMITTED: {"withdraw_nomination"},
    State.AWAITING_CONSENT: {"withdraw_nomination"},
    State.CONSENTED: {"withdraw_nomination"},
    State.QUERY: {"answer_query", "withdraw_nomination"},
}
OFFICES = {
    State.SUBMITTED: {"withdraw_nomination"},
    State.AWAITING_CONSENT: {"withdraw_nomination"},
    State.CONSENTED: {"query_nomination", "confirm_nomination", "refuse_nomination", "withdraw_nomination"},
    State.QUERY: {"answer_query", "withdraw_nomination"},
}
NOMINEES = {
    State.AWAITING_CONSENT: {"give_consent", "decline_nomination"},
    State.CONSENTED: {"step_back"},
    State.QUERY: {"step_back"},
}


@pytest.mark.parametrize(("who", "state"), [*itertools.product(PEOPLE, State)])
def test_each_person_may_take_the_steps_of_their_standing(who, state):
    expected = {"head": HEADS, "office": OFFICES, "nominee": NOMINEES}.get(who, {}).get(state, set())
    assert {step.name for step in rules.steps_for(PEOPLE[who], nomination(state))} == expected


def test_what_the_office_proposed_the_head_endorses_and_nobody_for_themselves():
    proposal = nomination(State.SUBMITTED, OFFICE)
    other = somebody(8, Role.OFFICE, department=9)
    names = {who: {step.name for step in rules.steps_for(one, proposal)} for who, one in PEOPLE.items()}
    assert names["head"] == {"endorse_nomination", "withdraw_nomination"}
    assert names["office"] == {"withdraw_nomination"}, "they proposed it"
    assert names["nominee"] == set(), "not asked yet"
    assert "endorse_nomination" in {step.name for step in rules.steps_for(other, proposal)}


def test_who_volunteered_may_step_back_at_once_and_is_not_asked_again():
    own = nomination(State.SUBMITTED, PERSON)
    assert {step.name for step in rules.steps_for(PEOPLE["head"], own)} == {"endorse_volunteer", "withdraw_nomination"}
    assert {step.name for step in rules.steps_for(PEOPLE["nominee"], own)} == {"step_back"}
    assert not rules.GUARDS["ask_consent"](own)


def test_nobody_of_the_office_decides_about_themselves():
    own = nomination(State.CONSENTED)
    own.nominee_id = 3
    assert {step.name for step in rules.steps_for(PEOPLE["office"], own)} == {"step_back"}


def test_a_colleague_finishes_only_the_draft_they_wrote():
    written = nomination(State.DRAFT)
    written.nominated_by_id = 4
    assert {step.name for step in rules.steps_for(PEOPLE["colleague"], written)} == HEADS[State.DRAFT]
    assert not rules.steps_for(PEOPLE["stranger"], written)
    written.state, written.submitted_at = State.AWAITING_CONSENT, utcnow()
    assert not rules.steps_for(PEOPLE["colleague"], written)


@pytest.mark.parametrize(("who", "state"), [*itertools.product(PEOPLE, State)])
def test_the_person_the_head_and_the_office_know_of_it_and_nobody_else(who, state):
    allowed = {"head"} if state is State.DRAFT else {"head", "nominee", "office"}
    assert rules.can_see_nomination(PEOPLE[who], nomination(state)) == (who in allowed)


def test_a_draft_that_was_thrown_away_stays_its_writers():
    gone = nomination(State.DRAFT)
    gone.state = State.WITHDRAWN
    assert [who for who, one in PEOPLE.items() if rules.can_see_nomination(one, gone)] == ["head"]


def test_who_may_begin_one():
    department = Department(id=1, name="Ordnungsamt", head_id=1)
    by_rule = {
        "nominate": ({"head", "nominee", "office", "colleague"}, rules.can_nominate),
        "propose": ({"office"}, rules.can_propose),
        "volunteer": ({"head", "nominee", "colleague"}, rules.can_volunteer),
        "switch": ({"office", "admin"}, lambda person, _department: rules.can_choose_switch(person)),
    }
    for name, (expected, rule) in by_rule.items():
        assert {who for who, one in PEOPLE.items() if rule(one, department)} == expected, name
    department.closed_at = utcnow()
    assert not any(rules.can_nominate(one, department) for one in PEOPLE.values())
