"""The outbox: claims, leases, fencing, retries, batches, what is done once."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPSenderRefused

import pytest
from flask import Flask, current_app
from psycopg.errors import UniqueViolation
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import outbox
from core.db import clock_at, db, transaction, utcnow
from core.logs import JsonLine
from core.outbox import MOST_ATTEMPTS, GiveUp, Handler, Job, OutboxJob, TryLater, Worker, each

Ran = list[list[int]]


@pytest.fixture
def ran(app: Flask) -> Iterator[Ran]:
    """What the handlers of these tests were given, call by call."""
    calls: Ran = []

    def note(jobs: Sequence[Job]) -> None:
        calls.append([int(job.payload["thing_id"]) for job in jobs])

    def refuse(jobs: Sequence[Job]) -> None:
        note(jobs)
        if any(job.payload["thing_id"] == 13 for job in jobs):
            raise ValueError("thirteen")

    handlers = current_app.extensions["outbox"]
    own = {"test.note": Handler(note), "test.refuse": Handler(refuse), "test.many": Handler(refuse, batch=3)}
    handlers.update(own)
    yield calls
    for topic in own:
        del handlers[topic]


def enqueue(topic: str, *things: int) -> None:
    with transaction():
        for thing in things:
            outbox.enqueue(topic, thing_id=thing)
            db.session.flush()


def jobs() -> list[OutboxJob]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxJob).order_by(OutboxJob.id)))


def later(**span: int) -> object:
    return clock_at(utcnow() + timedelta(**span))


def test_a_job_runs_once_and_is_finished(ran: Ran) -> None:
    enqueue("test.note", 1, 2)
    assert outbox.run_pending() == 2
    assert outbox.run_pending() == 0
    assert ran == [[1], [2]]
    assert all(job.finished_at and job.lease_until is None and job.attempts == 1 for job in jobs())


def test_a_job_goes_with_the_change_that_caused_it(ran: Ran) -> None:
    def change_and_fail() -> None:
        with transaction():
            outbox.enqueue("test.note", thing_id=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert outbox.run_pending() == 0
    assert jobs() == []


def test_a_job_waits_for_its_time(ran: Ran) -> None:
    with transaction():
        outbox.enqueue("test.note", due_at=utcnow() + timedelta(hours=2), thing_id=1)
    assert outbox.run_pending() == 0
    with later(hours=3):
        assert outbox.run_pending() == 1


def test_a_claimed_job_is_nobody_elses_until_its_lease_lapses(ran: Ran) -> None:
    enqueue("test.note", 1)
    first, second = Worker(), Worker()
    assert len(first.claim()) == 1
    assert second.run_once() == 0
    with later(minutes=6):
        assert second.run_once() == 1
    assert ran == [[1]]


def test_who_comes_back_after_the_lease_lapsed_changes_nothing(ran: Ran) -> None:
    enqueue("test.note", 1)
    slow, quick = Worker(), Worker()
    held = slow.claim()
    with later(minutes=6):
        taken = quick.claim()
        slow._put_back(held[0], RuntimeError("late"))
        slow._finish(held)
        (job,) = jobs()
        assert (job.claimed_by, job.finished_at, job.last_error) == (quick.identity, None, None)
        quick._finish(taken)
    assert jobs()[0].finished_at is not None
    slow._keep_lease(held)
    assert jobs()[0].lease_until is None


def test_a_heartbeat_keeps_the_lease(ran: Ran) -> None:
    enqueue("test.note", 1)
    worker = Worker()
    held = worker.claim()
    with later(minutes=4):
        worker._keep_lease(held)
    with later(minutes=6):
        assert Worker().claim() == []


def test_a_failed_job_waits_longer_each_time_and_is_given_up_visibly(ran: Ran) -> None:
    enqueue("test.refuse", 13)
    at, waits = utcnow(), []
    while True:
        with clock_at(at):
            assert outbox.run_pending() == 1
        (job,) = jobs()
        assert job.last_error == "ValueError"
        if job.given_up_at:
            break
        waits.append((job.due_at - at).total_seconds())
        at = job.due_at
    assert waits == [10, 20, 40, 80, 160, 320, 640]
    assert len(ran) == MOST_ATTEMPTS
    assert [job.id for job in outbox.given_up()] == [job.id]
    with transaction():
        assert outbox.retry(job.id)
    with clock_at(at):
        assert outbox.run_pending() == 1


# What waits for somebody outside


@pytest.fixture
def away(app: Flask) -> Iterator[Ran]:
    """A mail server that is away: what was tried, call by call. Things from 100 on are asked to wait by themselves."""
    calls: Ran = []

    def refuse(job: Job) -> None:
        thing = int(job.payload["thing_id"])
        calls.append([thing])
        raise TryLater("451", for_all=thing < 100)

    current_app.extensions["outbox"]["test.mail_it"] = each(refuse)
    yield calls
    del current_app.extensions["outbox"]["test.mail_it"]


def test_a_server_that_is_away_is_asked_for_a_day_and_a_half(away: Ran) -> None:
    enqueue("test.mail_it", 1)
    start = at = utcnow()
    waits = []
    while not outbox.given_up():
        with clock_at(at):
            assert outbox.run_pending() == 1
        (job,) = jobs()
        waits.append((job.due_at - at).total_seconds())
        at = max(job.due_at, at + timedelta(seconds=1))
    assert waits[:5] == [10, 10, 20, 40, 80]
    assert max(waits) == 3600
    assert timedelta(hours=36) <= at - start < timedelta(hours=38)
    assert jobs()[0].last_error == "451"
    assert jobs()[0].attempts == 1
    with clock_at(at), transaction():
        assert outbox.retry_all("test.mail_it") == 1
    with clock_at(at):
        outbox.run_pending()
    assert jobs()[0].given_up_at is None


def test_mails_run_last_and_wait_together_for_a_server_that_is_away(ran: Ran, away: Ran) -> None:
    enqueue("test.mail_it", 1, 2, 3)
    enqueue("test.note", 7, 8)
    assert outbox.run_pending() == 3
    assert (ran, away) == ([[7], [8]], [[1]])
    with later(seconds=5):
        assert outbox.run_pending() == 0
    with later(seconds=11):
        assert outbox.run_pending() == 1


def test_a_mail_that_alone_is_asked_to_wait_holds_up_no_other(away: Ran) -> None:
    enqueue("test.mail_it", 100, 101)
    assert outbox.run_pending() == 2


def test_what_will_never_work_is_given_up_at_once_with_its_reason(ran: Ran) -> None:
    def refuse(_job: Job) -> None:
        raise GiveUp("MailRefused: refused with [550]")

    current_app.extensions["outbox"]["test.refuse"] = each(refuse)
    enqueue("test.refuse", 1)
    outbox.run_pending()
    (job,) = outbox.given_up()
    assert (job.attempts, job.last_error) == (1, "MailRefused: refused with [550]")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            SMTPRecipientsRefused({"erika@stadt.example": (450, b"erika@stadt.example later")}),
            "SMTPRecipientsRefused 450",
        ),
        (SMTPSenderRefused(553, b"no", "lotsen@stadt.example"), "SMTPSenderRefused 553"),
        (
            IntegrityError("INSERT", {}, UniqueViolation("DETAIL: Key (email)=(erika@stadt.example)")),
            "IntegrityError 23505",
        ),
        (ValueError("erika@stadt.example"), "ValueError"),
    ],
)
def test_neither_row_nor_log_quote_what_an_error_quotes(ran: Ran, error: Exception, told: str) -> None:
    def fail(_job: Job) -> None:
        raise error

    current_app.extensions["outbox"]["test.refuse"] = each(fail)
    enqueue("test.refuse", 1)
    outbox.run_pending()
    assert jobs()[0].last_error == told
    if not isinstance(error, ValueError):
        record = logging.makeLogRecord({"msg": "job failed", "exc_info": (type(error), error, error.__traceback__)})
        line = JsonLine().format(record)
        assert "erika" not in line
        assert "lotsen@" not in line
        assert told.rpartition(" ")[0] in line


def test_a_job_that_ends_its_worker_is_given_up_too(ran: Ran) -> None:
    enqueue("test.note", 1)
    at = utcnow()
    for _ in range(MOST_ATTEMPTS):
        with clock_at(at):
            assert len(Worker().claim()) == 1
        at += timedelta(minutes=6)
    with clock_at(at):
        assert Worker().claim() == []
    (job,) = outbox.given_up()
    assert "8 times" in (job.last_error or "")
    assert ran == []


def test_a_poisoned_job_delays_nobody(ran: Ran) -> None:
    enqueue("test.refuse", 13, 1)
    enqueue("test.note", 2)
    assert outbox.run_pending() == 3
    assert ran == [[13], [1], [2]]
    assert [bool(job.finished_at) for job in jobs()] == [False, True, True]


def test_a_topic_nobody_knows_is_an_error_of_that_job_alone(ran: Ran) -> None:
    enqueue("test.unknown", 1)
    enqueue("test.note", 2)
    assert outbox.run_pending() == 2
    assert ran == [[2]]
    assert "KeyError" in (jobs()[0].last_error or "")


def test_jobs_of_one_topic_run_together_up_to_its_batch(ran: Ran) -> None:
    enqueue("test.many", 1, 2, 3, 4)
    assert outbox.run_pending() == 4
    assert ran == [[1, 2, 3], [4]]


def test_a_batch_with_a_bad_job_is_run_one_by_one(ran: Ran) -> None:
    enqueue("test.many", 1, 13, 3)
    outbox.run_pending()
    assert ran == [[1, 13, 3], [1], [13], [3]]
    assert [bool(job.finished_at) for job in jobs()] == [True, False, True]
    assert [job.attempts for job in jobs()] == [1, 1, 1]


def test_a_job_tried_before_runs_alone(ran: Ran) -> None:
    enqueue("test.many", 1, 2)
    Worker().claim()
    enqueue("test.many", 3, 4)
    with later(minutes=6):
        outbox.run_pending()
    assert ran == [[1], [2], [3, 4]]


def test_a_handlers_unfinished_writes_are_undone(app: Flask, ran: Ran) -> None:
    def half(job: Job) -> None:
        with transaction():
            outbox.enqueue("test.note", thing_id=99)
            db.session.flush()
            raise ValueError("half way")

    app.extensions["outbox"]["test.half"] = each(half)
    enqueue("test.half", 1)
    outbox.run_pending()
    del app.extensions["outbox"]["test.half"]
    assert [job.topic for job in jobs()] == ["test.half"]


def test_what_is_enqueued_under_a_key_exists_once_for_ever(ran: Ran) -> None:
    def again() -> bool:
        with transaction():
            return outbox.enqueue_once("test.note", key="night", thing_id=1)

    assert again()
    assert not again()
    outbox.run_pending()
    assert not again()
    assert ran == [[1]]


def test_an_idle_worker_does_not_ask_for_the_write_lock(ran: Ran, statements: Callable[[], list[str]]) -> None:
    worker = Worker()
    assert worker.run_once() == 0
    assert not [statement for statement in statements() if "IMMEDIATE" in statement or "FOR UPDATE" in statement]


def test_the_backlog_counts_what_is_due_and_not_done(ran: Ran) -> None:
    assert outbox.backlog() == (0, None)
    enqueue("test.note", 1, 2)
    with transaction():
        outbox.enqueue("test.note", due_at=utcnow() + timedelta(days=1), thing_id=3)
    count, oldest = outbox.backlog()
    assert count == 2
    assert oldest == jobs()[0].due_at


@pytest.fixture
def statements(app: Flask) -> Iterator[Callable[[], list[str]]]:
    from sqlalchemy import event

    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield lambda: seen
    event.remove(db.engine, "before_cursor_execute", note)
