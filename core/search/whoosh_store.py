"""The only module that knows Whoosh: how documents are laid out in its files, written and read."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import analysis, columns, fields, index
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.reading import TermNotFound
from whoosh.util.filelock import FileLock
from whoosh.writing import SegmentWriter

from core.search.analysis import CHAIN_VERSION, terms
from core.search.generations import Generations
from core.search.ranking import TITLE_WEIGHT, Posting
from core.search.types import Document, IndexBusy

FORMAT = f"whoosh-1.{CHAIN_VERSION}"
"""Raise the number when the schema below changes: indexes of another format count as missing."""

_WRITE_BUFFER_MB = 32


class _Ready(analysis.Analyzer):
    """Takes the terms as they are: the chain has done its work before."""

    def __call__(self, value: list[str], **_: Any) -> Iterator[Any]:
        token = analysis.Token(boost=1.0, stopped=False)
        for token.text in value:
            yield token


# No text is stored and no positions: what a reader needs beyond the terms is in the database.
_SCHEMA = fields.Schema(
    key=fields.ID(unique=True, stored=True),
    kind=fields.ID(),
    visible=fields.KEYWORD(analyzer=_Ready()),
    content=fields.TEXT(analyzer=_Ready(), phrase=False),
    weight=fields.COLUMN(columns.NumericColumn("f", default=1.0)),
)


class _Memory(RamStorage):
    """Files that are read where they lie; Whoosh's own class copies each one it opens."""

    def open_file(self, name: str, **_: Any) -> BufferFile:
        return BufferFile(self.files[name], name=name)


class Snapshot:
    """One state of the index, held in memory as Whoosh does anyway, so that files may go while it is read.

    For one thread at a time: Whoosh's readers share a position in the file.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        storage = _Memory()
        storage.files.update(files)
        self._reader = index.FileIndex(storage, schema=_SCHEMA).reader()
        self._leaves = list(self._reader.leaf_readers()) if self._reader.doc_count_all() else []
        self.lengths = array("I", self._each_length())
        self.weights = array("f", self._each_weight())

    def postings(self, field: str, term: str) -> Iterator[Posting]:
        """Yield document number and frequency of the term; removed documents are left out."""
        for leaf, offset in self._leaves:
            try:
                matcher = leaf.postings(field, term)
            except TermNotFound:
                continue
            while matcher.is_active():
                yield offset + matcher.id(), matcher.weight()
                matcher.next()

    def key(self, document: int) -> tuple[str, int]:
        """Return kind and id of the document with this number."""
        return _key_of(self._reader.stored_fields(document))

    def keys(self) -> set[tuple[str, int]]:
        """Return kind and id of all documents that are not removed."""
        return {_key_of(stored) for stored in self._reader.all_stored_fields()}

    def _each_length(self) -> Iterator[int]:
        for leaf, _ in self._leaves:
            yield from (leaf.doc_field_length(number, "content", 0) for number in range(leaf.doc_count_all()))

    def _each_weight(self) -> Iterator[float]:
        for leaf, _ in self._leaves:
            column = leaf.column_reader("weight")
            yield from (column[number] for number in range(leaf.doc_count_all()))


class _PublishingWriter(SegmentWriter):
    """Publishes a commit before the files it replaces go: a crash leaves the old state or the new."""

    def __init__(self, files: Any, publish: Callable[[set[str]], None]) -> None:
        # Our own lock covers all folders, so Whoosh's lock of the one is not needed.
        super().__init__(files, _lk=False, limitmb=_WRITE_BUFFER_MB, compound=False)
        self._publish = publish

    def _commit_toc(self, segments: list[Any]) -> None:
        index.TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        prefixes = tuple(f"{segment.segment_id()}." for segment in segments)
        names = {name for name in self.storage.list() if prefixes and name.startswith(prefixes)}
        self._publish(names | {index.TOC._filename(self.indexname, self.generation)})
        index.clean_files(self.storage, self.indexname, self.generation, segments)


class Batch:
    """Changes that are published together when the surrounding `writing` block ends."""

    def __init__(self, writer: _PublishingWriter) -> None:
        self._writer = writer
        self.optimise = False

    def add(self, document: Document) -> None:
        """Add a document whose key is not in the index, or was removed in this batch."""
        self._writer.add_document(
            key=_key(document.kind, document.id),
            kind=document.kind,
            visible=sorted(document.visible_to),
            content=terms(document.title) * TITLE_WEIGHT + terms(document.body),
            weight=document.weight,
        )

    def remove(self, keys: Iterable[tuple[str, int]]) -> int:
        """Remove the documents and return how many there were."""
        return sum(self._writer.delete_by_term("key", _key(*key)) for key in keys)


@contextmanager
def locked(generations: Generations) -> Iterator[None]:
    """Hold the one lock of the index, across threads and processes. Raises IndexBusy if it is taken."""
    generations.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(str(generations.lock_file))
    if not lock.acquire():
        raise IndexBusy("another writer holds the search index")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writing(generations: Generations, folder: Path, *, fresh: bool = False) -> Iterator[Batch]:
    """Give a batch for the folder; publish it at the end, or drop it if the block raises. Needs the lock."""
    storage = FileStorage(str(folder))
    files = index.FileIndex.create(storage, _SCHEMA) if fresh else index.FileIndex(storage, schema=_SCHEMA)
    writer = _PublishingWriter(files, lambda names: generations.publish(folder, names))
    batch = Batch(writer)
    try:
        yield batch
        writer.commit(optimize=batch.optimise)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _key(kind: str, number: int) -> str:
    return f"{kind}:{number}"


def _key_of(stored: dict[str, str]) -> tuple[str, int]:
    kind, _, number = stored["key"].rpartition(":")
    return kind, int(number)
