"""Eight processes that ask and answer as fast as they can while the worker works: who waits how long to write."""

import json
import multiprocessing
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import select

from accounts.models import Person
from app import create_app
from bench import seed
from bench.running import Running, environment
from core.config import ROOT
from core.db import db, transaction
from knowledge import actions
from knowledge.models import Question

WRITERS = 8
Report = dict[str, list[Any]]


def write_at_once(instance: Path, *, seconds: float, writers: int = WRITERS) -> dict[str, Any]:
    """Let them write for that long over a seeded instance.

    Gives the number of transactions, of errors, and the milliseconds from asking for the write lock to having it.
    """
    worker = Running(instance, "worker")
    command = [sys.executable, "-m", "bench.writers", str(seconds), str(writers)]
    done = subprocess.run(command, cwd=ROOT, env=environment(instance, {}), capture_output=True, check=False)
    worker.stop()
    reports: list[Report] = json.loads(done.stdout or "[]")
    errors = [error for report in reports for error in report["errors"]]
    if len(reports) < writers:
        errors.append(f"a writer ended: {done.stderr.decode()[-500:]}")
    if "database is locked" in worker.log.read_text():
        errors.append("the worker met a locked database")
    return _summary([wait for report in reports for wait in report["waits"]], errors)


def _summary(waits: Sequence[float], errors: Sequence[str]) -> dict[str, Any]:
    in_order = sorted(waits) or [0.0]
    places = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}
    last = len(in_order) - 1
    found = {name: in_order[min(int(len(in_order) * share), last)] * 1000 for name, share in places.items()}
    return {
        "transactions": len(waits),
        "errors": list(errors),
        "wait_ms": {name: round(value, 1) for name, value in found.items()},
    }


def main(seconds: float, writers: int) -> list[Report]:
    """Made by forking a process that has only imported, since nine starts of their own take longer than the test."""
    together = multiprocessing.get_context("fork")
    barrier = together.Barrier(writers)
    with together.Pool(writers, _remember, [barrier]) as pool:
        return pool.map(_write, [seconds] * writers, chunksize=1)


def _remember(barrier: Barrier) -> None:
    globals()["start_line"] = barrier


def _write(seconds: float) -> Report:
    """What one of them does: in turn a question of somebody and an answer to it."""
    report: Report = {"waits": [], "errors": []}
    with create_app().app_context():
        _ask_and_answer([])  # the first of a process puts its statements together, under the lock
        globals()["start_line"].wait(120)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                _ask_and_answer(report["waits"])
            except Exception as error:
                report["errors"].append(f"{type(error).__name__}: {error}"[:300])
            db.session.remove()
    return report


def _ask_and_answer(waits: list[float]) -> None:
    ids = random.sample(list(db.session.scalars(select(Person.id))), 2)
    asker, helper = map(seed.actor, ids)
    asked = time.monotonic()
    with transaction():
        waits.append(time.monotonic() - asked)
        words = {"title": "Wie signiere ich einen Bescheid digital?", "body": "Die Karte steckt."}
        number = actions.ask_question(actor=asker, submission=secrets.token_hex(8), **words).id
    asked = time.monotonic()
    with transaction():
        waits.append(time.monotonic() - asked)
        question = db.session.get_one(Question, number)
        actions.answer_question(actor=helper, question=question, body="Neu starten.", submission=secrets.token_hex(8))


if __name__ == "__main__":
    print(json.dumps(main(float(sys.argv[1]), int(sys.argv[2]))))
