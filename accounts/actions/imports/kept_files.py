"""Uploaded files between the report on them and the decision: an hour at most, under a name nobody can guess.

They lie beside the uploads, not among them, so that no backup carries lists of people.
"""

import contextlib
import time
from pathlib import Path

from core.errors import NotFound
from core.hashing import hashed, new_secret

KEPT_SECONDS = 3600


def keep_file(instance: Path, person_id: int, data: bytes) -> str:
    """Returns the name under which this person alone gets it back; forgets what others left lying."""
    forget_old_files(instance)
    name = new_secret()
    path = _path(instance, person_id, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)
    return name


def kept_file(instance: Path, person_id: int, name: str) -> bytes:
    """Raises NotFound once the hour is over."""
    path = _path(instance, person_id, name)
    if not path.is_file() or _is_old(path):
        raise NotFound
    return path.read_bytes()


def forget_file(instance: Path, person_id: int, name: str) -> None:
    _path(instance, person_id, name).unlink(missing_ok=True)


def forget_old_files(instance: Path) -> None:
    for path in _folder(instance).glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if _is_old(path):
                path.unlink()


def _folder(instance: Path) -> Path:
    return instance / "imports"


def _path(instance: Path, person_id: int, name: str) -> Path:
    """Hashed, so whatever the name holds, the path stays in the folder."""
    return _folder(instance) / f"{person_id}-{hashed(name)}"


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > KEPT_SECONDS
