"""What is wrong with a running installation, in sentences that say how to mend it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import cast

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import text

from core import config, mail, mail_in, outbox, pdf, search_index
from core.db import db, sqlite3, sqlite_is_safe, utcnow

OLDEST_WAITING_JOB = timedelta(minutes=15)
LONGEST_MAIL_OUTAGE = timedelta(hours=1)
LEAST_FREE_BYTES = 500 * 1024 * 1024
TRANSLATIONS = config.ROOT / "translations"


@dataclass(frozen=True)
class Finding:
    """`code` is for machines and everybody may read it; `text` says what is wrong and how to mend it."""

    code: str
    text: str


# What an area knows that must not be so on a site that starts; registered as the app's "start_checks".
StartCheck = Callable[[], list[Finding]]


def findings() -> list[Finding]:
    """Empty when all is well."""
    found = [Finding("configuration", text) for text in config.check(config.current())]
    found += _instance() + _translations()
    if problem := _database():
        return [*found, problem]
    if problem := _migrations():
        return [*found, *_sqlite(), problem, *_index()]
    return [*found, *_sqlite(), *_start_checks(), *_outbox(), *_index()]


def advice() -> list[Finding]:
    """What works but leaves people alone, as the areas know it: for the administration, not for a monitor."""
    checks = [_pdf, *cast(list[StartCheck], current_app.extensions["advice"])]
    return [finding for check in checks for finding in check()]


def _pdf() -> list[Finding]:
    if pdf.is_available():
        return []
    text = _("Pages offer no PDF until Pango is installed: libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0.")
    return [Finding("pdf", text)]


def slow_findings() -> list[Finding]:
    """What takes seconds to find out: for the person who runs `check`, not for a monitor that asks all day."""
    found = []
    if reason := mail.refusal(config.current()):
        text = _("The mail server does not answer (%(reason)s). Check MAIL_URL and the network.", reason=reason)
        found.append(Finding("mail", text))
    if reason := mail_in.refusal(config.current()):
        text = _("The mailbox cannot be read (%(reason)s). Check the IMAP settings.", reason=reason)
        found.append(Finding("mailbox", text))
    return found


def _instance() -> list[Finding]:
    folder = config.current().instance
    if not os.access(folder, os.W_OK | os.X_OK):
        return [
            Finding(
                "instance", _("%(folder)s cannot be written. Give it to the account the site runs as.", folder=folder)
            )
        ]
    if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        return [
            Finding(
                "disk", _("Less than 500 MB are free at %(folder)s. Make room before writing fails.", folder=folder)
            )
        ]
    return []


def _translations() -> list[Finding]:
    """A fresh clone holds the catalogues, not what is compiled from them, and would speak English."""
    if all(path.with_suffix(".mo").exists() for path in TRANSLATIONS.glob("*/LC_MESSAGES/*.po")):
        return []
    return [Finding("translations", _("The translations are not compiled. Run: make install"))]


def reasons_not_to_start() -> list[Finding]:
    """Without its texts or its database, or against what the areas' start checks say, no site is served."""
    problem = _database() or _migrations()
    return _translations() + ([problem] if problem else _start_checks())


def _start_checks() -> list[Finding]:
    checks = cast(list[StartCheck], current_app.extensions["start_checks"])
    return [finding for check in checks for finding in check()]


def _database() -> Finding | None:
    try:
        db.session.execute(text("SELECT 1"))
    except Exception as error:
        db.session.rollback()
        return Finding(
            "database",
            _(
                "The database does not answer (%(error)s). Check DATABASE_URL and the server.",
                error=type(error).__name__,
            ),
        )
    return None


def _sqlite() -> list[Finding]:
    if db.engine.dialect.name != "sqlite" or sqlite_is_safe():
        return []
    return [
        Finding(
            "sqlite",
            _(
                "SQLite %(version)s can damage the database. Install pysqlite3 (SQLite 3.51.3 or later).",
                version=sqlite3.sqlite_version,
            ),
        )
    ]


def _migrations() -> Finding | None:
    present = MigrationContext.configure(db.session.connection()).get_current_heads()
    if set(present) == _newest_migrations():
        return None
    return Finding("migrations", _("The database is not at this version's state. Run: ./lotsennetz init"))


@cache
def _newest_migrations() -> frozenset[str]:
    """As long as the process runs: reading them executes every file of the folder."""
    return frozenset(ScriptDirectory(str(config.ROOT / "migrations")).get_heads())


def _outbox() -> list[Finding]:
    found = []
    if lost := outbox.given_up():
        found.append(
            Finding(
                "outbox_given_up",
                _(
                    "Jobs given up: %(count)s. See /verwaltung/auftraege for their errors and to try again.",
                    count=len(lost),
                ),
            )
        )
    _count, oldest = outbox.backlog()
    if oldest is not None and utcnow() - oldest > OLDEST_WAITING_JOB:
        found.append(
            Finding(
                "outbox_backlog",
                _("Jobs have been waiting for over 15 minutes. Is a worker running? Start: ./lotsennetz worker"),
            )
        )
    since = outbox.waiting_since()
    if since is not None and utcnow() - since > LONGEST_MAIL_OUTAGE:
        found.append(
            Finding(
                "mail_waiting",
                _("The mail server has not taken mails for over an hour. Check MAIL_URL and the network."),
            )
        )
    return found


def _index() -> list[Finding]:
    if search_index.engine().is_healthy():
        return []
    return [
        Finding(
            "index",
            _("The search index is missing or damaged; the site searches the database. Run: ./lotsennetz reindex"),
        )
    ]
