"""The command line: exit codes, one document on standard output, failures that name themselves."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from core import outbox, pdf, search_index
from core.config import ROOT
from core.db import db, transaction
from core.outbox import Job, OutboxJob, each

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*arguments: str) -> Result:
        db.session.rollback()
        return app.test_cli_runner().invoke(args=arguments)

    return invoke


@pytest.fixture
def done(app: Flask) -> Iterator[list[int]]:
    """Which jobs of these tests ran; each even one makes another."""
    found: list[int] = []

    def work(job: Job) -> None:
        number = int(job.payload["number"])
        found.append(number)
        if number % 2 == 0:
            enqueue(number + 1)

    app.extensions["outbox"]["tests.work"] = each(work)
    yield found
    del app.extensions["outbox"]["tests.work"]


def enqueue(*numbers: int) -> None:
    with transaction():
        for number in numbers:
            outbox.enqueue("tests.work", number=number)


def test_init_is_safe_to_repeat_and_builds_a_missing_index(run: Run) -> None:
    assert not search_index.engine().is_healthy()
    assert [run("init").exit_code for _ in range(2)] == [0, 0]
    assert search_index.engine().is_healthy()


def test_check_is_content_with_a_good_site(run: Run) -> None:
    run("init")
    result = run("check", "--json")
    of_this_machine = [] if pdf.is_available() else ["pdf"]
    told = json.loads(result.stdout)
    assert (result.exit_code, told["healthy"], told["findings"]) == (0, True, [])
    assert [one["code"] for one in told["advice"]] == of_this_machine


def test_check_names_what_is_wrong(run: Run) -> None:
    result = run("check", "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["healthy"]) == (1, False)
    assert [finding["code"] for finding in document["findings"]] == ["index"]
    assert document["findings"][0]["text"] in result.stderr


def test_reindex_builds_the_index(run: Run) -> None:
    assert run("reindex").exit_code == 0
    assert search_index.engine().is_healthy()


def test_the_worker_runs_once_or_until_nothing_is_due(run: Run, done: list[int]) -> None:
    enqueue(2, 4)
    assert run("worker", "--once").exit_code == 0
    assert done == [2]
    assert run("worker", "--drain").exit_code == 0
    assert sorted(done) == [2, 3, 4, 5]
    assert not db.session.scalars(select(OutboxJob).where(OutboxJob.finished_at.is_(None))).all()


def test_one_nightly_task_that_fails_keeps_no_other_from_running(
    app: Flask, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def broken() -> None:
        raise OSError("no space")

    def sound() -> None:
        ran.append("sound")

    monkeypatch.setitem(app.extensions, "nightly", [broken, sound])
    assert run("nightly").exit_code != 0
    assert ran == ["sound"]


@pytest.mark.parametrize("arguments", [["nonsense"], ["backup"], ["check", "--nonsense"], ["restore", "a", "b"]])
def test_wrong_usage_is_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def lotsennetz(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command as a person types it, from elsewhere."""
    own = {f"LOTSENNETZ_{name.upper()}": value for name, value in settings.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOTSENNETZ_")}
    environment = kept | own | {"LOTSENNETZ_INSTANCE": str(folder)}
    command = [str(ROOT / "lotsennetz"), *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.processes
def test_from_nothing_to_a_healthy_site_and_its_backup(tmp_path: Path) -> None:
    assert lotsennetz(tmp_path, "init").returncode == 0
    checked = lotsennetz(tmp_path, "check", "--json")
    assert (checked.returncode, json.loads(checked.stdout)["healthy"]) == (0, True)
    assert lotsennetz(tmp_path, "backup", "b.tar.gz").returncode == 0
    restored = lotsennetz(tmp_path, "restore", "b.tar.gz")
    assert (restored.returncode, restored.stdout) == (0, "")


@pytest.mark.processes
def test_an_unsafe_site_says_why_it_does_not_start(tmp_path: Path) -> None:
    refused = lotsennetz(tmp_path, "serve", mode="production")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert all(name in refused.stderr for name in ("SECRET_KEY", "BASE_URL", "MAIL_URL"))
