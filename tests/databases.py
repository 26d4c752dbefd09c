"""The databases the tests run on: SQLite always, PostgreSQL where it is installed and asked for."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

WANTED = "LOTSENNETZ_TEST_DATABASES"
SERVER = "LOTSENNETZ_TEST_POSTGRES"


def names() -> list[str]:
    """Which databases to run on: LOTSENNETZ_TEST_DATABASES=sqlite,postgres; by default SQLite alone."""
    return os.environ.get(WANTED, "sqlite").split(",")


class Database(Protocol):
    url: str

    def keep_as_template(self) -> None: ...

    def restore(self) -> None: ...


class SqliteFile:
    """A file, restored by copying the template over it while nobody has it open."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "site.db"
        self.template = folder / "template.db"
        self.url = f"sqlite:///{self.path}"

    def keep_as_template(self) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(self.path, self.template)

    def restore(self) -> None:
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.template, self.path)


class PostgresDatabase:
    """A database of its own for each test process, made anew from a template."""

    def __init__(self, server: str, name: str) -> None:
        self.server, self.name = server, name
        self.url = f"postgresql+psycopg://{server}/{name}"
        self._command("CREATE DATABASE {}", name)

    def keep_as_template(self) -> None:
        self._command("ALTER DATABASE {} RENAME TO {}", self.name, self.name + "_template")

    def restore(self) -> None:
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        self._command("CREATE DATABASE {} TEMPLATE {}", self.name, self.name + "_template")

    def close(self) -> None:
        for name in (self.name, self.name + "_template"):
            self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _command(self, statement: str, *names: str) -> None:
        with psycopg.connect(f"postgresql://{self.server}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def provide(kind: str, folder: Path) -> Iterator[Database]:
    if kind == "sqlite":
        yield SqliteFile(folder)
        return
    name = f"lotsennetz_test_{os.getpid()}"
    database = PostgresDatabase(os.environ[SERVER], name)
    try:
        yield database
    finally:
        database.close()
