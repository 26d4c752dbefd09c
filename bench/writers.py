"""Eight processes that ask and answer as fast as they can while the worker works: who waits how long to write."""

import json
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE
from typing import Any

from sqlalchemy import select

from bench.running import Running, environment
from core.config import ROOT

WRITERS = 8


def write_at_once(instance: Path, *, seconds: float, writers: int = WRITERS) -> dict[str, Any]:
    """Let them write for that long over a seeded instance.

    Gives the number of transactions, of errors, and the milliseconds from asking for the write lock to having it.
    """
    worker = Running(instance, "worker")
    command = [sys.executable, "-m", "bench.writers", str(seconds)]
    place = {"cwd": ROOT, "env": environment(instance, {})}
    started = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, **place) for _ in range(writers)]
    for process in started:
        process.stdout.readline()
    for process in started:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    ended = [process.communicate(timeout=seconds + 60) for process in started]
    worker.stop()
    told = [json.loads(out) for out, _ in ended if out]
    errors = [error for report in told for error in report["errors"]]
    errors += [complaint.decode()[-500:] for out, complaint in ended if not out]
    if "database is locked" in worker.log.read_text():
        errors.append("the worker met a locked database")
    return _summary([wait for report in told for wait in report["waits"]], errors)


def _summary(waits: Sequence[float], errors: Sequence[str]) -> dict[str, Any]:
    in_order = sorted(waits)
    places = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}
    last = len(in_order) - 1
    found = {name: in_order[min(int(len(in_order) * share), last)] * 1000 for name, share in places.items()}
    return {
        "transactions": len(waits),
        "errors": list(errors),
        "wait_ms": {name: round(value, 1) for name, value in found.items()},
    }


def _write(seconds: float) -> dict[str, Any]:
    """What one of them does: in turn a question of somebody and an answer to it."""
    from app import create_app
    from core.db import db

    waits: list[float] = []
    errors: list[str] = []
    with create_app().app_context():
        _ask_and_answer([])  # the first of a process puts its statements together, under the lock
        print("ready", flush=True)
        sys.stdin.readline()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                _ask_and_answer(waits)
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}"[:300])
            db.session.remove()
    return {"waits": waits, "errors": errors}


def _ask_and_answer(waits: list[float]) -> None:
    from core.db import db, transaction
    from knowledge import actions
    from knowledge.models import Question

    asker, helper = _people()
    asked = time.monotonic()
    with transaction():
        waits.append(time.monotonic() - asked)
        title = "Wie signiere ich einen Bescheid digital?"
        made = actions.ask_question(actor=asker, title=title, body="Die Karte steckt.", submission=secrets.token_hex(8))
    number = made.id
    asked = time.monotonic()
    with transaction():
        waits.append(time.monotonic() - asked)
        question = db.session.get_one(Question, number)
        actions.answer_question(actor=helper, question=question, body="Neu starten.", submission=secrets.token_hex(8))


def _people() -> list[Any]:
    from accounts.models import Person
    from accounts.queries.people import with_roles
    from core.db import db

    ids = random.sample(list(db.session.scalars(select(Person.id))), 2)
    return list(db.session.scalars(with_roles().where(Person.id.in_(ids))).unique())


if __name__ == "__main__":
    print(json.dumps(_write(float(sys.argv[1]))))
