"""The machine of appointments as a table: states times steps times standings."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import AppointmentState as State
from core.errors import Conflict
from pilots.models import Evidence, Standing
from pilots.rules.appointments import MACHINE, stage_of
from pilots.rules.coverage import Span, spans_of_appointment

OFFICE, PERSON, HEAD = Standing.OFFICE, Standing.PERSON, Standing.HEAD
SUCCESSOR, SYSTEM = Standing.SUCCESSOR, Standing.SYSTEM
# From, to: who. What is not listed is refused.
TABLE = {
    (None, State.APPOINTED): {OFFICE},
    (None, State.ACTIVE): {OFFICE, SYSTEM},
    (State.APPOINTED, State.IN_TRAINING): {OFFICE},
    (State.IN_TRAINING, State.ACTIVE): {OFFICE},
    (State.ACTIVE, State.PAUSED): {OFFICE, PERSON},
    (State.PAUSED, State.ACTIVE): {OFFICE, PERSON},
    (State.ACTIVE, State.HANDING_OVER): {OFFICE, PERSON, SYSTEM},
    (State.PAUSED, State.HANDING_OVER): {OFFICE, PERSON, SYSTEM},
    (State.HANDING_OVER, State.ENDED): {SUCCESSOR, HEAD},
}


@pytest.mark.parametrize("origin", [None, *State])
@pytest.mark.parametrize("target", [*State])
@pytest.mark.parametrize("standing", [*Standing])
def test_states_times_states_times_standings(origin, target, standing) -> None:
    ways = {step.target for step in MACHINE.open_to({standing}, origin)}
    assert (target in ways) is (standing in TABLE.get((origin, target), set()))


@pytest.mark.parametrize("step", [step.name for step in MACHINE.steps])
def test_what_is_not_listed_is_refused(step) -> None:
    for origin in State:
        if not MACHINE.allows(step, origin):
            with pytest.raises(Conflict, match="step_not_allowed"):
                MACHINE.target(step, origin)


@pytest.mark.parametrize(
    ("days", "stage"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, None), (-3, None)]
)
def test_an_end_is_announced_by_the_stage_it_has_reached(days, stage) -> None:
    today = date(2026, 3, 1)
    assert stage_of(date.fromordinal(today.toordinal() + days), today) == stage


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def day(number: int) -> date:
    return date(2026, 3, number)


PILOT, LEAVING, DEPUTY, TRAINING = Evidence.PILOT, Evidence.LEAVING, Evidence.DEPUTY, Evidence.IN_TRAINING


@pytest.mark.parametrize(
    ("kind", "until", "moves", "spans"),
    [
        (PILOT, None, [], [(PILOT, 1, None)]),
        (PILOT, 9, [], [(PILOT, 1, 9)]),
        (PILOT, 9, [(1, "active")], [(PILOT, 1, 9), (LEAVING, 9, None)]),
        (PILOT, 9, [(1, "active"), (12, "handing_over")], [(PILOT, 1, 9), (LEAVING, 9, 12), (LEAVING, 12, None)]),
        (PILOT, 9, [(1, "active"), (9, "handing_over"), (14, "ended")], [(PILOT, 1, 9), (LEAVING, 9, 14)]),
        (PILOT, None, [(5, "active"), (8, "paused"), (11, "active")],
         [(PILOT, 1, 5), (PILOT, 5, 8), (PILOT, 11, None)]),
        (PILOT, 20, [(1, "active"), (8, "paused"), (8, "active")],
         [(PILOT, 1, 8), (PILOT, 8, 20), (LEAVING, 20, None)]),
        (PILOT, None, [(1, "appointed"), (3, "in_training"), (7, "active")],
         [(TRAINING, 1, 3), (TRAINING, 3, 7), (PILOT, 7, None)]),
        (DEPUTY, 9, [(1, "active"), (9, "handing_over")], [(DEPUTY, 1, 9), (DEPUTY, 9, None)]),
        (PILOT, 9, [(1, "appointed")], [(TRAINING, 1, 9)]),
    ],
)  # fmt: skip
def test_what_an_appointment_says_of_its_department(kind, until, moves, spans) -> None:
    whole = Span(7, kind, day(1), day(until) if until else None)
    found = list(spans_of_appointment(whole, [(at(number), state) for number, state in moves]))
    assert found == [Span(7, what, day(first), day(last) if last else None) for what, first, last in spans]
