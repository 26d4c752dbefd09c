"""The text of a kept document, for search: read by a process of its own that may fail."""

import logging
from pathlib import Path

from core.apart import FailedApart, run_apart
from core.files.kinds import FileKind
from core.files.store import path_of_file
from core.markup import tidy

LONGEST_SECONDS = 30
PROGRAM = Path(__file__).with_name("extract.py")

logger = logging.getLogger(__name__)


def read_text(stored_as: str, kind: FileKind) -> str:
    """What can be read of it before it takes too much time or memory; empty when that is nothing."""
    try:
        text = run_apart(PROGRAM, kind.value, str(path_of_file(stored_as)), seconds=LONGEST_SECONDS)
    except FailedApart as error:
        logger.warning("document cannot be read", extra={"kind": kind.value, "reason": str(error)})
        text = error.printed
    return tidy(text.decode("utf-8", "replace")).replace("\0", "")
