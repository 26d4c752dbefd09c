"""What is wrong with a running installation, in sentences that say how to mend it."""

from datetime import timedelta

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text

from core import config, outbox, search_index
from core.db import db, sqlite3, sqlite_is_safe, utcnow

OLDEST_WAITING_JOB = timedelta(minutes=15)


def findings() -> list[str]:
    """Empty when all is well."""
    settings = current_app.config["LOTSENNETZ"]
    found = config.check(settings)
    try:
        db.session.execute(text("SELECT 1"))
    except Exception as error:
        return [
            *found,
            f"The database does not answer ({type(error).__name__}). Check DATABASE_URL and the server.",
        ]
    return [*found, *_sqlite(), *_migrations(), *_outbox(), *_index()]


def _sqlite() -> list[str]:
    if db.engine.dialect.name != "sqlite" or sqlite_is_safe():
        return []
    return [f"SQLite {sqlite3.sqlite_version} can damage the database. Install pysqlite3 (SQLite 3.51.3 or later)."]


def _migrations() -> list[str]:
    scripts = ScriptDirectory(str(config.ROOT / "migrations"))
    present = MigrationContext.configure(db.session.connection()).get_current_heads()
    if set(present) == set(scripts.get_heads()):
        return []
    return ["The database is not at this version's state. Run: ./lotsennetz init"]


def _outbox() -> list[str]:
    if _migrations():
        return []
    found = []
    if lost := outbox.given_up():
        found.append(f"{len(lost)} jobs were given up. See /verwaltung/auftraege for their errors and to try again.")
    _count, oldest = outbox.backlog()
    if oldest is not None and utcnow() - oldest > OLDEST_WAITING_JOB:
        found.append("Jobs have been waiting for over 15 minutes. Is a worker running? Start: ./lotsennetz worker")
    return found


def _index() -> list[str]:
    if search_index.engine().is_healthy():
        return []
    return ["The search index is missing or damaged; the site searches the database. Run: ./lotsennetz reindex"]
