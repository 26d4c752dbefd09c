"""The folders an index lives in: which one counts, whether its files are sound, and when the others go.

`<root>/current` names the folder that counts and the size and checksum of each of its files. It is replaced
atomically after every change, so one look at it tells a reader everything; nothing is written in place.
"""

import json
import os
import re
import secrets
import shutil
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from core.search.types import SearchUnavailable

Stamp = tuple[int, int, int]
OnDisk = tuple[Stamp | None, frozenset[tuple[str, int, int]]]
_POINTER = "current"
_READ_ATTEMPTS = 5
_OURS = re.compile(r"[0-9a-f]{16}|current\.[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class State:
    """A published state: its folder, the format it was written in, and file name -> (size, CRC-32)."""

    folder: str
    format: str
    files: dict[str, tuple[int, int]]


class Generations:
    """The folders below one root. Whoever writes holds the index's lock; reading needs none."""

    def __init__(self, root: Path, file_format: str) -> None:
        self.root = root
        self.lock_file = root / "lock"
        self._format = file_format

    def stamp(self) -> Stamp | None:
        """Return what differs after every published change (one stat), or None when nothing was published."""
        try:
            status = os.stat(self.root / _POINTER)
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino, status.st_size

    def current(self) -> State:
        """Return the published state. Raises SearchUnavailable if missing, damaged or of another format."""
        try:
            raw = json.loads((self.root / _POINTER).read_bytes())
            files = {str(name): (int(size), int(crc)) for name, (size, crc) in raw["files"].items()}
            state = State(str(raw["folder"]), str(raw["format"]), files)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise SearchUnavailable("no readable index") from error
        if state.format != self._format:
            raise SearchUnavailable(f"index has format {state.format}, needed is {self._format}")
        return state

    def load(self) -> dict[str, bytes]:
        """Return the files of the published state, each checked. Raises SearchUnavailable."""
        for _ in range(_READ_ATTEMPTS):
            stamp = self.stamp()
            try:
                return self._read(self.current())
            except SearchUnavailable:
                # A writer may have published and cleaned up while we read: only then another try helps.
                if stamp == self.stamp():
                    raise
        raise SearchUnavailable("the index changes faster than it can be read")

    def on_disk(self) -> OnDisk | None:
        """Return what differs after every change of the published files, by whomever, or None if there is none."""
        try:
            stamp, files = self.stamp(), list(os.scandir(self.root / self.current().folder))
            return stamp, frozenset((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
        except (OSError, SearchUnavailable):
            return None

    def new_folder(self) -> Path:
        """Create an empty folder that does not count yet."""
        folder = self.root / secrets.token_hex(8)
        folder.mkdir(mode=0o700, parents=True)
        return folder

    def publish(self, folder: Path, names: Iterable[str]) -> None:
        """Let these finished files of the folder count from now on.

        No fsync: after a power cut the checksums tell, and the index is rebuilt from the database.
        """
        files = {name: _fingerprint((folder / name).read_bytes()) for name in names}
        temporary = self.root / f"{_POINTER}.{secrets.token_hex(4)}"
        temporary.write_text(json.dumps(asdict(State(folder.name, self._format, files))))
        os.replace(temporary, self.root / _POINTER)

    def sweep(self) -> None:
        """Remove whatever does not count: earlier folders and what interrupted writers left behind."""
        state = self.current()
        for entry in self.root.iterdir():
            if _OURS.fullmatch(entry.name) and entry.name != state.folder:
                _remove(entry)
        for entry in (self.root / state.folder).iterdir():
            if entry.name not in state.files:
                _remove(entry)

    def _read(self, state: State) -> dict[str, bytes]:
        return {name: self._checked(state.folder, name, mark) for name, mark in state.files.items()}

    def _checked(self, folder: str, name: str, expected: tuple[int, int]) -> bytes:
        try:
            content = (self.root / folder / name).read_bytes()
        except OSError as error:
            raise SearchUnavailable(f"index file {name} cannot be read") from error
        if _fingerprint(content) != expected:
            raise SearchUnavailable(f"index file {name} is damaged")
        return content


def _fingerprint(content: bytes) -> tuple[int, int]:
    return len(content), zlib.crc32(content)


def _remove(entry: Path) -> None:
    # What cannot be removed now (held open on some systems) goes with the next sweep.
    if entry.is_dir():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)
