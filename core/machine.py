"""State machines: named steps, from where to where, and who takes them. Each area states its tables in its rules."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from core.errors import Conflict

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Step(Generic[S]):
    """A named step. `origins` holds None where it makes the thing; `needs_reason`: it says why, and that stays.

    `who` names as what somebody takes it; a machine whose steps all ask one rule leaves it empty.
    """

    name: str
    origins: frozenset[S | None]
    target: S
    needs_reason: bool = False
    who: frozenset[str] = frozenset()


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

    def open_to(self, standings: Collection[str], origin: S | None) -> list[Step[S]]:
        """The steps that somebody of these standings may take from there."""
        return [step for step in self.allowed(origin) if step.who & frozenset(standings)]
