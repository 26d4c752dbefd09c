"""The seat plan: as good as trying everything, its reasons, and large ones in time."""

from itertools import product
from random import Random
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.solver import Problem, best_choices
from pilots.rules.seat_plan import Demand, Need, Nominee, Offer, SeatReason, best_plan, plan_of


def test_nothing_to_decide_is_decided() -> None:
    assert best_choices(Problem()) == set()
    assert best_plan(Demand([], [], [])).points == 0
    assert best_plan(Demand([Need(1)], [Nominee(1, 1)], [])).left == [Nominee(1, 1)]


def test_the_seat_goes_where_it_is_needed_most() -> None:
    needs = [Need(1, staying=2), Need(2, staying=1), Need(3, leaving=1), Need(4)]
    nominees = [Nominee(number, number) for number in (1, 2, 3, 4)]
    plan = best_plan(Demand(needs, nominees, [Offer(1, 3)]))
    assert [seat.reason for seat in plan.seats] == [SeatReason.NO_PILOT, SeatReason.ENDING, SeatReason.DEPUTY]
    assert plan.left == [nominees[0]]


def test_a_second_seat_of_one_department_waits_for_the_first_of_another() -> None:
    nominees = [Nominee(1, 1, weeks=90), Nominee(2, 1, weeks=80), Nominee(3, 2)]
    plan = best_plan(Demand([Need(1), Need(2)], nominees, [Offer(1, 2), Offer(2, 1, starts_in=200)]))
    assert {seat.nominee.number: seat.offer.number for seat in plan.seats} == {1: 1, 3: 1, 2: 2}
    assert [seat.reason for seat in plan.seats][-1] is SeatReason.DEPUTY


def test_among_equals_whoever_waits_longer_comes_first_and_questions_and_topics_outweigh_that() -> None:
    needs = [Need(1), Need(2)]
    assert _first(needs, [Nominee(1, 1, weeks=3), Nominee(2, 2, weeks=9)]) == 2
    assert _first([Need(1, open_questions=1), Need(2)], [Nominee(1, 1), Nominee(2, 2, weeks=99)]) == 1
    assert _first(needs, [Nominee(1, 1, topics=frozenset({7})), Nominee(2, 2, weeks=99)]) == 1


def _first(needs: list[Need], nominees: list[Nominee]) -> int:
    return best_plan(Demand(needs, nominees, [Offer(1, 1)])).seats[0].nominee.number


def test_who_cannot_come_to_a_cohort_is_not_seated_there() -> None:
    nominee = Nominee(1, 1, cannot=frozenset({1}))
    plan = best_plan(Demand([Need(1)], [nominee], [Offer(1, 5), Offer(2, 5, starts_in=90)]))
    assert [seat.offer.number for seat in plan.seats] == [2]


def test_a_topic_is_counted_once_where_it_comes_first() -> None:
    nominees = [Nominee(1, 1, topics=frozenset({7})), Nominee(2, 2, topics=frozenset({7, 8}))]
    plan = best_plan(Demand([Need(1), Need(2)], nominees, [Offer(1, 2)]))
    assert sorted(topic for seat in plan.seats for topic in seat.topics) == [7, 8]


def test_a_plan_changed_by_hand_is_measured_alike_and_never_better() -> None:
    demand = Demand([Need(1), Need(2, staying=1)], [Nominee(1, 1), Nominee(2, 2)], [Offer(1, 1)])
    by_hand = plan_of(demand, {2: 1})
    assert (by_hand.points, best_plan(demand).points) == (25.0, 100.0)
    assert by_hand.left == [demand.nominees[0]]


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    needs = [
        Need(number, draw(st.integers(0, 2)), draw(st.integers(0, 1)), draw(st.integers(0, 12)))
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    offers = [
        Offer(number, draw(st.integers(0, 3)), draw(st.integers(-10, 2000)))
        for number in range(1, draw(st.integers(0, 2)) + 1)
    ]
    topics, cohorts = st.frozensets(st.integers(1, 3), max_size=2), st.frozensets(st.integers(1, 2), max_size=1)
    nominees = [
        Nominee(number, draw(st.integers(1, len(needs))), draw(st.integers(0, 120)), draw(topics), draw(cohorts))
        for number in range(1, draw(st.integers(0, 6)) + 1)
    ]
    return Demand(needs, nominees, offers)


def every_plan(demand: Demand) -> list[dict[int, int]]:
    ways = [[None, *(o.number for o in demand.offers if o.number not in n.cannot)] for n in demand.nominees]
    plans = [
        {nominee.number: cohort for nominee, cohort in zip(demand.nominees, way, strict=True) if cohort}
        for way in product(*ways)
    ]
    seats = {offer.number: offer.seats for offer in demand.offers}
    return [plan for plan in plans if all(list(plan.values()).count(number) <= most for number, most in seats.items())]


@settings(max_examples=40, deadline=None)
@given(demands())
def test_no_other_plan_is_better(demand: Demand) -> None:
    found = best_plan(demand)
    chosen = {seat.nominee.number: seat.offer.number for seat in found.seats}
    assert chosen in every_plan(demand)
    assert found.points == max(plan_of(demand, plan).points for plan in every_plan(demand))


def seconds() -> float:
    """Of the processor, here and in the programs that ran apart; another test beside this one takes none of them."""
    apart = getrusage(RUSAGE_CHILDREN)
    return process_time() + apart.ru_utime + apart.ru_stime


@pytest.mark.parametrize("seed", range(3))
def test_a_city_of_sixty_departments_is_planned_within_two_seconds(seed: int) -> None:
    chance = Random(seed)
    needs = [Need(n, chance.choice((0, 0, 1, 2)), chance.choice((0, 0, 1)), chance.randrange(15)) for n in range(60)]
    nominees = [
        Nominee(
            n, chance.randrange(60), chance.randrange(120), frozenset(chance.sample(range(30), chance.randrange(4)))
        )
        for n in range(200)
    ]
    offers = [Offer(n, chance.randint(6, 16), 30 + 120 * n) for n in range(5)]
    before = seconds()
    plan = best_plan(Demand(needs, nominees, offers))
    assert seconds() - before < 2
    assert len(plan.seats) == sum(offer.seats for offer in offers)
