"""Backup and restore: one archive with the database, the uploads and a manifest that proves both."""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import tomllib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_babel import gettext as _

from core import config, dumps
from core.db import db, utcnow
from core.dumps import BackupRefused

KIND = "lotsennetz-backup"
FORMAT = 1
DATABASE, MANIFEST, UPLOADS = "database", "manifest.json", "uploads"
COMPRESSION = 3
BLOCK = 1024 * 1024
UNREADABLE = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError)


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. `parts`: the SHA-256 of every other file in it, by name."""

    kind: str
    format: int
    version: str
    database: str
    migration: str
    made_at: str
    parts: dict[str, str]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def write(file: Path) -> Manifest:
    """Back up the running site into `file`, which appears only when it is complete.

    Everything committed before the call is in it. The database is copied first: a row never names an upload
    that is missing. Raises BackupRefused.
    """
    file = file.absolute()
    try:
        with _folder_beside(file.parent) as folder:
            dumps.of_this_site().dump(folder / DATABASE)
            manifest = _pack(folder)
            os.replace(folder / "archive", file)
            _sync(file.parent)
    except OSError as error:
        raise BackupRefused(_cannot("backup", error)) from error
    return manifest


def restore(file: Path, *, replace: bool, then: Callable[[], None]) -> Manifest:
    """Put the contents of a backup in the place of this site's.

    Everything is proven before anything is touched. `then` brings the restored database up to date; when it
    raises, the old data are back. Raises BackupRefused, also for a site with data unless `replace`.
    """
    instance = config.current().instance
    try:
        if not replace and not (dumps.is_empty() and _no_uploads(instance)):
            raise BackupRefused(_("This site has data. Restore with --replace to put the backup in their place."))
        instance.mkdir(parents=True, exist_ok=True)
        with _folder_beside(instance) as folder:
            manifest = _unpack(file, folder)
            _prove(manifest, folder)
            aside = folder / "aside"
            aside.mkdir()
            with dumps.of_this_site().replaced_by(folder / DATABASE, aside), _uploads(folder, aside, instance):
                then()
    except OSError as error:
        raise BackupRefused(_cannot("restore", error)) from error
    return manifest


@contextmanager
def _folder_beside(parent: Path) -> Iterator[Path]:
    """Readable by this account alone, on the file system of the target, so that the last step is a rename."""
    folder = Path(tempfile.mkdtemp(prefix=".lotsennetz-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _pack(folder: Path) -> Manifest:
    parts: dict[str, str] = {}
    archive = folder / "archive"
    archive.touch(mode=0o600)
    with tarfile.open(archive, "w:gz", compresslevel=COMPRESSION) as tar:
        parts[DATABASE] = _add(tar, folder / DATABASE, DATABASE)
        for path, name in _upload_files(config.current().instance):
            parts[name] = _add(tar, path, name)
        manifest = _manifest(parts)
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2), "utf-8")
        _add(tar, folder / MANIFEST, MANIFEST)
    _sync(archive)
    return manifest


def _manifest(parts: dict[str, str]) -> Manifest:
    with db.engine.connect() as connection:
        migration = MigrationContext.configure(connection).get_current_revision() or ""
    kind = dumps.of_this_site().kind
    return Manifest(KIND, FORMAT, _version(), kind, migration, utcnow().isoformat(timespec="seconds"), parts)


def _version() -> str:
    text = (config.ROOT / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def _upload_files(instance: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((instance / UPLOADS).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path, path.relative_to(instance).as_posix()


def _no_uploads(instance: Path) -> bool:
    return next(_upload_files(instance), None) is None


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Nothing of the machine goes in: no owner, no mode."""
    with path.open("rb") as stream:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = os.fstat(stream.fileno()).st_size, 0o600
        hashing = _HashingReader(stream)
        tar.addfile(entry, hashing)
        return hashing.digest.hexdigest()


class _HashingReader:
    """A stream that knows the SHA-256 of what was read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.digest.update(block)
        return block


def _unpack(file: Path, folder: Path) -> Manifest:
    """Every member to its place in `folder`; the manifest, checked against them."""
    found: dict[str, str] = {}
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                name = _safe_name(member, found)
                found[name] = _extract(tar, member, folder / name)
    except UNREADABLE as error:
        raise BackupRefused(_unusable()) from error
    return _read_manifest(folder, found)


def _safe_name(member: tarfile.TarInfo, found: dict[str, str]) -> str:
    """Only plain files that a backup of ours holds, each once; nothing leads out of the folder."""
    path = PurePosixPath(member.name)
    is_upload = len(path.parts) > 1 and path.parts[0] == UPLOADS and ".." not in path.parts
    if not member.isreg() or member.name in found or not (is_upload or member.name in (DATABASE, MANIFEST)):
        raise BackupRefused(_("The archive holds something that is no part of a backup: %(name)s", name=member.name))
    return member.name


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    source = tar.extractfile(member)
    if source is None:
        raise BackupRefused(_unusable())
    target.parent.mkdir(parents=True, exist_ok=True)
    reader = _HashingReader(source)
    with target.open("xb") as stream:
        os.chmod(stream.fileno(), 0o600)
        shutil.copyfileobj(reader, stream, BLOCK)
        stream.flush()
        os.fsync(stream.fileno())
    return reader.digest.hexdigest()


def _read_manifest(folder: Path, found: dict[str, str]) -> Manifest:
    try:
        values: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        if values["kind"] == KIND and int(values["format"]) > FORMAT:
            raise BackupRefused(_newer())
        manifest = Manifest(**values)
        expected = manifest.parts | {MANIFEST: found[MANIFEST]}
        is_ours = manifest.kind == KIND and manifest.moment.tzinfo is not None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(_unusable()) from error
    if not is_ours or found != expected or DATABASE not in found:
        raise BackupRefused(_unusable())
    return manifest


def _prove(manifest: Manifest, folder: Path) -> None:
    """The database in the archive is whole, of this kind and not from the future."""
    target = dumps.of_this_site()
    if manifest.database != target.kind:
        raise BackupRefused(
            _("The backup is of %(theirs)s, this site uses %(ours)s.", theirs=manifest.database, ours=target.kind)
        )
    scripts = ScriptDirectory(str(config.ROOT / "migrations"))
    if manifest.migration not in {script.revision for script in scripts.walk_revisions()}:
        raise BackupRefused(_newer())
    target.check(folder / DATABASE)


@contextmanager
def _uploads(folder: Path, aside: Path, instance: Path) -> Iterator[None]:
    """Inside, the uploads of the backup are the site's; an error puts the old ones back."""
    place, ours = instance / UPLOADS, aside / UPLOADS
    (folder / UPLOADS).mkdir(exist_ok=True)
    if place.exists():
        os.replace(place, ours)
    try:
        os.replace(folder / UPLOADS, place)
        yield
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        if ours.exists():
            os.replace(ours, place)
        raise


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable() -> str:
    return str(_("This file is no backup of Lotsennetz, or it is damaged."))


def _newer() -> str:
    return str(_("This backup was made by a newer version of Lotsennetz. Install that version first."))


def _cannot(what: str, error: OSError) -> str:
    reason = " ".join(str(part) for part in (error.strerror or error, error.filename) if part)
    if what == "backup":
        return str(_("The backup could not be written: %(reason)s", reason=reason))
    return str(_("The restore did not happen: %(reason)s", reason=reason))
