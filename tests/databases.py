"""The databases the tests run on: SQLite always, PostgreSQL where it is installed and asked for."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import psycopg
from psycopg import sql
from sqlalchemy import Integer

from core.db import Model

WANTED = "LOTSENNETZ_TEST_DATABASES"
SERVER = "LOTSENNETZ_TEST_POSTGRES"

PAGES = frozenset({"client", "client_of"})

CAST = "cast"
"""What every test starts from."""

NUMBERS = count(1)
"""A test may ask for a database beside the one its process keeps for all."""


def names() -> list[str]:
    """Which databases to run on: LOTSENNETZ_TEST_DATABASES=sqlite,postgres; by default SQLite alone."""
    return os.environ.get(WANTED, "sqlite").split(",")


def is_for_another(item: Any) -> bool:
    """Whether this test opens pages and they are opened on another database, which follows from its name."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    database = params.get("whole_app")
    if database is None or PAGES.isdisjoint(item.fixturenames):
        return False
    test = item.nodeid.replace(database, "")
    return names()[crc32(test.encode()) % len(names())] != database


class Database(Protocol):
    url: str

    def keep(self, name: str = CAST) -> None:
        """The rows as they are now, under this name."""

    def restore(self, name: str = CAST) -> None:
        """Puts the rows back that were kept under this name."""


class SqliteFile:
    """A file, restored by copying a kept one over it while nobody has it open."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "site.db"
        self.url = f"sqlite:///{self.path}"

    def keep(self, name: str = CAST) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(self.path, self._kept(name))

    def restore(self, name: str = CAST) -> None:
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copy(self._kept(name), self.path)

    def _kept(self, name: str) -> Path:
        return self.path.with_name(f"{name}.kept.db")


class PostgresDatabase:
    """A database of its own for each test process. Its rows are put back by one script: a new database
    for every test would take ten times as long."""

    def __init__(self, server: str, name: str) -> None:
        self.server, self.name = server, name
        self.url = f"postgresql+psycopg://{server}/{name}"
        self.scripts: dict[str, str] = {}
        self._administer("CREATE DATABASE {}")

    def keep(self, name: str = CAST) -> None:
        tables = [*(table.name for table in Model.metadata.sorted_tables), "alembic_version"]
        with self._connect(self.name) as connection:
            steps = ["SET session_replication_role = replica", *(f"DELETE FROM {table}" for table in tables)]
            for table in tables:
                kept = connection.execute(f"SELECT json_agg(kept) FROM {table} AS kept").fetchone()[0]
                steps += self._refill(connection, table, kept) if kept else []
                if self._counts(table):
                    last = max((row["id"] for row in kept or ()), default=0)
                    steps.append(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last + 1}, false)")
        self.scripts[name] = ";".join(steps)

    def restore(self, name: str = CAST) -> None:
        with self._connect(self.name) as connection:
            connection.execute(self.scripts[name])

    def close(self) -> None:
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def _counts(self, table: str) -> bool:
        """Whether the database gives its rows their numbers."""
        known = Model.metadata.tables.get(table)
        return known is not None and "id" in known.columns and isinstance(known.columns["id"].type, Integer)

    def _refill(self, connection: psycopg.Connection, table: str, rows: list[dict]) -> list[str]:
        literal = sql.Literal(json.dumps(rows)).as_string(connection)
        return [f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, {literal})"]

    def _administer(self, statement: str) -> None:
        with self._connect("postgres") as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(self.name)))

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(f"postgresql://{self.server}/{name}", autocommit=True)


@contextmanager
def provide(kind: str, folder: Path) -> Iterator[Database]:
    if kind == "sqlite":
        yield SqliteFile(folder)
        return
    name = f"lotsennetz_test_{os.getpid()}_{next(NUMBERS)}"
    database = PostgresDatabase(os.environ[SERVER], name)
    try:
        yield database
    finally:
        database.close()
