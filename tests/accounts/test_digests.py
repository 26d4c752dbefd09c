"""Daily and weekly mails, and what is forgotten at night."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts import actions
from accounts.jobs import forget_the_old, make_digests
from accounts.models import Delivery, Digest, LinkPurpose, Notice, OneTimeLink, SignIn
from accounts.queries import due_periods
from accounts.rules import PERIODS
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.outbox import OutboxJob
from tests import page
from tests.accounts.notices import SENTENCE, notice, prefer, tell
from tests.conftest import person

FRIDAY, SATURDAY, MONDAY, TUESDAY = (datetime(2026, 11, day, 2, 0, tzinfo=UTC) for day in (20, 21, 23, 24))
EASTER_MONDAY, TUESDAY_AFTER = (datetime(2027, 3, day, 2, 0, tzinfo=UTC) for day in (29, 30))


@contextmanager
def at(moment):
    with time_machine.travel(moment, tick=False):
        yield


def night(moment):
    with at(moment):
        make_digests()


@pytest.mark.parametrize(
    ("moment", "periods"),
    [
        (FRIDAY, ["2026-11-20", "2026-W47"]),
        (SATURDAY, []),
        (MONDAY, ["2026-11-23", "2026-W48"]),
        (EASTER_MONDAY, []),
        (TUESDAY_AFTER, ["2027-03-30", "2027-W13"]),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), []),
    ],
)
def test_digests_are_due_on_working_days(moment, periods):
    assert [due.period for due in due_periods(moment)] == periods


def test_a_daily_digest_tells_once_what_is_new(app, run_jobs, mailbox):
    prefer("erika", Delivery.DAILY)
    with at(FRIDAY):
        tell("erika", 2)
        tell("emil")
        run_jobs()
    night(SATURDAY)
    assert len(mailbox()) == 1
    for _ in range(2):
        night(MONDAY)
    with at(MONDAY):
        run_jobs()
    mail = mailbox()[-1]
    assert (mail["To"], mail["Subject"]) == (
        "Erika Engel <erika@stadt.example>",
        "2 neue Mitteilungen im Lotsennetz",
    )
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert text.splitlines()[:2] == ["Lesen Sie alle Mitteilungen hier:", "http://127.0.0.1:5000/ich/mitteilungen"]
    assert text.count(SENTENCE) == html.count(SENTENCE) == 2
    assert "weitere" not in text
    assert page.problems(html) == []
    assert mail["List-Unsubscribe"]
    night(TUESDAY)
    with at(TUESDAY):
        run_jobs()
    assert len(mailbox()) == 2
    assert len(db.session.scalars(select(Digest)).all()) == 1


def test_a_weekly_digest_comes_on_monday_or_when_monday_was_missed(app):
    prefer("erika", Delivery.WEEKLY)
    with at(TUESDAY - timedelta(days=7)):
        [told] = tell("erika")
    night(SATURDAY)
    assert notice(told).digest_id is None
    night(MONDAY)
    assert db.session.scalars(select(Digest.period)).all() == ["2026-W48"]
    with at(MONDAY + timedelta(hours=8)):
        [late] = tell("erika")
    night(TUESDAY)
    assert notice(late).digest_id is None
    prefer("emil", Delivery.WEEKLY)
    with at(SATURDAY):
        tell("emil")
    night(TUESDAY)
    assert len(db.session.scalars(select(Digest)).all()) == 2


def test_what_was_read_or_became_invisible_is_left_out(app, run_jobs, mailbox):
    prefer("erika", Delivery.DAILY)
    with at(FRIDAY):
        read, _open = tell("erika", 2)
        tell("erika", about="emil")
    night(MONDAY)
    with at(MONDAY):
        with transaction():
            actions.read_notice(actor=person("erika"), notice=notice(read))
        run_jobs()
    assert [mail["Subject"] for mail in mailbox()] == ["1 neue Mitteilung im Lotsennetz"]


def test_nobody_gets_an_empty_digest_and_nobody_who_is_blocked_any(app, run_jobs, mailbox):
    for key in ("erika", "emil", "ben"):
        prefer(key, Delivery.DAILY)
        with at(FRIDAY):
            tell(key)
    with transaction():
        person("emil").blocked_at = utcnow()
    night(MONDAY)
    with at(MONDAY):
        with transaction():
            actions.read_notices(actor=person("erika"), until=10**6)
            person("ben").blocked_at = utcnow()
        run_jobs()
    assert mailbox() == []
    assert len(db.session.scalars(select(Digest)).all()) == 2


def test_a_long_digest_says_how_much_it_leaves_out(app, run_jobs, mailbox):
    prefer("erika", Delivery.DAILY)
    with at(FRIDAY):
        tell("erika", 53)
    night(MONDAY)
    with at(MONDAY):
        run_jobs()
    [mail] = mailbox()
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "53 neue Mitteilungen im Lotsennetz"
    assert text.count(SENTENCE) == 50
    assert "3 weitere Mitteilungen warten im Lotsennetz." in text


def test_what_has_served_its_purpose_is_removed_after_its_period(app):
    now = utcnow()
    for age in (-1, 1):
        _make_old_things(now, timedelta(days=age))
    assert _counts() == [4, 2, 3, 3, 2]
    forget_the_old()
    assert _counts() == [2, 1, 2, 2, 1]
    assert all(row.ended_at is None or row.ended_at > now - PERIODS["sign_ins"] for row in _all(SignIn))


def _make_old_things(now, more):
    """One of each that is older than its period by `more`, and one that is not done at all."""
    [read, *_unread] = tell("erika", 2) if more > timedelta(0) else tell("erika")
    erika = person("erika").id

    def before(what):
        return now - PERIODS[what] - more

    with transaction():
        made = now - timedelta(days=400)
        lapsed = {"expires_at": before("sign_ins"), "ended_at": None}
        ended = {"expires_at": now + timedelta(days=1), "ended_at": before("sign_ins")}
        for number, times in enumerate((lapsed, ended)):
            token = f"{more}-{number}"
            db.session.add(SignIn(token_hash=token, person_id=erika, created_at=made, **times))
        db.session.add(
            OneTimeLink(
                purpose=LinkPurpose.RESET,
                person_id=erika,
                nonce="x",
                created_at=before("links"),
                expires_at=before("links") + timedelta(hours=1),
            )
        )
        db.session.add(AuditEntry(at=before("audit_entries"), act="x", subject_kind="person", subject_id=erika))
        notice(read).read_at = before("read_notices")
        job = db.session.scalars(select(OutboxJob).order_by(OutboxJob.id.desc())).first()
        job.finished_at = before("finished_jobs")


def _all(kind):
    return db.session.scalars(select(kind)).all()


def _counts():
    return [len(_all(kind)) for kind in (SignIn, OneTimeLink, OutboxJob, Notice, AuditEntry)]
