"""Replies through the pipe of a mail server and out of a real mailbox, with processes that are killed on the way."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from accounts.models import Person
from bench.running import environment
from core import mail_in
from core.config import ROOT
from core.db import utcnow
from core.mail_in import Deed, Ticket
from knowledge.models import Answer, Attachment, ReceivedMail
from tests import letters
from tests.imap import Server
from tests.knowledge.attaching import png
from tests.processes.conftest import Start
from tests.processes.town import Town

ASKER, AUTHOR = 100, 101
SETTINGS = {"mail_reply_address": "antwort@stadt.example", "secret_key": "a key of this test, which is long enough"}
KILLS = int(os.environ.get("LOTSENNETZ_TEST_KILLS", "3"))
PATIENCE = 40.0


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path / "instance", **SETTINGS)
    yield found
    found.close()


@pytest.fixture
def reply(town: Town) -> bytes:
    """By which somebody answers a question, with a picture."""
    number = town.ask("Wer hilft mit dem Lesegerät?", ASKER)
    with town.looked_at() as session:
        sender = str(session.get_one(Person, AUTHOR).email)
    ticket = Ticket(AUTHOR, Deed.ANSWER, number, utcnow().date() + timedelta(days=30))
    address = mail_in.ticket_to(town.app.config["LOTSENNETZ"], ticket)
    return letters.with_files(address, ("bild.png", "image/png", png()), sender=sender)


def command(town: Town, **changes: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(ROOT / "lotsennetz"), "receive-mail"],
        env=environment(town.folder, town.settings | changes),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def piped(town: Town, raw: bytes, **changes: str) -> tuple[int, str]:
    """How it ended, and what it said."""
    process = command(town, **changes)
    _out, said = process.communicate(raw, timeout=PATIENCE)
    return process.returncode, said.decode()


def made(town: Town) -> tuple[int, int, int]:
    with town.looked_at() as session:
        text = letters.REPLY
        answers = session.scalar(select(func.count()).where(Answer.author_id == AUTHOR, Answer.body == text))
        files = session.scalar(select(func.count()).where(Attachment.post_kind != "post"))  # those of threads are there
        return answers, files, session.scalar(select(func.count()).select_from(ReceivedMail))


def test_a_mail_through_the_pipe_is_published_once(town: Town, reply: bytes) -> None:
    for _time in range(2):
        code, said = piped(town, reply)
        assert code == os.EX_OK
        assert "Traceback" not in said
        assert "Lesegerät" not in said
    assert made(town) == (1, 1, 1)


def test_the_pipe_ends_well_with_what_is_ignored_or_refused(town: Town, reply: bytes) -> None:
    for raw in (b"", b"\0\xff" * 1000, reply.replace(b"From: ", b"Auto-Submitted: auto-replied\r\nFrom: ")):
        assert piped(town, raw)[0] == os.EX_OK
    assert piped(town, letters.letter("antwort@stadt.example", "fremd@privat.example"))[0] == os.EX_OK
    assert made(town) == (0, 0, 1)


def test_a_mail_of_forty_megabytes_is_told_to_be_too_large(town: Town, reply: bytes) -> None:
    code, said = piped(town, reply + b"x" * 40_000_000)
    assert (code, "too_large" in said) == (os.EX_OK, True)
    assert made(town) == (0, 0, 1)


def test_the_mail_server_tries_again_while_the_database_is_away(town: Town, reply: bytes) -> None:
    town.close()
    with sqlite3.connect(town.folder / "site.db") as database:
        database.execute("ALTER TABLE received_mails RENAME TO away")
    code, said = piped(town, reply)
    assert code == os.EX_TEMPFAIL
    assert "Traceback" not in said
    assert "Lesegerät" not in said
    with sqlite3.connect(town.folder / "site.db") as database:
        database.execute("ALTER TABLE away RENAME TO received_mails")
    assert piped(town, reply)[0] == os.EX_OK
    assert made(town) == (1, 1, 1)


def test_without_the_setting_the_pipe_takes_nothing(town: Town, reply: bytes) -> None:
    assert piped(town, reply, mail_reply_address="")[0] == os.EX_CONFIG
    assert made(town) == (0, 0, 0)


def test_killed_at_any_moment_it_publishes_once(town: Town, reply: bytes) -> None:
    began = time.monotonic()
    assert piped(town, letters.letter("antwort@stadt.example"))[0] == os.EX_OK
    usual = time.monotonic() - began
    for _kill in range(KILLS * 3):
        with command(town) as process:
            assert process.stdin is not None
            process.stdin.write(reply)
            process.stdin.close()
            time.sleep(usual * random.uniform(0.4, 1.2))
            os.killpg(process.pid, signal.SIGKILL)
    assert piped(town, reply)[0] == os.EX_OK
    assert made(town) == (1, 1, 2)


def test_the_worker_reads_the_mailbox_and_puts_away_what_is_done(
    town: Town, reply: bytes, start: Start, socket_enabled: None
) -> None:
    with Server().running() as server:
        access = {name: str(value) for name, value in server.access.items()} | {"imap_seconds": "1"}
        server.put(reply, b"From: nobody\r\n\r\nnichts", reply)
        for _kill in range(KILLS):
            worker = start("worker", **access, imap_done_folder="Erledigt")
            time.sleep(random.uniform(0.5, 3))
            worker.kill()
        server.put(b"From: nobody\r\n\r\nnichts mehr")  # so that there is something to wait for
        worker = start("worker", **access, imap_done_folder="Erledigt")
        until = time.monotonic() + PATIENCE
        while server.found("INBOX", "UNSEEN") and time.monotonic() < until:
            time.sleep(0.2)
        assert worker.stop() == 0
        assert server.found("INBOX", "UNSEEN") == 0
        assert made(town) == (1, 1, 1)
        assert "Traceback" not in worker.log.read_text()


def test_the_worker_outlives_a_mailbox_that_is_away(town: Town, reply: bytes, start: Start) -> None:
    worker = start("worker", imap_host="127.0.0.1", imap_port="9", imap_tls="none", imap_seconds="1")
    until = time.monotonic() + PATIENCE
    while "mailbox is away" not in worker.log.read_text() and time.monotonic() < until:
        time.sleep(0.2)
    while town.unfinished() and time.monotonic() < until:
        time.sleep(0.2)
    assert town.unfinished() == []
    assert worker.stop() == 0
    assert "Traceback" not in worker.log.read_text()
