"""Which figures may be shown: only about groups of people, never so that those of one person can be worked out.

The bar of five people, and that whoever did the thing is counted, not whoever belongs to a department, follow the
personnel council's rights (LPVG BW § 75): with one pilot a department's answer times are that person's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeAlias

FEWEST_PEOPLE = 5
LONGEST_LOOK_BACK = 8
"""Quarters."""


@dataclass(frozen=True, order=True)
class Quarter:
    """The only span figures are given for: spans that overlap would tell by subtraction what each of them hides."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        """As it stands in an address: 2026-4."""
        return f"{self.year}-{self.number}"

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)


@dataclass(frozen=True)
class Fact:
    """What a question adds to figures: `hours` of working time until the first answer, and who gave it.

    `asker_id` is empty where nobody may know it.
    """

    question_id: int
    department_id: int | None
    asker_id: int | None
    is_solved: bool
    hours: float | None = None
    answerer_id: int | None = None


Groups: TypeAlias = dict[int, list[Fact]]


@dataclass(frozen=True)
class Figures:
    """What may be shown of a group; None: fewer than five people did it."""

    asked: int | None
    solved: int | None
    hours: float | None

    @property
    def solved_share(self) -> float | None:
        return self.solved / self.asked if self.asked and self.solved is not None else None


@dataclass(frozen=True)
class Group:
    """`key` is None for what stands together because each part of it is too small."""

    key: int | None
    figures: Figures


def figures_of(facts: Sequence[Fact]) -> Figures:
    asked, solved = (len(facts), sum(fact.is_solved for fact in facts)) if _is_enough(_askers(facts)) else (None, None)
    answered = [fact for fact in facts if fact.hours is not None]
    answerers = {fact.answerer_id for fact in answered if fact.answerer_id is not None}
    hours = median(fact.hours for fact in answered if fact.hours is not None) if _is_enough(answerers) else None
    return Figures(asked, solved, hours)


def grouped(facts: Iterable[Fact], keys_of: Callable[[Fact], Iterable[int]]) -> Groups:
    """A fact stands in each of its groups."""
    groups: Groups = {}
    for fact in facts:
        for key in keys_of(fact):
            groups.setdefault(key, []).append(fact)
    return groups


def large_groups(groups: Groups) -> list[Group]:
    """Those large enough, most questions first. For groups that overlap, so that nothing follows from the others."""
    large = [(key, facts) for key, facts in groups.items() if _is_enough(_askers(facts))]
    return [Group(key, figures_of(facts)) for key, facts in sorted(large, key=_size, reverse=True)]


def parts_of_a_whole(groups: Groups) -> list[Group]:
    """Groups that make up a whole whose figures are shown too: whoever subtracts must again meet five people.

    What is too small stands together at the end, with the smallest of the others if it is too small even so.
    """
    large = sorted(((key, facts) for key, facts in groups.items() if _is_enough(_askers(facts))), key=_size)
    rest = [fact for facts in groups.values() if not _is_enough(_askers(facts)) for fact in facts]
    while rest and large and not _is_enough(_askers(rest)):
        rest += large.pop(0)[1]
    shown = [Group(key, figures_of(facts)) for key, facts in reversed(large)]
    return [*shown, Group(None, figures_of(rest))] if rest else shown


def _askers(facts: Iterable[Fact]) -> set[int]:
    return {fact.asker_id for fact in facts if fact.asker_id is not None}


def _is_enough(people: Iterable[int]) -> bool:
    return len(set(people)) >= FEWEST_PEOPLE


def _size(group: tuple[int, list[Fact]]) -> int:
    return len(group[1])
