"""How Alembic reaches the database of the running configuration."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Enum

from core.db import Model, UtcDateTime

engine = current_app.extensions["migrate"].db.engine


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration stands by itself: our own types are written as the column types they become."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


def run(connection: Connection) -> None:
    """One linear history, one transaction a step; PostgreSQL must not wait long for locks while others serve."""
    if connection.dialect.name == "sqlite":
        _let_tables_be_made_anew(connection)
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '2s'")
        context.run_migrations()
        _refuse_orphans(connection)


def _let_tables_be_made_anew(connection: Connection) -> None:
    """Alembic changes a table of SQLite by making it anew: with foreign keys on, dropping the old one would take along
    what refers to it. Only outside a transaction can they be turned off, and never for whoever comes after."""
    connection.detach()
    connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (found := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"rows would refer to rows that do not exist: {found[:5]}")


if context.is_offline_mode():
    context.configure(url=str(engine.url), target_metadata=Model.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with engine.connect().execution_options(writes=True) as opened:
        run(opened)
