"""Where accepted files lie: `uploads/attachments` in the instance folder, under names that tell nothing."""

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from core import config

BLOCK = 256 * 1024
FOLDER = Path("uploads") / "attachments"
_NAME = re.compile(r"[0-9a-f]{40}")


def _folder() -> Path:
    return config.current().instance / FOLDER


def path_of_file(name: str) -> Path:
    """Raises ValueError for what is no name of ours."""
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return _folder() / name[:2] / name


@contextmanager
def new_file() -> Iterator[tuple[str, IO[bytes]]]:
    """A name and the file to write; on the disk at the end, gone after an error. Readable by the site alone."""
    name = secrets.token_hex(20)
    path = path_of_file(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield name, stream
            stream.flush()
            os.fsync(stream.fileno())
        _sync(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def is_there(name: str) -> bool:
    return path_of_file(name).is_file()


def blocks_of(name: str) -> Iterator[bytes]:
    """The file in pieces, opened when the first is asked for."""
    return _blocks(path_of_file(name))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def remove_file(name: str) -> None:
    """Bears repetition."""
    path_of_file(name).unlink(missing_ok=True)


def stored_before(moment: datetime) -> Iterator[str]:
    """Names of the files written before, as the disk tells."""
    limit = min(moment.timestamp(), time.time())
    for path in _folder().glob("??/*"):
        with suppress(FileNotFoundError):
            if _NAME.fullmatch(path.name) and path.stat().st_mtime < limit:
                yield path.name


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
