"""A real mail server that refuses, hangs up or is away: everybody is told in the end, nobody by two different mails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from accounts.models import Notice, Person
from core import outbox
from core.db import db, utcnow
from core.outbox import OutboxJob
from tests.processes.sink import Sink
from tests.processes.town import Town

ASKER, AUTHOR = 100, 101


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def town(tmp_path: Path, sink: Sink) -> Iterator[Town]:
    found = Town(tmp_path / "instance", mail_url=sink.url)
    yield found
    found.close()


@pytest.fixture
def asker(town: Town, sink: Sink) -> str:
    """Who waits to be told of an answer; the owner's mail about the question is out of the way."""
    with sink.listening():
        number = town.ask("Wer hilft mit der Signatur?", ASKER)
        drain(town)
    town.answer(number, AUTHOR)
    with town.looked_at() as session:
        sink.victim = str(session.get_one(Person, ASKER).email)
    return sink.victim


def drain(town: Town) -> None:
    with town.app.app_context():
        outbox.run_pending()
        db.session.remove()


def mail_jobs(town: Town) -> list[OutboxJob]:
    """Of the asker."""
    with town.looked_at() as session:
        told = select(Notice.id).where(Notice.person_id == ASKER, Notice.kind == "answer_posted")
        number = session.scalars(told).one()
        jobs = session.scalars(select(OutboxJob).where(OutboxJob.topic == "accounts.mail_notice")).all()
        return [job for job in jobs if job.payload["notice_id"] == number]


def test_a_mail_that_is_taken_is_sent_once(town: Town, sink: Sink, asker: str) -> None:
    with sink.listening():
        drain(town)
        drain(town)
    assert list(sink.ids(asker).values()) == [1]


def test_a_passing_refusal_is_tried_again(town: Town, sink: Sink, asker: str) -> None:
    sink.answers = ["451 later"]
    with sink.listening():
        drain(town)
        assert sink.ids(asker).total() == 0
        (job,) = mail_jobs(town)
        assert "451" in (job.last_error or "")
        assert job.finished_at is None
        town.let_time_pass()
        drain(town)
    assert list(sink.ids(asker).values()) == [1]


def test_a_refusal_for_good_is_not_tried_again(town: Town, sink: Sink, asker: str) -> None:
    sink.unknown = True
    with sink.listening():
        drain(town)
        town.let_time_pass()
        drain(town)
    assert sink.ids(asker).total() == 0
    (job,) = mail_jobs(town)
    assert job.given_up_at is not None
    assert "550" in (job.last_error or "")


def test_a_server_that_takes_the_mail_and_hangs_up_gets_the_same_mail_again(town: Town, sink: Sink, asker: str) -> None:
    sink.answers = ["drop"]
    with sink.listening():
        drain(town)
        (job,) = mail_jobs(town)
        assert "Disconnected" in (job.last_error or "")
        town.let_time_pass()
        drain(town)
    assert list(sink.ids(asker).values()) == [2]


def test_a_server_that_is_away_is_waited_for(town: Town, sink: Sink, asker: str) -> None:
    drain(town)
    with town.looked_at() as session:
        told = session.scalars(select(OutboxJob.last_error).where(OutboxJob.last_error.is_not(None))).all()
    assert told == ["ConnectionRefusedError"]
    with sink.listening():
        town.let_time_pass()
        drain(town)
    assert list(sink.ids(asker).values()) == [1]
    (job,) = mail_jobs(town)
    assert job.attempts == 1


def test_a_server_that_stays_away_is_given_up_visibly(town: Town, sink: Sink, asker: str) -> None:
    drain(town)
    town.let_time_pass(since=utcnow() - outbox.PATIENCE)
    drain(town)
    with town.looked_at():
        lost = outbox.given_up()
    assert {job.topic for job in lost} == {"accounts.mail_notice"}
