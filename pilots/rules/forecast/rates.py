"""Rates that fit what was counted: each run draws its own, so that little history makes a wide band."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pilots.rules.forecast.city import Arrivals, History, Share, Spell, Wave, Ways

YEAR = 365.25
# What is believed before anything was counted, worth about half an event: cities differ, so it weighs little.
LEAVING = Spell(0.5, 8.0)
PROPOSING = Spell(0.5, 0.5)
DECIDING = Spell(1.0, 0.1)
COHORTS = Spell(0.3, 0.3)
ARRIVING = Spell(0.5, 0.5)
WELL = Share(1.6, 0.4)
# Cohorts follow each other more evenly than by chance: their intervals scatter by two fifths around the mean.
REGULARITY = 6.0
EVEN = Share(0.5, 0.5)
BY_SHARE = 0.35


@dataclass(frozen=True)
class WayRates:
    """Rates a day, and shares from 0 to 1."""

    proposing: float
    deciding: float
    confirming: float
    finishing: float
    interval: float
    last_start: float
    seats: Sequence[int]
    course_days: float


@dataclass(frozen=True)
class ArrivalRates:
    """Waves a day, and how large they are: as one of `sizes` (by `weights`), or a share of those that lack a pilot."""

    a_day: float
    sizes: Sequence[int]
    weights: Sequence[float]
    share: float | None


@dataclass(frozen=True)
class Rates:
    """The world of one run. Just one of `ways` and `arrivals` is there."""

    leaving: float
    ways: WayRates | None
    arrivals: ArrivalRates | None


def draw_rates(history: History, chance: Random) -> Rates:
    """One world among those in which this history could have happened."""
    leaving = _rate(LEAVING + history.leaving, chance)
    if history.ways is None:
        return Rates(leaving, None, _arrivals(history.arrivals, chance))
    return Rates(leaving, _ways(history.ways, chance), None)


def _ways(ways: Ways, chance: Random) -> WayRates:
    return WayRates(
        proposing=_rate(PROPOSING + ways.proposing, chance),
        deciding=_rate(DECIDING + ways.deciding, chance),
        confirming=_share(WELL + ways.confirming, chance),
        finishing=_share(WELL + ways.finishing, chance),
        interval=1 / _rate((COHORTS + ways.following) * REGULARITY, chance),
        last_start=ways.last_start,
        seats=ways.seats,
        course_days=ways.course_days,
    )


def _arrivals(arrivals: Arrivals, chance: Random) -> ArrivalRates:
    """Whether seats or the will of departments set the size of a wave is not known here: so a part of the runs
    goes by either.

    Waves are weighed anew for each run, since those that were seen are a sample.
    """
    waves = arrivals.waves or (Wave(1, 1),)
    weights = [chance.expovariate(1) for _ in waves]
    share = _share(_joining(waves, weights), chance) if chance.random() < BY_SHARE else None
    rate = _rate(ARRIVING + Spell(len(arrivals.waves), arrivals.years), chance)
    return ArrivalRates(rate, [wave.joined for wave in waves], weights, share)


def _joining(waves: Sequence[Wave], weights: Sequence[float]) -> Share:
    mean = sum(weights) / len(weights)
    joined = sum(weight * wave.joined for wave, weight in zip(waves, weights, strict=True)) / mean
    lacking = sum(weight * wave.lacking for wave, weight in zip(waves, weights, strict=True)) / mean
    return EVEN + Share(joined, lacking - joined)


def _rate(spell: Spell, chance: Random) -> float:
    """Gamma: what is left to believe about a rate after so many events in that time. A day."""
    return chance.gammavariate(spell.events, 1 / spell.years) / YEAR


def _share(share: Share, chance: Random) -> float:
    return chance.betavariate(share.well, share.badly)
