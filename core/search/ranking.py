"""How well documents fit a query: BM25 over the terms, and a reward for having more of the words."""

from array import array
from collections.abc import Iterable, Sequence
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

SYNONYM = 0.6
"""What a synonym earns, as a share of what the word itself would: less, but more than neither."""

Posting = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that take part: `mask[document]` is 1 for them, their number and mean length in terms."""

    mask: bytearray
    count: int
    mean_length: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term within a scope: the documents that have it, what it earns each of them, and its rarity."""

    documents: "array[int]"
    points: "array[float]"
    rarity: float


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


def weigh(listed: Iterable[Posting], scope: Scope, lengths: Sequence[int]) -> Weighed:
    """Work out what a term earns, from its documents and frequencies; the same for every query of the scope."""
    inside = [(document, frequency) for document, frequency in listed if scope.mask[document]]
    rarity = log(max(scope.count, 1) / (len(inside) + 1)) + 1
    points = (rarity * _saturated(frequency, lengths[document] / scope.mean_length) for document, frequency in inside)
    return Weighed(array("I", (document for document, _ in inside)), array("d", points), rarity)


def widen(own: Weighed, phrases: Sequence[Sequence[Weighed]], scope: Scope) -> Weighed:
    """The term with what its synonyms earn, each phrase whole; a document earns the best of them, once."""
    if not phrases:
        return own
    points = dict(zip(own.documents, own.points, strict=True))
    for phrase in phrases:
        parts = [dict(zip(part.documents, part.points, strict=True)) for part in phrase]
        for document in set(parts[0]).intersection(*parts[1:]):
            earned = SYNONYM * sum(part[document] for part in parts) / len(parts)
            points[document] = max(points.get(document, 0.0), earned)
    rarity = log(max(scope.count, 1) / (len(points) + 1)) + 1
    return Weighed(array("I", points), array("d", points.values()), rarity)


def rank(weighed: Iterable[Weighed], weights: Sequence[float]) -> Ranking:
    """Score the documents of the query's terms, terms without document included."""
    terms = list(weighed)
    # Lists over all documents, since adding to them is much faster than to a dictionary.
    points, covered = [0.0] * len(weights), [0.0] * len(weights)
    for term in terms:
        rarity = term.rarity
        for document, earned in zip(term.documents, term.points, strict=True):
            points[document] += earned
            covered[document] += rarity
    possible = sum(term.rarity for term in terms)
    found = set().union(*(term.documents for term in terms))
    return Ranking(
        {
            document: points[document] * (1 - COVERAGE + COVERAGE * covered[document] / possible) * weights[document]
            for document in found
        },
        possible,
    )


def _saturated(frequency: float, relative_length: float) -> float:
    return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * relative_length))
