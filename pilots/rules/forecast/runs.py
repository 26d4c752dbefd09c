"""One run: the city lives on, event by event, in a world that its rates describe."""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from math import inf
from random import Random
from typing import Any

from pilots.rules.forecast.city import City, Course, Place, Stage
from pilots.rules.forecast.rates import REGULARITY, Rates, WayRates

MONTH = 365.25 / 12
TRIES = 20

Event = tuple[float, int, Callable[..., None], tuple[Any, ...]]


class Run:
    """Lives until `horizon` days from today, and counts the departments with a pilot at the end of each month."""

    def __init__(self, city: City, rates: Rates, chance: Random, *, horizon: float, months: int) -> None:
        self.rates = rates
        self.chance = chance
        self.horizon = horizon
        self.months = months
        self.curve: list[int] = []
        self.arrived: float | None = None
        self.places = city.places
        self.until = [0.0] * len(city.places)
        self.on_the_way = [len(place.candidates) for place in city.places]
        self.queue: list[int] = []
        self.events: list[Event] = []
        self.made = 0
        self.has_pilot = [bool(place.ends) for place in city.places]
        self.covered = sum(self.has_pilot)
        self._begin(city)

    def live(self) -> None:
        """To the end of curve and search: when everybody is there, or at the horizon."""
        if self.covered == len(self.places):
            self.arrived = 0.0
        while self.events and not self._is_over():
            at, _, happen, what = heappop(self.events)
            self._count_months(at)
            happen(at, *what)
        self._count_months(inf)

    def _is_over(self) -> bool:
        return self.arrived is not None and len(self.curve) >= self.months

    def _count_months(self, until: float) -> None:
        while len(self.curve) < self.months and (len(self.curve) + 1) * MONTH <= until:
            self.curve.append(self.covered)

    def _plan(self, at: float, happen: Callable[..., None], *what: Any) -> None:
        """The number keeps events of one moment in the order in which they were planned."""
        if at <= self.horizon:
            self.made += 1
            heappush(self.events, (at, self.made, happen, what))

    def _begin(self, city: City) -> None:
        for number, place in enumerate(city.places):
            if place.ends:
                self.until[number] = max(self._stay(end) for end in place.ends)
                self._plan(self.until[number], self._end, number)
            self._set_off(number, place)
        self.chance.shuffle(self.queue)
        for course in sorted(city.courses, key=lambda each: each.starts):
            self._plan(max(course.starts, 0.0), self._hold, course)
        if self.rates.ways:
            starts = [course.starts for course in city.courses]
            self._plan_further(max(starts, default=-self.rates.ways.last_start), self.rates.ways)
        self._plan_arrival(0.0)

    def _set_off(self, number: int, place: Place) -> None:
        for candidate in place.candidates:
            if candidate.stage is Stage.TRAINING:
                self._plan(max(candidate.done_in, 0.0), self._finish, number)
            elif candidate.stage is Stage.READY:
                self.queue.append(number)
            else:
                self._plan_decision(0.0, number)
        self._look_for(0.0, number)

    def _stay(self, known_end: float = inf) -> float:
        return min(known_end, self.chance.expovariate(self.rates.leaving))

    # Proposals

    def _look_for(self, at: float, number: int) -> None:
        """A department with nobody, and nobody on the way, proposes somebody some day."""
        ways = self.rates.ways
        if ways and not self.has_pilot[number] and not self.on_the_way[number]:
            day = max(at, self.places[number].silent_until) + self.chance.expovariate(ways.proposing)
            self._plan(day, self._propose, number)

    def _propose(self, at: float, number: int) -> None:
        self.on_the_way[number] += 1
        self._plan_decision(at, number)

    def _plan_decision(self, at: float, number: int) -> None:
        if self.rates.ways:
            self._plan(at + self.chance.expovariate(self.rates.ways.deciding), self._decide, number)

    def _decide(self, at: float, number: int) -> None:
        assert self.rates.ways
        if self.chance.random() < self.rates.ways.confirming:
            self.queue.append(number)
        else:
            self._lose(at, number)

    def _lose(self, at: float, number: int) -> None:
        self.on_the_way[number] -= 1
        self._look_for(at, number)

    # Cohorts

    def _plan_further(self, last: float, ways: WayRates) -> None:
        steps = (ways.interval * self.chance.gammavariate(REGULARITY, 1 / REGULARITY) for _ in range(TRIES))
        coming = (last + step for step in steps if last + step > 0)
        self._plan(next(coming, ways.interval * self.chance.random()), self._hold_further)

    def _hold_further(self, at: float) -> None:
        ways = self.rates.ways
        assert ways
        self._hold(at, Course(at, at + ways.course_days, self.chance.choice(ways.seats)))
        self._plan_further(at, ways)

    def _hold(self, at: float, course: Course) -> None:
        """Departments without anybody come first, then whoever waits longest."""
        self.queue.sort(key=self.has_pilot.__getitem__)
        seated, self.queue = self.queue[: course.free], self.queue[course.free :]
        for number in seated:
            self._plan(max(course.ends, at), self._finish, number)

    def _finish(self, at: float, number: int) -> None:
        ways = self.rates.ways
        if ways is None or self.chance.random() < ways.finishing:
            self.on_the_way[number] -= 1
            self._cover(at, number)
        else:
            self._lose(at, number)

    # Pilots

    def _cover(self, at: float, number: int) -> None:
        self.covered += not self.has_pilot[number]
        self.has_pilot[number] = True
        self.until[number] = max(self.until[number], at + self._stay())
        self._plan(self.until[number], self._end, number)
        if self.covered == len(self.places) and self.arrived is None:
            self.arrived = at

    def _end(self, at: float, number: int) -> None:
        if self.has_pilot[number] and self.until[number] <= at:
            self.covered -= 1
            self.has_pilot[number] = False
            self._look_for(at, number)

    def _plan_arrival(self, at: float) -> None:
        if self.rates.arrivals:
            self._plan(at + self.chance.expovariate(self.rates.arrivals.a_day), self._arrive)

    def _arrive(self, at: float) -> None:
        """Without known ways: some departments get a pilot at once, as it happened before."""
        lacking = [n for n, has_pilot in enumerate(self.has_pilot) if not has_pilot]
        for number in self._wave(lacking):
            if self.places[number].silent_until <= at:
                self._cover(at, number)
        self._plan_arrival(at)

    def _wave(self, lacking: Sequence[int]) -> Sequence[int]:
        arrivals = self.rates.arrivals
        assert arrivals
        if arrivals.share is not None:
            return [number for number in lacking if self.chance.random() < arrivals.share]
        size = self.chance.choices(arrivals.sizes, arrivals.weights)[0]
        return self.chance.sample(lacking, min(size, len(lacking)))
