"""Workers and web processes that are killed at any moment: nothing lost, notices once, mails at least once."""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from accounts.models import Notice, Person
from bench.running import environment
from core import outbox, search_index
from core.config import ROOT
from knowledge.models import Answer, Ownership, Question
from tests.processes.conftest import Start
from tests.processes.sink import Sink
from tests.processes.town import Browser, Town

ASKER, AUTHOR = 100, 101
KILLS = int(os.environ.get("LOTSENNETZ_TEST_KILLS", "3"))
BACKLOG = 20
# Every fourth step from a random one on, which a few runs make all; LOTSENNETZ_TEST_STRIDE=1 takes all at once.
STRIDE = int(os.environ.get("LOTSENNETZ_TEST_STRIDE", "4"))


@pytest.fixture
def sink() -> Iterator[Sink]:
    found = Sink()
    with found.listening():
        yield found


@pytest.fixture
def town(tmp_path: Path, sink: Sink) -> Iterator[Town]:
    found = Town(tmp_path / "instance", mail_url=sink.url)
    yield found
    found.close()


def all_is_well(town: Town, sink: Sink, questions: list[int]) -> None:
    """Every question is answered, indexed once, told once, and mailed under one Message-ID for each notice."""
    assert town.unfinished() == []
    with town.looked_at() as session:
        assert outbox.given_up() == []
        for number in questions:
            told = session.scalars(
                select(Notice).where(Notice.subject_id == number, Notice.kind == "answer_posted")
            ).all()
            assert [notice.person_id for notice in told].count(ASKER) == 1
            assert session.scalar(select(func.count()).where(Answer.question_id == number)) == 1
            title = session.get_one(Question, number).title
            hits = search_index.engine().find(title.split()[-1], visible_to=["employee"]).hits
            assert [hit.id for hit in hits].count(number) == 1
        mailed = session.scalars(
            select(Notice).where(Notice.delivery == "mail", Notice.subject_id.in_(questions))
        ).all()
        assert all(notice.mailed_at for notice in mailed)
        for person_id in {notice.person_id for notice in mailed}:
            address = session.get_one(Person, person_id).email
            assert len(sink.ids(address)) == sum(notice.person_id == person_id for notice in mailed)


def test_a_worker_may_die_at_every_single_step(town: Town, sink: Sink) -> None:
    command = [sys.executable, "-m", "tests.processes.nursery", str(town.folder), sink.url]
    place = {"cwd": ROOT, "env": environment(town.folder, {})}
    questions = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **place) as nursery:
        for step in range(random.randint(1, STRIDE), 500, STRIDE):
            number = town.ask(f"Wer kennt Sache{step}?", ASKER)
            town.answer(number, AUTHOR)
            questions.append(number)
            nursery.stdin.write(f"{step}\n")
            nursery.stdin.flush()
            end = nursery.stdout.readline().strip()
            town.let_time_pass()
            with town.app.app_context():
                outbox.run_pending()
            if end == "done":
                break
            assert end == "died", step
        nursery.stdin.close()
    print(f"a journey of {step - 1} steps; {len(sink.mails)} mails, {sum(c - 1 for c in all_ids(sink))} of them again")
    assert step > 20
    all_is_well(town, sink, questions)


def all_ids(sink: Sink) -> list[int]:
    counted: dict[str, int] = {}
    for mail in sink.mails:
        counted[str(mail["Message-ID"])] = counted.get(str(mail["Message-ID"]), 0) + 1
    return list(counted.values())


def test_a_worker_may_die_at_any_moment(town: Town, sink: Sink, start: Start) -> None:
    chance = random.Random()
    questions = [town.ask(f"Was bedeutet Kürzel{number}?", ASKER) for number in range(BACKLOG)]
    for number in questions:
        town.answer(number, AUTHOR)
    for _ in range(KILLS):
        worker = start("worker")
        before = len(sink.mails)
        end = time.monotonic() + 10
        while len(sink.mails) == before and time.monotonic() < end and town.unfinished():
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.08))
        worker.kill()
        town.let_time_pass()
    assert start("worker", "--drain").process.wait() == 0
    all_is_well(town, sink, questions)


def test_what_a_killed_web_process_acknowledged_is_there(town: Town, start: Start) -> None:
    web = start("serve", "--processes", "1", "--without-worker")
    browser = Browser(web.port, town.cookie(1))
    form = browser.form("/fragen/neu")
    acknowledged, unanswered = [], 0
    for number in range(16):
        # A key of its own for each, as if the form had been opened anew.
        fields = form | {"title": f"Wer weiß von Sache {number}?", "body": "Kurz.", "submission": f"key-{number}"}
        if number % 4 == 3:
            threading.Timer(random.uniform(0, 0.03), os.kill, [web.children[0], signal.SIGKILL]).start()
        while (answer := pressed(browser, fields)) is None:
            unanswered += 1
            time.sleep(0.05)
        assert answer[0] == 303
        acknowledged.append((fields["title"], answer[1]))
        if number % 4 == 3:
            web.wait_until_it_answers()
    print(f"{unanswered} presses without an answer")
    with town.looked_at() as session:
        for title, place in acknowledged:
            (number,) = session.scalars(select(Question.id).where(Question.title == title)).all()
            assert f"/fragen/{number}-" in place
            running = select(func.count()).where(Ownership.question_id == number, Ownership.until.is_(None))
            assert session.scalar(running) == 1


def pressed(browser: Browser, fields: dict[str, str]) -> tuple[int, str] | None:
    """None when the server went away without an answer."""
    try:
        return browser.post("/fragen/neu", fields)
    except (OSError, http.client.HTTPException):
        return None
