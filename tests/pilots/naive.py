"""Coverage a second time, told day by day in the plainest way; the site's own is held against it."""

from dataclasses import dataclass, field
from datetime import date

ORDER = ("with_pilot", "in_training", "nominated", "without")


@dataclass
class NaiveDepartment:
    """What somebody who keeps a diary would write down. `facts`: (from day, name, parent key, counted, open)."""

    facts: list[tuple[date, str, str | None, bool, bool]] = field(default_factory=list)
    held: list[tuple[str, date, date | None]] = field(default_factory=list)
    """(what, first day, first day after it): pilot, leaving, deputy, in_training, nominated."""

    def on(self, day: date) -> tuple[str, str | None, bool, bool] | None:
        found = None
        for first, *facts in self.facts:
            if first <= day:
                found = tuple(facts)
        return found

    def status(self, day: date) -> tuple[str, bool]:
        here = [what for what, first, until in self.held if first <= day and (until is None or day < until)]
        if "pilot" in here:
            return "with_pilot", False
        if "leaving" in here or "deputy" in here:
            return "with_pilot", True
        return next((what for what in ORDER if what in here), "without"), False


def coverage(city: dict[str, NaiveDepartment], day: date) -> dict[str, str]:
    """The status of every department that counts on that day, by its key."""
    there = {key: facts for key, one in city.items() if (facts := one.on(day)) and facts[3]}
    parents = [facts[1] for facts in there.values()]
    return {key: city[key].status(day)[0] for key, facts in there.items() if facts[2] and key not in parents}


def at_risk(city: dict[str, NaiveDepartment], day: date) -> int:
    return sum(city[key].status(day)[1] for key in coverage(city, day))
