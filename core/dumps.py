"""A database into one file and back: what differs between SQLite and PostgreSQL in backup and restore."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from flask_babel import gettext as _
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from core.db import db, sqlite3

COMPANIONS = ("-wal", "-shm", "-journal")


class BackupRefused(Exception):
    """A backup or a restore that was not done; its text says why, in the words of the command line."""


class Dumps(Protocol):
    """One kind of database. All methods raise BackupRefused when they cannot do what they promise."""

    kind: str

    def dump(self, to: Path) -> None:
        """Write everything committed so far, consistent in itself, while others go on writing."""

    def check(self, dump: Path) -> None:
        """Refuse a damaged dump."""

    def replaced_by(self, dump: Path, aside: Path) -> Any:
        """A context manager: inside, the dump is the database; an error puts the old one back from `aside`."""


def of_this_site() -> Dumps:
    return SqliteDumps(Path(db.engine.url.database or "")) if db.engine.dialect.name == "sqlite" else PostgresDumps()


def is_empty() -> bool:
    """Whether no table has a row, that of the migrations aside; what cannot be read is not empty."""
    if db.engine.dialect.name == "sqlite" and not Path(db.engine.url.database or "").exists():
        return True
    try:
        with db.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
            return not any(connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() for name in tables)  # noqa: S608
    except DatabaseError:
        return False
    finally:
        _let_go()


class SqliteDumps:
    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    def dump(self, to: Path) -> None:
        if not self.path.exists():
            raise BackupRefused(_("There is no database yet. Run: ./lotsennetz init"))
        try:
            with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(to)) as target:
                source.backup(target)
                # One file: the copied header says WAL, which would need a second one beside it.
                target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as error:
            raise BackupRefused(_("The database cannot be read: %(reason)s", reason=str(error))) from error
        self.check(to)

    def check(self, dump: Path) -> None:
        try:
            with closing(sqlite3.connect(dump)) as connection:
                answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            answer = str(error)
        if answer != "ok":
            raise BackupRefused(_("The copy of the database is damaged: %(reason)s", reason=answer.splitlines()[0]))

    @contextmanager
    def replaced_by(self, dump: Path, aside: Path) -> Iterator[None]:
        """The path always holds a whole database: the old one until the rename, the new one from then on."""
        _let_go()
        with self._alone():
            for old in self._files():
                os.link(old, aside / old.name)
            self._remove_companions()
            os.replace(dump, self.path)
        try:
            yield
        except BaseException:
            _let_go()
            self._put_back(aside)
            raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the file for us. Leaving WAL needs to be alone, and puts everything into the one file.

        A damaged file cannot be locked; a restore is what it waits for.
        """
        if not self.path.exists():
            yield
            return
        with closing(sqlite3.connect(self.path, timeout=2, isolation_level=None)) as connection:
            try:
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                connection.execute("PRAGMA journal_mode=DELETE")
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise BackupRefused(_in_use()) from error
            except sqlite3.DatabaseError:
                pass
            yield

    def _files(self) -> list[Path]:
        paths = [self.path, *(self.path.with_name(self.path.name + suffix) for suffix in COMPANIONS)]
        return [path for path in paths if path.exists()]

    def _remove_companions(self) -> None:
        """What is left of a log of the old database must never be played into the new one."""
        for path in self._files():
            if path != self.path:
                path.unlink()

    def _put_back(self, aside: Path) -> None:
        for path in self._files():
            path.unlink()
        for kept in sorted(aside.glob(self.path.name + "*"), reverse=True):
            os.replace(kept, self.path.with_name(kept.name))


class PostgresDumps:
    """By PostgreSQL's own programs; they must not be older than the server."""

    kind = "postgresql"

    def dump(self, to: Path) -> None:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", _address())

    def check(self, dump: Path) -> None:
        _run("pg_restore", "--list", str(dump))

    @contextmanager
    def replaced_by(self, dump: Path, aside: Path) -> Iterator[None]:
        _let_go()
        self._refuse_company()
        self.dump(aside / "database")
        self._load(dump)
        try:
            yield
        except BaseException:
            _let_go()
            self._load(aside / "database")
            raise

    def _refuse_company(self) -> None:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with db.engine.connect() as connection:
            count = connection.execute(text(others + " AND backend_type = 'client backend'")).scalar()
        _let_go()
        if count:
            raise BackupRefused(_in_use())

    def _load(self, dump: Path) -> None:
        """All of it or nothing, in one transaction; what the dump does not know goes as well."""
        script = dump.with_suffix(".sql")
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        anew = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run("psql", *options, f"--command={anew}", f"--file={script}", _address())


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise BackupRefused(_("%(program)s is missing. Install PostgreSQL's client programs.", program=program))
    environment = os.environ | {"PGPASSWORD": db.engine.url.password or os.environ.get("PGPASSWORD", "")}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip() or str(done.returncode)).splitlines()[0]
        raise BackupRefused(_("%(program)s failed: %(reason)s", program=program, reason=reason))


def _address() -> str:
    """Without the password: every account of the machine can read the arguments of a process."""
    address = db.engine.url.set(drivername="postgresql", password=None)
    return address.render_as_string(hide_password=False)


def _let_go() -> None:
    """This process must not be the one that has the database open."""
    with suppress(DatabaseError):
        db.session.remove()
    db.engine.dispose()


def _in_use() -> str:
    return str(_("Web or worker have the database open. Stop both, then try again."))
