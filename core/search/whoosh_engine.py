"""The search engine of a single machine: Whoosh files in a folder, many readers, one writer at a time."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from heapq import nlargest
from pathlib import Path

from core.search.analysis import query_terms
from core.search.generations import Generations, OnDisk
from core.search.ranking import Ranking, Scope, Weighed, rank, widen
from core.search.readers import Reader, Readers
from core.search.synonyms import Phrase, Synonyms
from core.search.types import Document, Found, Hit
from core.search.whoosh_store import FORMAT, Batch, Snapshot, locked, writing

log = logging.getLogger(__name__)

_PROGRESS_EVERY = 100


class WhooshEngine:
    """Keeps the promises of `core.search.types.Engine` below the given folder, created when first written."""

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root, FORMAT)
        self._readers = Readers(self._generations)
        self._sound: OnDisk | None = None

    def write(self, documents: Iterable[Document]) -> None:
        """See Engine.write; of two documents with one key the last counts."""
        with self._changing() as batch:
            latest = {(document.kind, document.id): document for document in documents}
            batch.remove(latest)
            for document in latest.values():
                batch.add(document)

    def remove(self, keys: Iterable[tuple[str, int]]) -> None:
        """See Engine.remove."""
        gone = set(keys)
        if gone:
            with self._changing() as batch:
                batch.remove(gone)

    def find(
        self,
        query: str,
        *,
        visible_to: Collection[str],
        kinds: Collection[str] | None = None,
        limit: int = 20,
        synonyms: Synonyms | None = None,
    ) -> Found:
        """See Engine.find."""
        wanted = query_terms(query)
        others = synonyms.alternatives(wanted) if synonyms else {}
        with self._readers.borrowed() as reader:
            scope = reader.scope(frozenset(visible_to), None if kinds is None else frozenset(kinds))
            return _found(reader, scope, wanted, others, limit)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """See Engine.rebuild."""
        with locked(self._generations):
            folder = self._generations.new_folder()
            with writing(self._generations, folder, fresh=True) as batch:
                count = _fill(batch, documents, progress or (lambda _: None))
            self._generations.sweep()
        return count

    def keys(self) -> set[tuple[str, int]]:
        """See Engine.keys."""
        with self._readers.borrowed() as reader:
            return reader.snapshot.keys()

    def optimise(self) -> None:
        """See Engine.optimise."""
        with self._changing() as batch:
            batch.optimise = True

    def is_healthy(self) -> bool:
        """See Engine.is_healthy; reads the whole index, unless no file has changed since it was sound."""
        state = self._generations.on_disk()
        if state is not None and state == self._sound:
            return True
        try:
            Snapshot(self._generations.load()).keys()
        except Exception as error:
            log.info("search index is missing or not sound", extra={"reason": repr(error)})
            return False
        self._sound = state
        return True

    @contextmanager
    def _changing(self) -> Iterator[Batch]:
        with locked(self._generations):
            self._generations.load()  # merging damaged files would only spread the damage
            self._generations.sweep()  # an interrupted change begins anew, it is not completed by halves
            folder = self._generations.root / self._generations.current().folder
            with writing(self._generations, folder) as batch:
                yield batch


def _found(
    reader: Reader, scope: Scope, wanted: list[str], others: Mapping[str, Sequence[Phrase]], limit: int
) -> Found:
    def of(term: str) -> Weighed:
        phrases = [[reader.weighed(part, scope) for part in phrase] for phrase in others.get(term, ())]
        return widen(reader.weighed(term, scope), phrases, scope)

    ranking = rank(map(of, wanted), reader.snapshot.weights)
    return Found(_best(reader.snapshot, ranking, limit), len(ranking.scores), wanted, ranking.is_certain())


def _best(snapshot: Snapshot, ranking: Ranking, limit: int) -> list[Hit]:
    best = nlargest(limit, ranking.scores.items(), key=lambda scored: (scored[1], -scored[0]))
    return [Hit(*snapshot.key(document), score) for document, score in best]


def _fill(batch: Batch, documents: Iterable[Document], progress: Callable[[int], None]) -> int:
    seen: set[tuple[str, int]] = set()
    for document in documents:
        key = document.kind, document.id
        if key not in seen:
            seen.add(key)
            batch.add(document)
            if len(seen) % _PROGRESS_EVERY == 0:
                progress(len(seen))
    progress(len(seen))
    return len(seen)
