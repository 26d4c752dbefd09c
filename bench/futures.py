"""Towns with a known future, to measure a forecast against: day by day, by rates that nobody tells the forecast.

Written apart from the forecast, plainly: each day looks at everybody. What a real site would have counted until `today`
is handed on; the rest of the life shows the true day.
"""

from dataclasses import dataclass, field
from random import Random

from pilots.rules.forecast import (
    HORIZON,
    NEVER,
    Arrivals,
    Candidate,
    City,
    Course,
    History,
    Place,
    Share,
    Spell,
    Stage,
    Wave,
    Ways,
)

YEAR = 365.25
TOGETHER = 14


@dataclass
class Habits:
    """What is true of a town: chances a day, shares, days."""

    departments: int
    leaving: float
    proposing: float
    deciding: float
    confirming: float
    finishing: float
    interval: float
    seats: int
    course_days: int
    notice: int
    ahead: int
    past: int


def any_habits(chance: Random) -> Habits:
    """Towns differ by a factor of five and more; none of these spans is what the forecast believes beforehand."""
    departments = chance.randint(6, 24)
    return Habits(
        departments=departments,
        leaving=chance.uniform(0.01, 0.08) / YEAR,
        proposing=chance.uniform(0.5, 4) / YEAR,
        deciding=1 / chance.uniform(14, 90),
        confirming=chance.uniform(0.6, 1),
        finishing=chance.uniform(0.75, 1),
        interval=chance.uniform(100, 400),
        seats=max(3, round(departments * chance.uniform(0.1, 0.35))),
        course_days=chance.randint(20, 150),
        notice=chance.randint(0, 120),
        ahead=chance.randint(0, 400),
        past=chance.randint(400, 1800),
    )


@dataclass
class Desk:
    """A department: when each of its pilots leaves, and how far each candidate is (with the day a course ends)."""

    leaves: list[int] = field(default_factory=list)
    on_the_way: list[tuple[Stage, int]] = field(default_factory=list)


@dataclass
class Counted:
    """What was seen, day for day."""

    pilot_days: int = 0
    left: int = 0
    silent_days: int = 0
    proposed: int = 0
    open_days: int = 0
    confirmed: int = 0
    refused: int = 0
    completed: int = 0
    dropped: int = 0
    lacking_days: int = 0
    seats: list[int] = field(default_factory=list)
    arrivals: list[tuple[int, int]] = field(default_factory=list)


class Town:
    """Lives day by day. Nobody is there on its first day."""

    def __init__(self, habits: Habits, chance: Random) -> None:
        self.habits, self.chance = habits, chance
        self.day = 0
        self.desks = [Desk() for _ in range(habits.departments)]
        self.counted = Counted()
        self.cohorts = self._cohorts()

    def _cohorts(self) -> list[tuple[int, int]]:
        """Start and seats of each, for as long as anybody looks."""
        found, day = [], 0.0
        while day < self.habits.past + HORIZON:
            day += self.habits.interval * self.chance.uniform(0.6, 1.4)
            found.append((round(day), max(1, round(self.habits.seats * self.chance.uniform(0.7, 1.3)))))
        return found

    @property
    def is_complete(self) -> bool:
        return all(desk.leaves for desk in self.desks)

    def live_a_day(self) -> None:
        self.day += 1
        for desk in self.desks:
            self._part(desk)
            self._propose(desk)
            self._decide(desk)
        for start, seats in self.cohorts:
            if start == self.day:
                self._seat(seats)
        lacking = sum(not desk.leaves for desk in self.desks)
        self.counted.arrivals.append((sum(self._graduate(desk) for desk in self.desks), lacking))
        self.counted.lacking_days += not self.is_complete

    def _part(self, desk: Desk) -> None:
        self.counted.pilot_days += len(desk.leaves)
        self.counted.left += sum(day <= self.day for day in desk.leaves)
        desk.leaves = [day for day in desk.leaves if day > self.day]

    def _propose(self, desk: Desk) -> None:
        if desk.leaves or desk.on_the_way:
            return
        self.counted.silent_days += 1
        if self.chance.random() < self.habits.proposing:
            self.counted.proposed += 1
            desk.on_the_way.append((Stage.PROPOSED, self.day))

    def _decide(self, desk: Desk) -> None:
        for each in [one for one in desk.on_the_way if one[0] is Stage.PROPOSED]:
            self.counted.open_days += 1
            if self.chance.random() < self.habits.deciding:
                desk.on_the_way.remove(each)
                if self.chance.random() < self.habits.confirming:
                    self.counted.confirmed += 1
                    desk.on_the_way.append((Stage.READY, self.day))
                else:
                    self.counted.refused += 1

    def _seat(self, seats: int) -> None:
        self.counted.seats.append(seats)
        waiting = [(bool(desk.leaves), since, n) for n, desk in enumerate(self.desks) for since in self._ready(desk)]
        for _, since, number in sorted(waiting)[:seats]:
            way = self.desks[number].on_the_way
            way.remove((Stage.READY, since))
            way.append((Stage.TRAINING, self.day + self.habits.course_days))

    @staticmethod
    def _ready(desk: Desk) -> list[int]:
        return [since for stage, since in desk.on_the_way if stage is Stage.READY]

    def _graduate(self, desk: Desk) -> bool:
        """Whether the department got its first pilot by it."""
        was_there = bool(desk.leaves)
        for each in [one for one in desk.on_the_way if one == (Stage.TRAINING, self.day)]:
            desk.on_the_way.remove(each)
            if self.chance.random() < self.habits.finishing:
                self.counted.completed += 1
                desk.leaves.append(self.day + 1 + round(self.chance.expovariate(self.habits.leaving)))
            else:
                self.counted.dropped += 1
        return bool(desk.leaves) and not was_there

    # What a site would know today

    def known(self, *, ways: bool = True) -> City:
        """Without `ways`: what appointments alone tell."""
        places = [self._place(desk, ways) for desk in self.desks]
        return City(places, self._history(ways), self._planned() if ways else ())

    def _place(self, desk: Desk, ways: bool) -> Place:
        left = [day - self.day for day in desk.leaves]
        ends = [float(days) if days <= self.habits.notice else NEVER for days in left]
        way = [
            Candidate(stage, float(day - self.day) if stage is Stage.TRAINING else 0.0)
            for stage, day in desk.on_the_way
        ]
        return Place(ends, way if ways else ())

    def _planned(self) -> list[Course]:
        coming = [each for each in self.cohorts if self.day < each[0] <= self.day + self.habits.ahead]
        return [Course(start - self.day, start - self.day + self.habits.course_days, seats) for start, seats in coming]

    def _history(self, ways: bool) -> History:
        seen = self.counted
        return History(
            days=self.day,
            leaving=Spell(seen.left, seen.pilot_days / YEAR),
            arrivals=Arrivals(_together(seen.arrivals), seen.lacking_days / YEAR),
            ways=self._ways() if ways else None,
        )

    def _ways(self) -> Ways:
        seen, planned = self.counted, self._planned()
        starts = [start for start, _ in self.cohorts if start <= self.day]
        known = [*starts, *(self.day + course.starts for course in planned)]
        return Ways(
            proposing=Spell(seen.proposed, seen.silent_days / YEAR),
            deciding=Spell(seen.confirmed + seen.refused, seen.open_days / YEAR),
            confirming=Share(seen.confirmed, seen.refused),
            finishing=Share(seen.completed, seen.dropped),
            following=Spell(len(known) - 1, (known[-1] - known[0]) / YEAR),
            last_start=self.day - starts[-1],
            seats=[*seen.seats, *(course.free for course in planned)],
            course_days=self.habits.course_days,
        )


def _together(arrivals: list[tuple[int, int]]) -> list[Wave]:
    """Arrivals of one fortnight count as one wave."""
    waves, last = [], -TOGETHER
    for day, (count, lacking) in enumerate(arrivals):
        if count and day - last < TOGETHER:
            waves[-1] = Wave(waves[-1].joined + count, waves[-1].lacking)
        elif count:
            waves.append(Wave(count, lacking))
            last = day
    return waves


def a_town(number: int) -> Town:
    """A town on its today: something is still lacking, and enough is known for a forecast."""
    chance = Random(f"town {number}")
    while True:
        town = Town(any_habits(chance), chance)
        while town.day < town.habits.past:
            town.live_a_day()
        if not town.is_complete and sum(joined for joined, _ in town.counted.arrivals) >= 3:
            return town


def true_days(town: Town) -> int | None:
    """How many days from now until everybody is there; None: not within the horizon."""
    today = town.day
    while town.day < today + HORIZON:
        town.live_a_day()
        if town.is_complete:
            return town.day - today
    return None
