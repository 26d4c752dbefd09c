"""The running site's search engine, and where its documents come from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from flask import Flask, current_app

from core.config import Settings
from core.search import Document, Engine, SearchUnavailable, open_engine

# For a kind of document: all of them, or those with the given ids; what is gone or hidden is left out.
Source = Callable[[Sequence[int] | None], Iterable[Document]]


def init_app(app: Flask, settings: Settings, sources: Mapping[str, Source]) -> None:
    app.extensions["search_engine"] = open_engine(settings.index_folder)
    app.extensions["search_sources"] = dict(sources)


def engine() -> Engine:
    return cast(Engine, current_app.extensions["search_engine"])


def all_documents() -> Iterable[Document]:
    for source in _sources().values():
        yield from source(None)


def refresh(kind: str, ids: Sequence[int]) -> None:
    """Bring the index up to what the database says about these things now; repeating it changes nothing.

    A missing or damaged index is built anew instead: a part of one would hide that the rest is missing.
    """
    present = set()

    def documents() -> Iterable[Document]:
        for document in _sources()[kind](ids):
            present.add(document.id)
            yield document

    try:
        engine().write(documents())
        engine().remove([(kind, number) for number in ids if number not in present])
    except SearchUnavailable:
        rebuild()


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """A new index beside the running one, then the swap; returns how many documents it holds."""
    return engine().rebuild(all_documents(), progress)


def mend() -> int:
    """The nightly difference between index and database, put right; returns how large it was."""
    if not engine().is_healthy():
        return rebuild()
    wanted = {(document.kind, document.id) for document in all_documents()}
    indexed = engine().keys()
    for kind in _sources():
        ids = sorted(number for found_kind, number in wanted ^ indexed if found_kind == kind)
        if ids:
            refresh(kind, ids)
    engine().optimise()
    return len(wanted ^ indexed)


def _sources() -> dict[str, Source]:
    return cast(dict[str, Source], current_app.extensions["search_sources"])
