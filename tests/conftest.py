"""Fixtures: an app over a fresh database with the cast in it, clients, mailbox, jobs."""

import contextvars
import email
import email.policy
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from accounts.models import Person, SignIn
from app import create_app
from core import cli, outbox
from core.db import db, transaction, utcnow
from core.hashing import hashed
from core.limits import limiter
from tests import databases, page, people, together

MOST_QUERIES = 15
SECRET = "a secret of the tests, long enough to pass the check"

# A machine that is busy with something else makes no example wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that opens pages runs on one of the databases, half of them on each: what a page asks and does has tests
    of its own that run on all. LOTSENNETZ_TEST_PAGES=everywhere runs them all on each."""
    if os.environ.get("LOTSENNETZ_TEST_PAGES") == "everywhere":
        return
    elsewhere = {item for item in items if databases.is_for_another(item)}
    config.hook.pytest_deselected(items=[*elsewhere])
    items[:] = [item for item in items if item not in elsewhere]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return together.scheduler(config, log)


@pytest.fixture(scope="session")
def instance() -> Iterator[Path]:
    """A folder in memory where there is one: the tests wait for no disk."""
    parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="lotsennetz-", dir=parent))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def apps(instance: Path) -> Iterator[Callable[[str], Flask]]:
    """One app for each kind of database, made when the first test asks for it and kept until the last one:
    tests of both kinds come in any order."""
    made: dict[str, Flask] = {}
    with ExitStack() as stack:

        def of(kind: str) -> Flask:
            if kind not in made:
                made[kind] = prepared(stack.enter_context(databases.provide(kind, instance)), instance)
            return made[kind]

        yield of


def prepared(database: databases.Database, instance: Path) -> Flask:
    """An app over `database`, which now holds the cast and keeps it as what every test starts from."""
    overrides = {"instance": instance, "secret_key": SECRET, "database_url": database.url}
    listening = [*logging.getLogger().handlers]
    app = create_app(
        overrides | {"mail_url": "folder:mail", "sign_in_limit": "1000/minute", "sign_in_address_limit": "1000/minute"}
    )
    # The site puts its own handler in the place of others: the first test of a process would hear nothing.
    logging.getLogger().handlers += [one for one in listening if one not in logging.getLogger().handlers]
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
    app.test_client_class = CheckingClient
    with app.app_context():
        cli.migrate()
        with transaction():
            people.settle()
        db.session.remove()
        db.engine.dispose()
    database.keep()
    app.extensions["test_database"] = database
    return app


@pytest.fixture(scope="session", params=databases.names())
def whole_app(request: pytest.FixtureRequest, apps: Callable[[str], Flask]) -> Flask:
    """The app over the kind of database this test is for; `app` gives every test fresh rows under it."""
    return apps(request.param)


@pytest.fixture
def app(whole_app: Flask, instance: Path) -> Iterator[Flask]:
    """The app with an open context, a fresh database, an empty index and an empty mailbox."""
    with whole_app.app_context():
        db.engine.dispose()
        whole_app.extensions["test_database"].restore()
        limiter.reset()
        for name in ("index", "mail", "imports", "uploads"):
            shutil.rmtree(instance / name, ignore_errors=True)
        yield whole_app
        db.session.remove()
        db.engine.dispose()


class CheckingClient(FlaskClient):
    """A browser without scripts. Every page it gets is checked, and every GET's queries are counted."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # An empty context: the request makes its own session, as in real life.
        with counted_queries() as queries:
            response: TestResponse = contextvars.Context().run(
                lambda: super(CheckingClient, self).open(*args, **kwargs)
            )
        db.session.rollback()
        if response.request.method == "GET":
            assert len(queries) <= MOST_QUERIES, "\n".join([response.request.path, *queries])
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            found = page.problems(response.text)
            assert not found, "\n".join([f"{response.request.path}:", *found, response.text])
        return response


class counted_queries:  # noqa: N801 -- reads as a statement
    """A context manager that gives the list of the SQL statements run inside it, without BEGIN and PRAGMA."""

    def __enter__(self) -> list[str]:
        self.statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.statements.append(statement)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody signed in."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask) -> Callable[[str], FlaskClient]:
    """`client_of("erika")` is a browser in which Erika is signed in."""

    def sign_in(key: str) -> FlaskClient:
        client, token = app.test_client(), secrets.token_urlsafe(32)
        with transaction():
            expires = utcnow() + timedelta(days=14)
            db.session.add(SignIn(token_hash=hashed(token), person_id=person(key).id, expires_at=expires))
        with client.session_transaction() as session:
            session["sign_in"] = token
        return client

    return sign_in


def person(key: str) -> Person:
    """One of the cast as a row of the test's own session."""
    return db.session.scalars(select(Person).where(Person.email == f"{key}@stadt.example")).one()


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """Run what is due in the outbox; a job that fails fails the test."""

    def run() -> int:
        count = outbox.run_pending()
        failed = db.session.scalars(select(outbox.OutboxJob).where(outbox.OutboxJob.last_error.is_not(None))).all()
        assert not failed, [(job.topic, job.last_error) for job in failed]
        db.session.rollback()
        return count

    return run


@pytest.fixture
def mailbox(app: Flask, instance: Path) -> Callable[[], list[EmailMessage]]:
    """All mails that left the house so far, oldest first."""

    def read() -> list[EmailMessage]:
        files = sorted((instance / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]  # type: ignore[misc]

    return read
