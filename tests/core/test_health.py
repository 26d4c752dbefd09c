"""Health: each finding appears when its cause does, and only then."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update

from accounts.models import Person
from core import config, health, outbox, pdf, search_index
from core.db import db, transaction, utcnow
from core.outbox import OutboxJob
from tests.conftest import person


@pytest.fixture(autouse=True)
def healthy(app: Flask) -> Iterator[None]:
    """The index is there; whatever a test sets is taken back."""
    before = app.config["LOTSENNETZ"]
    search_index.rebuild()
    yield
    app.config["LOTSENNETZ"] = before


def codes() -> list[str]:
    found = [finding.code for finding in health.findings()]
    db.session.rollback()
    return found


def set_to(app: Flask, **changes: Any) -> None:
    app.config["LOTSENNETZ"] = replace(config.current(), **changes)


def a_job(**values: Any) -> None:
    with transaction():
        outbox.enqueue("tests.nothing")
        db.session.flush()
        db.session.connection().execute(update(OutboxJob).values(**values))


def test_nothing_is_found_where_all_is_well() -> None:
    assert codes() == []


def test_an_unsafe_configuration(app: Flask) -> None:
    set_to(app, secret_key="short")
    assert codes() == ["configuration"]


def test_a_folder_that_cannot_be_written(app: Flask, tmp_path: Path) -> None:
    set_to(app, instance=tmp_path / "gone")
    assert codes() == ["instance"]


def test_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 60)
    assert codes() == ["disk"]


def test_translations_that_are_not_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "core.po").touch()
    monkeypatch.setattr(health, "TRANSLATIONS", tmp_path)
    assert codes() == ["translations"]
    assert [finding.code for finding in health.reasons_not_to_start()] == ["translations"]
    (folder / "core.mo").touch()
    assert codes() == []


def test_a_missing_index() -> None:
    (config.current().index_folder / "current").unlink()
    assert codes() == ["index"]


def test_jobs_that_were_given_up() -> None:
    a_job(given_up_at=utcnow())
    assert codes() == ["outbox_given_up"]


def test_jobs_that_wait_for_a_worker() -> None:
    a_job(due_at=utcnow() - timedelta(minutes=14))
    assert codes() == []
    a_job(due_at=utcnow() - timedelta(minutes=16))
    assert codes() == ["outbox_backlog"]


def test_a_database_of_another_version() -> None:
    with transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert codes() == ["migrations"]


def test_a_database_that_is_gone(instance: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a file that can be damaged by hand")
    db.session.remove()
    db.engine.dispose()
    (instance / "site.db").write_bytes(b"no database at all" * 1000)
    assert codes() == ["database"]


def test_a_mail_server_that_is_gone_is_found_by_check_and_not_by_the_monitor(app: Flask, client: FlaskClient) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        set_to(app, mail_url=f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        assert [finding.code for finding in health.slow_findings()] == ["mail"]
        assert client.get("/healthz").status_code == 200


def test_the_monitor_reads_codes_and_no_sentences(client: FlaskClient) -> None:
    a_job(given_up_at=utcnow())
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "failing", "reasons": ["outbox_given_up"]})


def test_every_sentence_says_what_to_do(app: Flask, tmp_path: Path) -> None:
    set_to(app, instance=tmp_path / "gone", secret_key="")
    a_job(given_up_at=utcnow())
    for finding in health.findings():
        assert finding.text.endswith((".", "init", "reindex", "worker")), finding.text
        assert finding.text.count(".") >= 2 or ":" in finding.text, finding.text


def test_the_administration_is_told_when_nobody_is_in_the_office() -> None:
    of_this_machine = [] if pdf.is_available() else ["pdf"]
    assert [finding.code for finding in health.advice()] == of_this_machine
    with transaction():
        db.session.connection().execute(
            update(Person).where(Person.id == person("olga").id).values(blocked_at=utcnow())
        )
    assert {finding.code for finding in health.advice()} == {"office_empty", *of_this_machine}
    assert codes() == []
