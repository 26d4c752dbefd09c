"""The best choice among many yes-or-no questions, by HiGHS in a process of its own; see decision 0017."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.apart import FailedApart, run_apart

LONGEST_SECONDS = 20
PROGRAM = Path(__file__).with_name("solver_program.py")

logger = logging.getLogger(__name__)


class NoSolution(Exception):
    """It cannot be worked out now."""


@dataclass
class Problem:
    """Choices by number, each with what it gains; limits say how much of something the chosen ones may use together."""

    gains: list[int] = field(default_factory=list)
    limits: list[tuple[Mapping[int, int], int]] = field(default_factory=list)

    def choice(self, gain: int) -> int:
        """A new one; its number."""
        self.gains.append(gain)
        return len(self.gains) - 1

    def limit(self, uses: Mapping[int, int], most: int) -> None:
        """`uses`: how much each choice takes; a negative one gives."""
        self.limits.append((uses, most))


def best_choices(problem: Problem) -> set[int]:
    """The numbers of the choices that gain most together, within the limits. Proven, not guessed.

    Raises NoSolution.
    """
    if not problem.gains:
        return set()
    rows = [[list(uses), list(uses.values()), most] for uses, most in problem.limits]
    try:
        printed = run_apart(PROGRAM, seconds=LONGEST_SECONDS, given=json.dumps([problem.gains, rows]).encode())
    except FailedApart as error:
        logger.error("no plan was worked out", extra={"reason": str(error)})
        raise NoSolution from error
    chosen: Sequence[int] = json.loads(printed.splitlines()[-1])  # HiGHS greets first
    return set(chosen)
