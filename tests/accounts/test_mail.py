"""Mails about notices: what they say, and that only what still holds is sent, once."""

import smtplib
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from accounts import actions
from accounts.models import Notice
from core import outbox
from core.db import db, transaction, utcnow
from core.mail import MailRefused
from core.outbox import OutboxJob
from tests import page
from tests.accounts.notices import SENTENCE, notice, tell
from tests.conftest import person


def parts(mail):
    return [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]


def test_a_mail_says_what_happened_and_where_to_go(app, run_jobs, mailbox):
    [number] = tell("erika")
    run_jobs()
    [mail] = mailbox()
    assert mail["Subject"] == SENTENCE
    assert mail["To"] == "Erika Engel <erika@stadt.example>"
    assert mail["List-Unsubscribe"] == "<http://127.0.0.1:5000/ich/mitteilungen/einstellungen>"
    plain, html = parts(mail)
    assert plain.splitlines()[:2] == ["Sehen Sie es hier an:", "http://127.0.0.1:5000/ich/anmeldungen"]
    assert plain.count("http") == 2
    assert "Sie bekommen diese E-Mail, weil etwas Sie betrifft" in plain
    assert page.problems(html) == []
    assert notice(number).mailed_at


def test_everybody_is_written_to_in_their_language(app, run_jobs, mailbox):
    with transaction():
        person("erika").language = "en"
    tell("erika")
    tell("emil")
    run_jobs()
    subjects = {mail["To"].split()[0]: mail["Subject"] for mail in mailbox()}
    assert subjects == {"Erika": "Your password for Lotsennetz was changed", "Emil": SENTENCE}


def test_what_holds_no_longer_is_not_sent(app, run_jobs, mailbox):
    read, sent = tell("erika", 2)
    tell("erika", about="emil")
    tell("emil")
    with transaction():
        actions.read_notice(actor=person("erika"), notice=notice(read))
        notice(sent).mailed_at = utcnow()
        person("emil").blocked_at = utcnow()
    assert run_jobs() == 4
    assert mailbox() == []


def test_a_job_for_a_notice_that_is_gone_is_done(app, run_jobs, mailbox):
    tell("erika")
    with transaction():
        db.session.delete(db.session.scalars(select(Notice)).one())
    run_jobs()
    assert mailbox() == []


@dataclass
class Server:
    """A mail server at the other end: keeps what it takes, answers as told."""

    answers: list
    taken: list

    def send(self, message):
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        self.taken.append(message)


@pytest.fixture
def server(app):
    before = app.extensions["mail"]
    app.extensions["mail"] = Server([], [])
    yield app.extensions["mail"]
    app.extensions["mail"] = before


def try_again():
    with transaction():
        for job in db.session.scalars(select(OutboxJob).where(OutboxJob.finished_at.is_(None))):
            job.due_at, job.lease_until = utcnow(), None
    outbox.run_pending()


def test_a_server_that_is_away_is_asked_again_with_the_same_mail(server):
    server.answers = [OSError("away"), smtplib.SMTPServerDisconnected("gone")]
    [number] = tell("erika")
    outbox.run_pending()
    assert notice(number).mailed_at is None
    try_again()
    try_again()
    [mail] = server.taken
    assert mail["Message-ID"] == f"<job-{db.session.scalars(select(OutboxJob.id)).one()}@localhost>"
    assert notice(number).mailed_at


def test_a_crash_after_handing_over_repeats_the_same_message_id(server):
    tell("erika")
    worker = outbox.Worker()
    [job] = worker.claim()
    app_handler = server_handler("accounts.mail_notice")
    app_handler.run([job])
    with transaction():
        db.session.scalars(select(Notice)).one().mailed_at = None
    app_handler.run([job])
    assert len({mail["Message-ID"] for mail in server.taken}) == 1
    assert len(server.taken) == 2


def server_handler(topic):
    from flask import current_app

    return current_app.extensions["outbox"][topic]


def test_a_mail_refused_for_good_is_not_tried_again(server, caplog):
    server.answers = [MailRefused("refused with [550]")]
    [number] = tell("erika")
    outbox.run_pending()
    [job] = db.session.scalars(select(OutboxJob)).all()
    assert job.given_up_at
    assert (job.attempts, job.last_error) == (1, "MailRefused: refused with [550]")
    assert notice(number).mailed_at is None
    assert "mail refused for good" in caplog.text
    assert "erika" not in caplog.text
