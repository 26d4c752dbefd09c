"""What if: the same city with something changed, what a course costs, and which next step helps most. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pilots.rules.forecast import NEVER, Candidate, City, Course, Forecast, Place, Stage, forecast

COURSE_DAYS = 60.0
SOON = 365.0
SOONEST_COURSE = 120.0
USUAL_SEATS = 6
COURSE_GRANT_CENTS = 300_00
"""The education voucher: 100 € a day of the basic course, which takes three days (Städtetag Baden-Württemberg)."""

LENGTH, ADVICE_RUNS = 36, 150


@dataclass(frozen=True)
class Change:
    """`seats` in a further course that starts in `course_in` days; places by their number in the city."""

    seats: int = 0
    course_in: float = 0.0
    leaving: int | None = None
    leaving_in: float = 0.0
    refusing: int | None = None


class Step(StrEnum):
    """What the office could do next."""

    COURSE = "course"
    NOMINATE = "nominate"
    DECIDE = "decide"
    SUCCEED = "succeed"


@dataclass(frozen=True)
class Advice:
    """A step for so many seats, departments or nominations, and what it gains in years with a pilot, all together."""

    step: Step
    count: int
    gain: float


@dataclass(frozen=True)
class Cost:
    """Of a course, in cents."""

    without_grant: int
    with_grant: int


def changed(city: City, change: Change) -> City:
    """The city as it would be; the real one stays as it is."""
    if change.leaving is not None:
        city = _at(city, change.leaving, lambda place: _left(place, change.leaving_in))
    if change.refusing is not None:
        city = _at(city, change.refusing, lambda place: replace(place, candidates=(), silent_until=NEVER))
    return with_course(city, change.seats, change.course_in) if change.seats else city


def with_course(city: City, seats: int, starts: float) -> City:
    """Where nothing is known of cohorts, departments without anybody take the seats."""
    ways = city.history.ways
    if ways:
        return replace(city, courses=[*city.courses, Course(starts, starts + ways.course_days, seats)])
    learner = Candidate(Stage.TRAINING, starts + COURSE_DAYS)
    free = [number for number, place in enumerate(city.places) if not place.ends and not place.candidates][:seats]
    for number in free:
        city = _at(city, number, lambda place: replace(place, candidates=(learner,)))
    return city


def cost_of(seats: int, seat_cents: int, funded: int) -> Cost:
    """`funded`: for how many the land still pays; never more than the seat costs."""
    grant = min(seats, funded) * min(seat_cents, COURSE_GRANT_CENTS)
    return Cost(seats * seat_cents, seats * seat_cents - grant)


def best_steps(city: City, *, today: date, most: int = 3) -> Sequence[Advice]:
    """The steps that gain most, best first; those that gain nothing are left out."""
    before = _lived(city, today).years_with_pilot
    tried = [Advice(step, count, _lived(after, today).years_with_pilot - before) for step, count, after in _steps(city)]
    return sorted((one for one in tried if one.gain > 0.05), key=lambda one: -one.gain)[:most]


def _lived(city: City, today: date) -> Forecast:
    """The same luck for all, so that small differences show."""
    return forecast(city, today=today, seed=today.toordinal(), runs=ADVICE_RUNS, months=LENGTH)


def _steps(city: City) -> list[tuple[Step, int, City]]:
    ways = city.history.ways
    seats = round(sum(ways.seats) / len(ways.seats)) if ways else USUAL_SEATS
    steps = [(Step.COURSE, seats, with_course(city, seats, SOONEST_COURSE))]
    if ways:
        steps += [
            _each(Step.NOMINATE, city, lambda place: not place.ends and not place.candidates, _proposed),
            _each(
                Step.DECIDE, city, lambda place: any(one.stage is Stage.PROPOSED for one in place.candidates), _decided
            ),
            _each(Step.SUCCEED, city, _ends_soon, _proposed),
        ]
    return [step for step in steps if step[1]]


def _each(
    step: Step, city: City, fits: Callable[[Place], bool], do: Callable[[Place], Place]
) -> tuple[Step, int, City]:
    places = [do(place) if fits(place) else place for place in city.places]
    return step, sum(map(fits, city.places)), replace(city, places=places)


def _proposed(place: Place) -> Place:
    return replace(place, candidates=(*place.candidates, Candidate(Stage.PROPOSED)))


def _decided(place: Place) -> Place:
    ready = Candidate(Stage.READY)
    return replace(place, candidates=[ready if one.stage is Stage.PROPOSED else one for one in place.candidates])


def _ends_soon(place: Place) -> bool:
    return bool(place.ends) and max(place.ends) <= SOON and not place.candidates


def _left(place: Place, days: float) -> Place:
    """Whoever would have stayed longest goes."""
    *others, longest = sorted(place.ends) or [0.0]
    stays = min(longest, days)
    return replace(place, ends=[*others, stays] if stays > 0 else others)


def _at(city: City, number: int, do: Callable[[Place], Place]) -> City:
    places = list(city.places)
    places[number] = do(places[number])
    return replace(city, places=places)
