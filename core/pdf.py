"""PDFs that a screen reader can read (PDF/UA), from pages; see decision 0012."""

import logging
from ctypes.util import find_library
from functools import lru_cache
from pathlib import Path

from core.apart import FailedApart, run_apart
from core.assets import DIST

LONGEST_SECONDS = 30
PROGRAM = Path(__file__).with_name("pdf_writer.py")
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")

logger = logging.getLogger(__name__)


class NoPdf(Exception):
    """It cannot be made now."""


@lru_cache(maxsize=1)
def is_available() -> bool:
    """Whether this machine has the libraries that set the text; pages offer no PDF without them."""
    return all(map(find_library, LIBRARIES))


def to_pdf(page: str) -> bytes:
    """`page`: a whole HTML document with title and language, of elements alone; nothing it names is opened.

    Raises NoPdf.
    """
    try:
        return run_apart(PROGRAM, str(DIST), seconds=LONGEST_SECONDS, given=page.encode())
    except FailedApart as error:
        logger.error("PDF was not made", extra={"reason": str(error)})
        raise NoPdf from error
