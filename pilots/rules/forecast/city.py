"""What a forecast is made of: the city as it stands, what is planned, and what its history counts; days from today."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf


class Stage(StrEnum):
    """How far somebody is who shall become pilot: proposed, confirmed and waiting for a seat, or in a course."""

    PROPOSED = "proposed"
    READY = "ready"
    TRAINING = "training"


@dataclass(frozen=True)
class Candidate:
    """Somebody on the way; `done_in`: days until their course ends, for those in training alone."""

    stage: Stage
    done_in: float = 0.0


@dataclass(frozen=True)
class Place:
    """A department that counts.

    `ends`: for each running pilot or deputy the days until a known end, inf where none is known.
    `silent_until`: before that day it proposes nobody; inf: never.
    """

    ends: Sequence[float] = ()
    candidates: Sequence[Candidate] = ()
    silent_until: float = 0.0


@dataclass(frozen=True)
class Course:
    """A planned cohort: when its places are settled, when it ends, and how many seats nobody has yet."""

    starts: float
    ends: float
    free: int


@dataclass(frozen=True)
class Spell:
    """How often something happened in so many years (of one person, department or city)."""

    events: float
    years: float

    def __add__(self, other: "Spell") -> "Spell":
        return Spell(self.events + other.events, self.years + other.years)

    def __mul__(self, weight: float) -> "Spell":
        """The same rate, known better or worse."""
        return Spell(self.events * weight, self.years * weight)


@dataclass(frozen=True)
class Share:
    """How often something went well and how often not."""

    well: float
    badly: float

    def __add__(self, other: "Share") -> "Share":
        return Share(self.well + other.well, self.badly + other.badly)


@dataclass(frozen=True)
class Ways:
    """The way to a pilot as the history knows it.

    `proposing` per department without pilot and proposal; `deciding` per open proposal; `confirming`: proposals that
    came to a seat's queue or not; `finishing`: who completed a course or did not; `following`: steps from the start of
    a cohort to that of the next, planned ones included; `last_start`: days since a cohort began; `seats` of past and
    planned cohorts; `course_days` from start to end.
    """

    proposing: Spell
    deciding: Spell
    confirming: Share
    finishing: Share
    following: Spell
    last_start: float
    seats: Sequence[int]
    course_days: float


@dataclass(frozen=True)
class Wave:
    """So many of the departments that lacked a pilot got one at about the same time."""

    joined: int
    lacking: int


@dataclass(frozen=True)
class Arrivals:
    """Every wave of departments that got a pilot, in so many years in which one was lacking."""

    waves: Sequence[Wave]
    years: float

    @property
    def joined(self) -> int:
        return sum(wave.joined for wave in self.waves)


@dataclass(frozen=True)
class History:
    """What was counted. `leaving`: ends of appointments per pilot. Without `ways` the forecast rests on `arrivals`."""

    days: int
    leaving: Spell
    arrivals: Arrivals
    ways: Ways | None = None


@dataclass(frozen=True)
class City:
    """Everything that a forecast is made of."""

    places: Sequence[Place]
    history: History
    courses: Sequence[Course] = ()

    @property
    def lacking(self) -> int:
        """How many departments have nobody today."""
        return sum(not place.ends for place in self.places)


NEVER = inf
