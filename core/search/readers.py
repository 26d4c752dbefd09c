"""Readers of the index: the newest state for everybody, opened once, and who may see which part of it."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.search.generations import Generations, Stamp
from core.search.ranking import Scope, Weighed, scope_of, weigh
from core.search.types import SearchUnavailable
from core.search.whoosh_store import Snapshot

log = logging.getLogger(__name__)

_RETRY_SECONDS = 5.0
_MOST_SCOPES = 64
_MOST_POSTINGS = 1_000_000
"""Kept of what terms earn in each process; 12 bytes each. Decoding them takes ten times as long as adding them up."""


class Reader:
    """A snapshot with what has been worked out about it; one thread at a time holds its lock."""

    def __init__(self, stamp: Stamp, snapshot: Snapshot) -> None:
        self.stamp = stamp
        self.snapshot = snapshot
        self.lock = threading.Lock()
        self._scopes: dict[tuple[frozenset[str], frozenset[str] | None], Scope] = {}
        self._weighed: dict[tuple[int, str], Weighed] = {}
        self._kept = 0

    def scope(self, visible_to: frozenset[str], kinds: frozenset[str] | None) -> Scope:
        """Return the documents that carry one of the keys and are of one of the kinds."""
        asked = visible_to, kinds
        if asked not in self._scopes:
            if len(self._scopes) >= _MOST_SCOPES:
                self._scopes.clear()
                self._forget_terms()
            self._scopes[asked] = self._new_scope(visible_to, kinds)
        return self._scopes[asked]

    def weighed(self, term: str, scope: Scope) -> Weighed:
        """Return what the term earns the documents of one of this reader's scopes."""
        asked = id(scope), term  # a scope lives as long as what is kept about it
        if (found := self._weighed.get(asked)) is None:
            found = weigh(self.snapshot.postings("content", term), scope, self.snapshot.lengths)
            if self._kept + len(found.documents) > _MOST_POSTINGS:
                self._forget_terms()
            self._weighed[asked] = found
            self._kept += len(found.documents) + 1
        return found

    def _forget_terms(self) -> None:
        self._weighed.clear()
        self._kept = 0

    def _new_scope(self, visible_to: frozenset[str], kinds: frozenset[str] | None) -> Scope:
        mask = self._mask("visible", visible_to)
        if kinds is not None:
            mask = bytearray(map(int.__and__, mask, self._mask("kind", kinds)))
        return scope_of(mask, self.snapshot.lengths)

    def _mask(self, field: str, values: frozenset[str]) -> bytearray:
        mask = bytearray(len(self.snapshot.lengths))
        for value in values:
            for document, _ in self.snapshot.postings(field, value):
                mask[document] = 1
        return mask


class Readers:
    """Hands out the newest reader: a query pays one stat to see a change; one thread opens it, others go on.

    Whoosh is pure Python, so a lock per process costs no speed that threads could have given.
    """

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._opening = threading.Lock()
        self._reader: Reader | None = None
        self._broken: tuple[Stamp, float] | None = None

    @contextmanager
    def borrowed(self) -> Iterator[Reader]:
        """Give a reader to this thread alone. Raises SearchUnavailable, whatever went wrong inside."""
        reader = self._newest()
        with reader.lock:
            try:
                yield reader
            except Exception as error:
                log.exception("search index could not be read")
                self._reader = None
                raise SearchUnavailable("the index could not be read") from error

    def _newest(self) -> Reader:
        stamp, reader = self._generations.stamp(), self._reader
        if stamp is None:
            raise SearchUnavailable("there is no index")
        if reader is not None and reader.stamp == stamp:
            return reader
        if not self._opening.acquire(blocking=reader is None):
            assert reader is not None
            return reader
        try:
            return self._opened(stamp)
        finally:
            self._opening.release()

    def _opened(self, stamp: Stamp) -> Reader:
        if self._reader is not None and self._reader.stamp == stamp:
            return self._reader
        if self._broken and self._broken[0] == stamp and time.monotonic() < self._broken[1]:
            raise SearchUnavailable("the index is damaged")
        try:
            self._reader = Reader(stamp, Snapshot(self._generations.load()))
        except Exception as error:
            log.exception("search index could not be opened")
            self._broken = stamp, time.monotonic() + _RETRY_SECONDS
            raise SearchUnavailable("the index could not be opened") from error
        return self._reader
