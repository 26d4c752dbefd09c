"""From the bytes somebody sent to a file that may be kept."""

import hashlib
import shutil
from dataclasses import dataclass
from typing import IO

from core import config
from core.files.kinds import FileKind, FileRefused, file_name, recognise
from core.files.scanner import scan
from core.files.store import new_file

BLOCK = 256 * 1024


@dataclass(frozen=True)
class Accepted:
    """A kept file. `digest`: SHA-256 of what was sent, so that the same file sent twice is one."""

    name: str
    kind: FileKind
    size: int
    digest: str
    stored_as: str
    width: int | None = None
    height: int | None = None


def accept(stream: IO[bytes], sent_name: str | None) -> Accepted:
    """Judge, scan and keep a file. Slow: call it with no transaction open. Raises FileRefused."""
    settings = config.current()
    name = file_name(sent_name)
    if stream.seek(0, 2) > settings.attachment_bytes:
        raise FileRefused("file_size", megabytes=settings.attachment_megabytes)
    kind = recognise(stream, name)
    if settings.virus_scanner:
        scan(stream, settings.virus_scanner)
    with new_file() as (stored_as, target):
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        width, height = _redrawn(stream, target, kind) if kind.is_image else _copied(stream, target)
        size = target.seek(0, 2)
    return Accepted(name, kind, size, digest, stored_as, width, height)


def _redrawn(stream: IO[bytes], target: IO[bytes], kind: FileKind) -> tuple[int, int]:
    from core.files.images import redraw  # Pillow: 3 MB that a process needs only when a picture comes

    return redraw(stream, target, kind)


def _copied(stream: IO[bytes], target: IO[bytes]) -> tuple[None, None]:
    stream.seek(0)
    shutil.copyfileobj(stream, target, BLOCK)
    return None, None
