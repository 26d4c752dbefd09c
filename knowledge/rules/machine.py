"""State machines of things that are no questions: named steps, from where to where."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from core.errors import Conflict

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Step(Generic[S]):
    """A named step. `origins` holds None where it makes the thing; `needs_reason`: it says why, and that stays."""

    name: str
    origins: frozenset[S | None]
    target: S
    needs_reason: bool = False


@dataclass(frozen=True)
class Machine(Generic[S]):
    """All steps a kind of thing can take."""

    steps: Iterable[Step[S]]

    def step(self, name: str) -> Step[S]:
        return next(step for step in self.steps if step.name == name)

    def target(self, name: str, origin: S | None) -> S:
        """Where the step leads. Raises Conflict step_not_allowed."""
        step = self.step(name)
        if origin not in step.origins:
            raise Conflict("step_not_allowed", step=name, state=origin.value if origin else None)
        return step.target

    def allows(self, name: str, origin: S | None) -> bool:
        return origin in self.step(name).origins

    def allowed(self, origin: S | None) -> list[Step[S]]:
        return [step for step in self.steps if origin in step.origins]
