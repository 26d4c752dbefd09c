"""Who should get the seats of the next cohorts: what a plan is worth, the question for the solver, the reasons. Pure.

The measure: a seat is worth what its department needs most: a pilot where nobody is (100 points), a successor where
everybody leaves within a year (60), a deputy where one person is alone (25), one more (5). The first seat of a
department counts its open questions too (2 points each, at most 10 of them). Each topic that nobody in the city is
skilled in counts once (8 points), whoever brings it. Every month until the cohort starts takes 2 % of all that, down to
a fifth. Whoever waits longer comes first among equals (a hundredth of a point a week, at most one point).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.solver import Problem, best_choices


class SeatReason(StrEnum):
    """Why a department should get a seat."""

    NO_PILOT = "no_pilot"
    ENDING = "ending"
    DEPUTY = "deputy"
    FURTHER = "further"


POINTS = {SeatReason.NO_PILOT: 100, SeatReason.ENDING: 60, SeatReason.DEPUTY: 25, SeatReason.FURTHER: 5}
QUESTION, MOST_QUESTIONS = 2, 10
TOPIC = 8
MONTHLY_PERCENT, LEAST_PERCENT = 2, 20
MONTH_DAYS = 30
MOST_WEEKS = 100


@dataclass(frozen=True)
class Need:
    """A department: how many pilots and deputies stay or leave within a year, how many questions are open."""

    department: int
    staying: int = 0
    leaving: int = 0
    open_questions: int = 0

    def reason(self, seat: int) -> SeatReason:
        """For the department's first, second, … seat, counted from 0."""
        if not self.staying and not seat:
            return SeatReason.ENDING if self.leaving else SeatReason.NO_PILOT
        return SeatReason.DEPUTY if self.staying + seat == 1 else SeatReason.FURTHER

    def points(self, seat: int) -> int:
        questions = 0 if seat else QUESTION * min(self.open_questions, MOST_QUESTIONS)
        return POINTS[self.reason(seat)] + questions


@dataclass(frozen=True)
class Nominee:
    """Somebody who waits for a seat. `topics`: those without anyone skilled that they bring; `cannot`: cohorts."""

    number: int
    department: int
    weeks: int = 0
    topics: frozenset[int] = frozenset()
    cannot: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Offer:
    """A cohort with free seats."""

    number: int
    seats: int
    starts_in: int = 0

    @property
    def percent(self) -> int:
        """How much of its worth a seat keeps until the cohort starts."""
        return max(LEAST_PERCENT, 100 - MONTHLY_PERCENT * max(0, self.starts_in) // MONTH_DAYS)


@dataclass(frozen=True)
class Demand:
    """Everything that a plan is made of."""

    needs: Sequence[Need]
    nominees: Sequence[Nominee]
    offers: Sequence[Offer]


@dataclass(frozen=True)
class PlannedSeat:
    """A seat for somebody, and why: what the department needs, the questions counted, the topics first brought here."""

    nominee: Nominee
    offer: Offer
    reason: SeatReason
    open_questions: int
    topics: frozenset[int]


@dataclass(frozen=True)
class SeatPlan:
    """Seats in the order of cohorts and reasons, who gets none, and what it is worth in points."""

    seats: Sequence[PlannedSeat]
    left: Sequence[Nominee]
    points: float


def best_plan(demand: Demand) -> SeatPlan:
    """The plan that is worth most. Raises NoSolution."""
    problem = Problem()
    seats = _ask_seats(problem, demand)
    _ask_departments(problem, demand, seats)
    _ask_topics(problem, demand, seats)
    chosen = best_choices(problem)
    return plan_of(demand, {pair[0]: pair[1] for pair, number in seats.items() if number in chosen})


def plan_of(demand: Demand, given: Mapping[int, int]) -> SeatPlan:
    """A plan made by whoever: `given` holds a cohort's number by nominee's. The same measure for all."""
    offers = {offer.number: offer for offer in demand.offers}
    needs = {need.department: need for need in demand.needs}
    placed = [(offers[given[each.number]], each) for each in demand.nominees if each.number in given]
    placed.sort(key=lambda pair: (-pair[0].percent, pair[0].starts_in, -pair[1].weeks, pair[1].number))
    taken, brought, seats, worth = defaultdict[int, int](int), set[int](), [], 0
    for offer, nominee in placed:
        need, seat = needs[nominee.department], taken[nominee.department]
        new = nominee.topics - brought
        worth += (100 * (need.points(seat) + TOPIC * len(new)) + _wait(nominee)) * offer.percent
        questions = 0 if seat else need.open_questions
        seats.append(PlannedSeat(nominee, offer, need.reason(seat), questions, frozenset(new)))
        taken[nominee.department] += 1
        brought |= new
    left = [each for each in demand.nominees if each.number not in given]
    return SeatPlan(sorted(seats, key=_order), left, worth / 10_000)


def _order(seat: PlannedSeat) -> tuple[int, int, int, int]:
    return seat.offer.starts_in, seat.offer.number, -POINTS[seat.reason], seat.nominee.number


def _wait(nominee: Nominee) -> int:
    """In hundredths of a point."""
    return min(nominee.weeks, MOST_WEEKS)


Seats = Mapping[tuple[int, int], int]


def _ask_seats(problem: Problem, demand: Demand) -> Seats:
    """One choice for each nominee and cohort: at most one cohort each, and no cohort beyond its seats."""
    seats = {
        (each.number, offer.number): problem.choice(_wait(each) * offer.percent)
        for each in demand.nominees
        for offer in demand.offers
        if offer.number not in each.cannot
    }
    for each in demand.nominees:
        problem.limit({number: 1 for pair, number in seats.items() if pair[0] == each.number}, 1)
    for offer in demand.offers:
        problem.limit({number: 1 for pair, number in seats.items() if pair[1] == offer.number}, max(0, offer.seats))
    return seats


def _ask_departments(problem: Problem, demand: Demand, seats: Seats) -> None:
    """The first, second and further seats of a department, each worth less, and each needs somebody who sits on it."""
    nominees = _grouped((each.department, each) for each in demand.nominees)
    for need in demand.needs:
        ranks = [
            {offer: problem.choice(100 * need.points(seat) * offer.percent) for offer in demand.offers}
            for seat in range(len(nominees[need.department]))
        ]
        for rank in ranks:
            problem.limit(dict.fromkeys(rank.values(), 1), 1)
        for offer in demand.offers if ranks else ():
            sitting = _sitting(seats, nominees[need.department], offer)
            problem.limit({rank[offer]: 1 for rank in ranks} | sitting, 0)


def _ask_topics(problem: Problem, demand: Demand, seats: Seats) -> None:
    """A topic counts in one cohort, and needs somebody there who brings it."""
    bringing = _grouped((topic, each) for each in demand.nominees for topic in each.topics)
    for people in bringing.values():
        first = {offer: problem.choice(100 * TOPIC * offer.percent) for offer in demand.offers}
        problem.limit(dict.fromkeys(first.values(), 1), 1)
        for offer in demand.offers:
            problem.limit({first[offer]: 1} | _sitting(seats, people, offer), 0)


def _sitting(seats: Seats, people: Iterable[Nominee], offer: Offer) -> dict[int, int]:
    pairs = ((each.number, offer.number) for each in people)
    return {seats[pair]: -1 for pair in pairs if pair in seats}


def _grouped(pairs: Iterable[tuple[int, Nominee]]) -> dict[int, list[Nominee]]:
    found = defaultdict[int, list[Nominee]](list)
    for key, each in pairs:
        found[key].append(each)
    return found
