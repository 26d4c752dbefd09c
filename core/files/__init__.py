"""Files that people bring: judged by content, made harmless, kept under random names outside the web root."""

from core.files.accepting import Accepted, accept
from core.files.kinds import ENDINGS, FileKind, FileRefused, file_name
from core.files.reading import read_text
from core.files.store import blocks_of, is_there, remove_file, stored_before

__all__ = [
    "ENDINGS",
    "Accepted",
    "FileKind",
    "FileRefused",
    "accept",
    "blocks_of",
    "file_name",
    "is_there",
    "read_text",
    "remove_file",
    "stored_before",
]
