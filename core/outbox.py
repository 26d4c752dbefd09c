"""Durable side effects: written with the change, done by the worker, at least once each.

A handler bears repetition: its payload names things by id, never by content, and it looks at them as they
are when it runs. A row is claimed under a random identity with a lease and a fencing number; whoever comes
back after the lease lapsed finds the number moved on and changes nothing.

What fails by itself is given up after eight tries. What waits for somebody outside (`TryLater`) is asked for a day
and a half. Topics called `area.mail_…` talk to the mail server: they run when nothing else is due, and one that
does not reach the server makes the others wait, so that a server that hangs delays nothing but mails.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    Update,
    and_,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, db, lock_name, table_args, transaction, utcnow
from core.errors import brief

LEASE = timedelta(minutes=5)
HEARTBEAT_SECONDS = 60
FIRST_WAIT = timedelta(seconds=10)
MOST_ATTEMPTS = 8
LONGEST_WAIT = timedelta(hours=1)
LONGEST_PAUSE = timedelta(minutes=5)
PATIENCE = timedelta(hours=36)

logger = logging.getLogger(__name__)
_WAITING = text("finished_at IS NULL AND given_up_at IS NULL")


class TryLater(Exception):
    """Somebody outside is away or asks to wait. `for_all`: the others that want to go there wait too."""

    def __init__(self, reason: str, *, for_all: bool) -> None:
        super().__init__(reason)
        self.for_all = for_all


class GiveUp(Exception):
    """Trying again is no use. The text is shown to the administration: no addresses, no contents."""


class OutboxJob(Entity):
    """One thing that remains to be done. `key` marks a job that must exist only once."""

    __tablename__ = "outbox_jobs"
    __table_args__ = table_args(
        CheckConstraint("finished_at IS NULL OR given_up_at IS NULL", name="one_end"),
        Index("ix_outbox_jobs_waiting", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    topic: Mapped[str]
    payload: Mapped[dict[str, int | str]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None]
    claim_number: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    waits_since: Mapped[datetime | None]
    last_error: Mapped[str | None]


@dataclass(frozen=True)
class Job:
    """A claimed row, free of any session."""

    id: int
    topic: str
    payload: Mapping[str, int | str]
    claim_number: int
    attempts: int
    waits_since: datetime | None


@dataclass(frozen=True)
class Handler:
    """What a topic does. With `batch` over 1, `run` gets up to that many jobs of the topic at once."""

    run: Callable[[Sequence[Job]], None]
    batch: int = 1


def each(run: Callable[[Job], None]) -> Handler:
    """The usual handler: one job at a time."""
    return Handler(lambda jobs: run(jobs[0]))


def init_app(app: Flask, handlers: Mapping[str, Handler]) -> None:
    app.extensions["outbox"] = dict(handlers)


def enqueue(topic: str, *, due_at: datetime | None = None, **ids: int | str) -> None:
    """Remember a side effect in the transaction of its cause."""
    db.session.add(OutboxJob(topic=topic, payload=ids, due_at=due_at or utcnow()))


def enqueue_once(topic: str, *, key: str, **ids: int | str) -> bool:
    """The same, at most once for ever under this key; False when it was already there."""
    lock_name(key)
    if db.session.scalar(select(OutboxJob.id).where(OutboxJob.key == key)):
        return False
    db.session.add(OutboxJob(topic=topic, payload=ids, key=key))
    return True


class Worker:
    """Runs what is due, until told to stop. The identity is random, since host names repeat in containers."""

    def __init__(self) -> None:
        self.identity = secrets.token_hex(8)
        self._handlers: dict[str, Handler] = current_app.extensions["outbox"]
        self._mails = [topic for topic in self._handlers if _is_mail(topic)]

    def run_once(self) -> int:
        """Claim and run one topic's next jobs; returns how many were tried (0: nothing is due)."""
        jobs = self.claim()
        if jobs:
            self._run(jobs)
        return len(jobs)

    def claim(self) -> list[Job]:
        """Take the oldest due job, mails last, and with it others of its topic up to the topic's batch size."""
        if not _is_anything_due():
            return []
        with transaction():
            now = utcnow()
            _give_up_fatal_jobs(now)
            first = self._first(now)
            if first is None:
                return []
            return [self._take(row, now) for row in [first, *self._more_of(first, now)]]

    def _first(self, now: datetime) -> OutboxJob | None:
        is_mail = OutboxJob.topic.in_(self._mails)
        for wanted in (~is_mail, is_mail):
            if first := db.session.scalars(_takable(now).where(wanted).limit(1)).first():
                return first
        return None

    def _more_of(self, first: OutboxJob, now: datetime) -> Sequence[OutboxJob]:
        """A job that was tried before runs alone: it may be what ended the worker that had it."""
        size = self._handlers[first.topic].batch if first.topic in self._handlers else 1
        if size == 1 or first.attempts:
            return []
        fresh = _takable(now).where(OutboxJob.topic == first.topic, OutboxJob.id != first.id, OutboxJob.attempts == 0)
        return db.session.scalars(fresh.limit(size - 1)).all()

    def _take(self, row: OutboxJob, now: datetime) -> Job:
        row.claimed_by, row.lease_until = self.identity, now + LEASE
        row.claim_number += 1
        row.attempts += 1
        return Job(row.id, row.topic, dict(row.payload), row.claim_number, row.attempts, row.waits_since)

    def _run(self, jobs: list[Job]) -> None:
        with self._heartbeat(jobs):
            if len(jobs) > 1 and self._is_done(jobs):
                return
            # Alone, so that one bad job does not hold back the others it was claimed with.
            for job in jobs:
                self._is_done([job])

    def _is_done(self, jobs: list[Job]) -> bool:
        """Run these together. After a failure a single job is put back, several are left to be run alone."""
        try:
            self._handlers[jobs[0].topic].run(jobs)
        except Exception as error:
            db.session.rollback()
            if len(jobs) == 1:
                self._put_back(jobs[0], error)
            return False
        db.session.rollback()
        self._finish(jobs)
        return True

    def _finish(self, jobs: list[Job]) -> None:
        ended = {"finished_at": utcnow(), "lease_until": None, "last_error": None, "waits_since": None}
        for job in self._change_mine(jobs, **ended):
            logger.warning("job was taken over while it ran", extra={"job": job.id, "topic": job.topic})

    def _put_back(self, job: Job, error: Exception) -> None:
        now, about = utcnow(), {"job": job.id, "topic": job.topic}
        if isinstance(error, TryLater | GiveUp):
            logger.warning("job was put back", extra=about | {"reason": str(error)})
        else:
            logger.error("job failed", extra=about, exc_info=error)
        if isinstance(error, TryLater):
            next_ = _after_waiting(job, now)
        else:
            is_last = job.attempts >= MOST_ATTEMPTS or isinstance(error, GiveUp)
            next_ = {"given_up_at": now} if is_last else {"due_at": now + wait_after(job.attempts)}
        self._change_mine([job], lease_until=None, claimed_by=None, last_error=_reason(error), **next_)
        if isinstance(error, TryLater) and error.for_all:
            self._pause_mails(now)

    def _pause_mails(self, now: datetime) -> None:
        """The longer the server has been away, the longer nobody asks it; five minutes at most."""
        mails = (_is_waiting(), OutboxJob.topic.in_(self._mails))
        with transaction():
            since = db.session.scalar(select(func.min(OutboxJob.waits_since)).where(*mails))
            until = now + min(max(now - (since or now), FIRST_WAIT), LONGEST_PAUSE)
            free = or_(OutboxJob.lease_until.is_(None), OutboxJob.lease_until < now)
            db.session.execute(update(OutboxJob).where(*mails, free, OutboxJob.due_at < until).values(due_at=until))

    def _change_mine(self, jobs: Sequence[Job], **values: Any) -> list[Job]:
        """Compare and set: only while the claim is still this worker's. Returns those whose claim is not."""
        with transaction():
            connection = db.session.connection()
            return [job for job in jobs if not connection.execute(_mine(job).values(**values)).rowcount]

    @contextmanager
    def _heartbeat(self, jobs: list[Job]) -> Iterator[None]:
        """Keep the lease while a slow handler (a mail server that does not answer) is at work."""
        done = threading.Event()
        app = current_app._get_current_object()  # type: ignore[attr-defined]

        def beat() -> None:
            while not done.wait(HEARTBEAT_SECONDS):
                with app.app_context():
                    self._keep_lease(jobs)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _keep_lease(self, jobs: list[Job]) -> None:
        """A beat that fails may be followed by one that does not; what is finished or put back has no lease."""
        try:
            self._change_mine(jobs, lease_until=utcnow() + LEASE)
        except Exception as error:
            logger.warning("lease was not renewed", exc_info=error)


def run_pending(limit: int | None = None) -> int:
    """Run everything that is due now, in this process; returns how many jobs were tried."""
    worker, tried = Worker(), 0
    while limit is None or tried < limit:
        count = worker.run_once()
        if not count:
            break
        tried += count
    return tried


def retry(job_id: int) -> bool:
    """Let the worker try a job again that it had given up."""
    job = db.session.get(OutboxJob, job_id, with_for_update=True)
    if job is None or job.given_up_at is None:
        return False
    _start_anew(job)
    return True


def retry_all(topic: str) -> int:
    """The same for every job of this topic that was given up; returns how many there were."""
    lost = select(OutboxJob).where(OutboxJob.topic == topic, OutboxJob.given_up_at.is_not(None)).with_for_update()
    jobs = db.session.scalars(lost).all()
    for job in jobs:
        _start_anew(job)
    return len(jobs)


def _start_anew(job: OutboxJob) -> None:
    job.given_up_at, job.attempts, job.due_at, job.waits_since = None, 0, utcnow(), None


def wait_after(attempts: int) -> timedelta:
    """10 s, 20 s, 40 s …: eight attempts span about twenty minutes."""
    return FIRST_WAIT * float(2 ** max(attempts - 1, 0))


def _after_waiting(job: Job, now: datetime) -> dict[str, Any]:
    """As long again as it has waited already, an hour at most; such a try does not count against the job."""
    since = job.waits_since or now
    if now - since >= PATIENCE:
        return {"given_up_at": now}
    due = now + min(max(now - since, FIRST_WAIT), LONGEST_WAIT)
    return {"due_at": due, "waits_since": since, "attempts": job.attempts - 1}


def given_up() -> Sequence[OutboxJob]:
    """Jobs that need a person, oldest first."""
    return db.session.scalars(
        select(OutboxJob).where(OutboxJob.given_up_at.is_not(None)).order_by(OutboxJob.id).limit(100)
    ).all()


def waiting_since() -> datetime | None:
    """Since when the oldest job has waited for somebody outside; None: none does."""
    return db.session.scalar(select(func.min(OutboxJob.waits_since)).where(_is_waiting()))


def backlog() -> tuple[int, datetime | None]:
    """How many jobs are due and not done, and since when the oldest has been."""
    due = select(func.count(), func.min(OutboxJob.due_at)).where(_is_waiting(), OutboxJob.due_at <= utcnow())
    count, oldest = db.session.execute(due).one()
    return count, oldest


def _is_anything_due() -> bool:
    """Looked up without the write lock, which an idle worker must not keep asking for."""
    found = db.session.scalar(_due(utcnow()).with_only_columns(OutboxJob.id).limit(1))
    db.session.rollback()
    return found is not None


def _give_up_fatal_jobs(now: datetime) -> None:
    """Whoever ran them never came back, time and again: most likely they end the process itself."""
    fatal = (_is_waiting(), OutboxJob.lease_until < now, OutboxJob.attempts >= MOST_ATTEMPTS)
    ended = {"given_up_at": now, "lease_until": None, "last_error": f"The worker ended {MOST_ATTEMPTS} times in this."}
    db.session.execute(update(OutboxJob).where(*fatal).values(**ended))


def _mine(job: Job) -> Update:
    still = (OutboxJob.claim_number == job.claim_number, OutboxJob.lease_until.is_not(None))
    return update(OutboxJob).where(OutboxJob.id == job.id, *still, _is_waiting())


def _is_waiting() -> ColumnElement[bool]:
    return and_(OutboxJob.finished_at.is_(None), OutboxJob.given_up_at.is_(None))


def _takable(now: datetime) -> Select[OutboxJob]:
    return _due(now).order_by(OutboxJob.due_at, OutboxJob.id).with_for_update(skip_locked=True)


def _due(now: datetime) -> Select[OutboxJob]:
    """Due, and claimed by nobody or by somebody whose lease has lapsed."""
    free = or_(OutboxJob.lease_until.is_(None), OutboxJob.lease_until < now)
    return select(OutboxJob).where(_is_waiting(), OutboxJob.due_at <= now, free)


def _reason(error: Exception) -> str:
    """No addresses and no contents."""
    return str(error) if isinstance(error, TryLater | GiveUp) else brief(error)


def _is_mail(topic: str) -> bool:
    return topic.partition(".")[2].startswith("mail_")
