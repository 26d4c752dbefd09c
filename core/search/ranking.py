"""How well documents fit a query: BM25 over the terms, and a reward for having more of the words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 2
"""How often the title's terms are counted; measured best with 2, see decision 0006."""

COVERAGE = 0.5
"""Share of the score that depends on how much of the query (by rarity of its words) a document has."""

CERTAIN = 0.5
"""Least best score, as a share of the summed rarity of all query terms, for a certain answer.

Learned from 100 municipal queries of which 8 have no answer: the best of those 8 reaches .48, so at .5 none
of them counts as certain, while 32 of the 49 do whose first hit is right, and 6 of the 43 whose first hit is
wrong. Learn it anew when the terms change (compounds, synonyms, corrections).
"""

Posting = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that take part: `mask[document]` is 1 for them, their number and mean length in terms."""

    mask: bytearray
    count: int
    mean_length: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores by document number, and the summed rarity of the query's terms they are measured against."""

    scores: dict[int, float]
    possible: float

    def is_certain(self) -> bool:
        """Say whether the best score is enough to offer it as an answer."""
        return bool(self.scores) and max(self.scores.values()) >= CERTAIN * self.possible


def scope_of(mask: bytearray, lengths: Sequence[int]) -> Scope:
    """Return the scope of all documents whose mask is 1."""
    total = sum(length for length, inside in zip(lengths, mask, strict=True) if inside)
    count = mask.count(1)
    return Scope(mask, count, max(total / count, 1.0) if count else 1.0)


def rank(
    postings: Mapping[str, Iterable[Posting]], scope: Scope, lengths: Sequence[int], weights: Sequence[float]
) -> Ranking:
    """Score the scope's documents by term -> (document, frequency), terms without document included."""
    points: defaultdict[int, float] = defaultdict(float)
    covered: defaultdict[int, float] = defaultdict(float)
    possible = 0.0
    for listed in postings.values():
        inside = [(document, frequency) for document, frequency in listed if scope.mask[document]]
        rarity = log(max(scope.count, 1) / (len(inside) + 1)) + 1
        possible += rarity
        for document, frequency in inside:
            points[document] += rarity * _saturated(frequency, lengths[document] / scope.mean_length)
            covered[document] += rarity
    return Ranking(
        {
            document: score * (1 - COVERAGE + COVERAGE * covered[document] / possible) * weights[document]
            for document, score in points.items()
        },
        possible,
    )


def _saturated(frequency: float, relative_length: float) -> float:
    return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * relative_length))
