"""Full-text search that knows no area: what to find and who may find it is handed in."""

from pathlib import Path

from core.search.excerpts import Segment, excerpt, marked
from core.search.types import Document, Engine, Found, Hit, IndexBusy, SearchUnavailable
from core.search.whoosh_engine import WhooshEngine

__all__ = [
    "Document",
    "Engine",
    "Found",
    "Hit",
    "IndexBusy",
    "SearchUnavailable",
    "Segment",
    "excerpt",
    "marked",
    "open_engine",
]


def open_engine(index_folder: Path) -> Engine:
    """Return the engine whose files live in this folder, its own; opening reads and writes nothing."""
    return WhooshEngine(index_folder)
