"""Who owns a question: the five rules, in their order. Pure: the candidates come in as arguments."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from knowledge.models import OwnerKind, OwnerReason

ORDER = (OwnerReason.PILOT, OwnerReason.DEPUTY, OwnerReason.SKILL, OwnerReason.DIVISION, OwnerReason.OFFICE)


@dataclass(frozen=True)
class Candidate:
    """Somebody a rule names. `load`: how many questions wait for them; `present`: not away now."""

    kind: OwnerKind
    reason: OwnerReason
    person_id: int | None = None
    name: str = ""
    present: bool = True
    load: int = 0


THE_OFFICE = Candidate(OwnerKind.OFFICE, OwnerReason.OFFICE)


def chain(candidates: Iterable[Candidate], *, asker_id: int) -> list[Candidate]:
    """Everybody who may be asked, in the order in which they are: by rule, then the least loaded.

    A person is named once, by the first rule that fits; the asker never; the office always stands last.
    """
    ordered = sorted(
        (one for one in candidates if one.person_id not in (None, asker_id)),
        key=lambda one: (ORDER.index(one.reason), one.load, one.person_id),
    )
    first_mentions = {one.person_id: one for one in reversed(ordered)}
    return [one for one in ordered if first_mentions[one.person_id] is one] + [THE_OFFICE]


def next_owner(steps: Iterable[Candidate], *, passed: Collection[int] = ()) -> Candidate:
    """The first of the chain who is present and has not let it pass already; at last the office."""
    return next(one for one in steps if one.present and (one.person_id is None or one.person_id not in passed))
