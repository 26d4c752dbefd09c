"""The database: db, Model, transaction(), lock(), utcnow(); all that differs between SQLite and PostgreSQL."""

import fcntl
import os
import sqlite3 as standard_sqlite3
import struct
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType
from typing import Any

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from core.errors import OnlyShown

try:
    from pysqlite3 import dbapi2 as _newer
except ImportError:
    _newer = None
sqlite3: ModuleType = _newer or standard_sqlite3

# Versions before this one can corrupt a WAL database that several processes write: "the WAL-reset bug" of
# sqlite.org/wal.html.
SAFE_SQLITE = (3, 51, 3)
LONGEST_WAIT_FOR_WRITING = 10.0
LONGEST_LOG = 16_000  # pages of 4 KiB; reached only where no worker runs, who carries them over every second
ALL_TABLES = 0x10002  # sqlite.org/pragma.html#pragma_optimize
# The field of a form that brings a draft back to the page it was written on.
RESUME = "resume"
_COUNTER, _FIRST_NUMBER = 0, 8

NAMES = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant; SQLite, which knows no zones, keeps it as UTC without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone; use utcnow().")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kinds: type[StrEnum]) -> list[str]:
    return [kind.value for kind in kinds]


class Model(DeclarativeBase):
    """Base of every table. A closed set of words is kept as its values, guarded by a CHECK of the table."""

    metadata = NAMES
    type_annotation_map = {
        datetime: UtcDateTime(),
        StrEnum: Enum(StrEnum, values_callable=_values, native_enum=False, create_constraint=False, length=32),
    }


class Entity(Model):
    """A table whose rows have an id of their own that is never given out twice."""

    __abstract__ = True
    __table_args__: Any = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)


def table_args(*constraints: Any) -> tuple[Any, ...]:
    """`__table_args__` of an Entity that brings constraints or indexes."""
    return (*constraints, {"sqlite_autoincrement": True})


db = SQLAlchemy(metadata=NAMES, disable_autonaming=True)


_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def utcnow() -> datetime:
    return _moment.get() or datetime.now(UTC)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Inside, it is that moment: how the demo city and imports live through what happened before today."""
    before = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(before)


@contextmanager
def transaction() -> Iterator[None]:
    """The one place where anything is written: commits at the end, undoes everything on an error.

    What was read before is forgotten and read again under the write lock, so a decision never rests on stale
    rows. On SQLite the lock is taken at once (BEGIN IMMEDIATE). Raises RuntimeError when one is already open,
    OnlyShown in a request that brings back a draft: whatever view it reaches, it changes nothing.
    """
    if has_request_context() and RESUME in request.form:
        raise OnlyShown
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("One transaction at a time: this one is already open.")
    session.rollback()
    session.info["writing"] = True
    try:
        session.connection(execution_options={"writes": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def lock(row: Model) -> None:
    """Hold a row until the transaction ends and read it afresh; two moves at once cannot both win."""
    db.session.refresh(row, with_for_update={"of": type(row)})


def lock_name(name: str) -> None:
    """Let two transactions that would make the same thing follow each other; on SQLite they do anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def init_app(app: Flask, uri: str) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = uri
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(uri)
    db.init_app(app)
    with app.app_context():
        _listen(db.engine)


def sqlite_is_safe() -> bool:
    return bool(sqlite3.sqlite_version_info >= SAFE_SQLITE)


def _engine_options(uri: str) -> dict[str, Any]:
    # hide_parameters: what people wrote must not get into the log with an error.
    if uri.startswith("sqlite"):
        # isolation_level None: the driver never begins by itself, _begin below does.
        return {
            "module": sqlite3,
            "hide_parameters": True,
            "pool_recycle": 3600,  # see count_rows_anew
            "pool_use_lifo": True,  # the connection used last has the pages in its cache; each cache takes 2 MB
            "connect_args": {"isolation_level": None, "timeout": 5, "check_same_thread": False},
        }
    return {
        "isolation_level": "READ COMMITTED",
        "hide_parameters": True,
        "pool_pre_ping": True,
        "connect_args": {"options": "-c lock_timeout=10s -c statement_timeout=30s -c timezone=UTC"},
    }


def _listen(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    if not sqlite_is_safe():
        warnings.warn(
            f"SQLite {sqlite3.sqlite_version} can damage a database; 3.51.3 or later is needed.", stacklevel=2
        )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
        f"wal_autocheckpoint={LONGEST_LOG}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def checkpoint() -> None:
    """Carry the log of SQLite into its file while others write on; on PostgreSQL the server does so.

    Otherwise the commit that fills the log does it, and everybody who wants to write waits for the disk.
    """
    _tell_sqlite("wal_checkpoint(PASSIVE)")


def count_rows_anew() -> None:
    """Let SQLite see how its tables have grown, where it matters; on PostgreSQL the server does so.

    It plans statements by these figures; without them it takes the index of a state that ten thousand rows are in.
    A connection reads them when it opens: those of this process end here, others within the hour.
    """
    if _tell_sqlite("analysis_limit=1000", f"optimize={ALL_TABLES}"):
        db.engine.dispose()


def _tell_sqlite(*pragmas: str) -> bool:
    """Whether it is SQLite that was told."""
    if db.engine.dialect.name != "sqlite":
        return False
    connection = db.engine.raw_connection()
    try:
        for pragma in pragmas:
            connection.cursor().execute(f"PRAGMA {pragma}")
    finally:
        connection.close()
    return True


def _begin(connection: Connection) -> None:
    """Readers begin when they read; writers queue for the lock here.

    The waiting is ours because SQLite's own backs off for up to 100 ms and lets latecomers pass. Only the next
    in the queue asks SQLite, every half millisecond; the others sleep at its door.
    """
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    give_up_at = time.monotonic() + LONGEST_WAIT_FOR_WRITING
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        with _next_in_queue(connection.engine):
            while not _begin_writing(connection, last_try=time.monotonic() > give_up_at):
                time.sleep(0.0005)
    finally:
        connection.exec_driver_sql("PRAGMA busy_timeout=5000")


@contextmanager
def _next_in_queue(engine: Engine) -> Iterator[None]:
    """Everybody takes a number and waits for whoever has the one before, strictly in turn (decision 0008).

    A number is a byte of a file that its holder locks while waiting; the system lets go of it when a process dies.
    """
    door = os.open(f"{engine.url.database}-queue", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for_turn(door)
        yield
    finally:
        os.close(door)


def _wait_for_turn(door: int) -> None:
    if not hasattr(fcntl, "F_OFD_SETLKW"):  # not Linux: one at a time, though not in turn
        fcntl.flock(door, fcntl.LOCK_EX)
        return
    _lock(door, fcntl.F_WRLCK, _COUNTER)
    number = int.from_bytes(os.pread(door, 8, _COUNTER), "big") + 1
    os.pwrite(door, number.to_bytes(8, "big"), _COUNTER)
    _lock(door, fcntl.F_WRLCK, _FIRST_NUMBER + number)
    _lock(door, fcntl.F_UNLCK, _COUNTER)
    _lock(door, fcntl.F_WRLCK, _FIRST_NUMBER + number - 1)


def _lock(door: int, kind: int, place: int) -> None:
    """One byte, held by this opening of the file: threads of one process wait for each other too (fcntl(2))."""
    fcntl.fcntl(door, fcntl.F_OFD_SETLKW, struct.pack("hhqqi4x", kind, os.SEEK_SET, place, 1, 0))


def _begin_writing(connection: Connection, *, last_try: bool) -> bool:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if last_try or "locked" not in str(error):
            raise
        return False
    return True


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(session: Session, _context: object, _instances: object) -> None:
    """A write outside transaction() is a mistake of ours; it must fail in the first test that meets it."""
    if not session.info.get("writing"):
        raise RuntimeError("Writing needs transaction().")
