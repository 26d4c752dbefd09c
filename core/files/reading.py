"""The text of a kept document, for search: read by a process of its own that may fail."""

import logging
import os
import subprocess
import sys
from pathlib import Path

from core.files.kinds import FileKind
from core.files.store import path_of_file
from core.markup import tidy

LONGEST_SECONDS = 30
PROGRAM = Path(__file__).with_name("extract.py")

logger = logging.getLogger(__name__)


def read_text(stored_as: str, kind: FileKind) -> str:
    """Empty when the document has none, cannot be read, or takes too much time or memory."""
    command = [sys.executable, "-P", "-W", "ignore", str(PROGRAM), kind.value, str(path_of_file(stored_as))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; kind and path are no words of people
            command, capture_output=True, timeout=LONGEST_SECONDS, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired:
        logger.warning("document takes too long to read", extra={"kind": kind.value})
        return ""
    if done.returncode:
        logger.warning("document cannot be read", extra={"kind": kind.value, "code": done.returncode})
    return tidy(done.stdout.decode("utf-8", "replace")).replace("\0", "")


def _environment() -> dict[str, str]:
    """Nothing of the site's secrets."""
    return {"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
