"""What goes into a search, what comes out, and what every engine promises."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from core.search.synonyms import Synonyms


class SearchUnavailable(Exception):
    """There is no sound index to answer from; callers answer from the database and `rebuild` heals."""


class IndexBusy(Exception):
    """Another writer holds the index; try again later."""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing people can find; `kind` and `id` together are its key.

    `body` is plain text with everything worth finding (answers, tags). `visible_to` holds visibility keys:
    whoever carries one of them may find it. `weight` is a gentle factor on the score (1.0 neutral, above 0).
    Hidden things and the authors of sealed ones must not be handed over at all.
    """

    kind: str
    id: int
    title: str
    body: str
    visible_to: frozenset[str]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document; scores compare within one answer only."""

    kind: str
    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, best first, of `total` visible documents with at least one of the terms.

    `certain` is False when even the best one covers too little of what was asked: say so, don't pad.
    """

    hits: list[Hit]
    total: int
    terms: list[str]
    certain: bool


class Engine(Protocol):
    """An index of documents. All methods may be called from any thread."""

    def write(self, documents: Iterable[Document]) -> None:
        """Add the documents or replace those with the same key, in one step.

        They are taken while the index is held: what reads them from rows gives nobody's older ones after newer.
        Raises IndexBusy, or SearchUnavailable when there is no sound index to add to (then `rebuild`).
        """

    def remove(self, keys: Iterable[tuple[str, int]]) -> None:
        """Let the documents no longer be found; unknown keys are fine. Raises like `write`."""

    def find(
        self,
        query: str,
        *,
        visible_to: Collection[str],
        kinds: Collection[str] | None = None,
        limit: int = 20,
        synonyms: Synonyms | None = None,
    ) -> Found:
        """Return what carries at least one of the query's terms and one of the visibility keys.

        A term is met by its `synonyms` too, though for less.

        What one may not see changes neither hits nor scores. `kinds` None means all.
        Raises SearchUnavailable.
        """

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build a new index beside the old one, swap them, and return the number of documents.

        Readers go on with the old one until the swap; if anything fails it stays. `progress` gets the number
        of documents done, now and then and at the end. Of two documents with one key the first counts.
        Raises IndexBusy.
        """

    def keys(self) -> set[tuple[str, int]]:
        """Return kind and id of everything in the index. Raises SearchUnavailable."""

    def optimise(self) -> None:
        """Keep queries fast and let replaced and removed text really leave the disk. Raises like `write`."""

    def is_healthy(self) -> bool:
        """Say whether every byte of the index is as it was written and this version can read it."""
