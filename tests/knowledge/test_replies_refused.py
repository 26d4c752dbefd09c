"""Answering mails: what is refused and told to whom, and what is not even looked at."""

from datetime import timedelta
from email.utils import parseaddr
from typing import Any

import pytest
import time_machine
from flask import Flask

from core import mail_in
from core.db import db, transaction, utcnow
from knowledge import actions
from knowledge.models import Answer, Attachment, Comment, MailOutcome, Question, ReceivedMail
from knowledge.rules import mails as rules
from tests import letters
from tests.conftest import person
from tests.knowledge.asking import again, answer
from tests.knowledge.attaching import png
from tests.knowledge.replying import ADDRESS, Mailbox, Run, arrive, count, mails_to, plain, reply_address

pytestmark = pytest.mark.usefixtures("replies_are_on")


# --- Refused, and told


def refused(raw: bytes, run_jobs: Run, mailbox: Mailbox) -> tuple[MailOutcome | None, str, str]:
    """What became of it, whom the last mail went to and what it says."""
    before, outcome = count(Answer) + count(Comment), arrive(raw)
    run_jobs()
    assert count(Answer) + count(Comment) == before
    [told] = [mail for mail in mailbox() if mail["Subject"] == "Ihre Antwort wurde nicht veröffentlicht"]
    assert told["Auto-Submitted"] == "auto-replied"
    return outcome, parseaddr(told["To"])[1], plain(told)


def test_somebody_else_with_the_address_is_refused(address: str, run_jobs: Run, mailbox: Mailbox) -> None:
    outcome, to, text = refused(letters.letter(address, "fremd@privat.example"), run_jobs, mailbox)
    assert (outcome, to) == ("other_sender", "fremd@privat.example")
    assert "von einer anderen Adresse" in text
    assert "/fragen/" not in text
    assert "signiere" not in text


@pytest.mark.parametrize(
    "local", ["antwort", "antwort+", "antwort+aeaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "antwort+ä", "ANTWORT+x"]
)
def test_an_address_that_is_not_one_of_ours_is_told(app: Flask, run_jobs: Run, mailbox: Mailbox, local: str) -> None:
    raw = letters.letter(f"{local}@stadt.example", "fremd@privat.example")
    outcome, _to, text = refused(raw, run_jobs, mailbox)
    assert outcome == "unknown_address"
    assert "keine von uns" in text


def test_upper_case_does_no_harm(address: str) -> None:
    assert arrive(letters.letter(address.upper(), "PIA@Stadt.Example")) is MailOutcome.PUBLISHED


def test_after_thirty_days_it_is_too_late(address: str, run_jobs: Run, mailbox: Mailbox) -> None:
    with time_machine.travel(utcnow() + timedelta(days=31)):
        outcome, to, text = refused(letters.letter(address), run_jobs, mailbox)
    assert (outcome, to) == ("expired", "pia@stadt.example")
    assert "/fragen/" in text


def test_who_is_blocked_is_told_and_sees_nothing(address: str, run_jobs: Run, mailbox: Mailbox) -> None:
    with transaction():
        person("pia").blocked_at = utcnow()
    outcome, to, text = refused(letters.letter(address), run_jobs, mailbox)
    assert (outcome, to) == ("blocked", "pia@stadt.example")
    assert "/fragen/" not in text


def test_what_may_not_be_written_is_refused_by_its_own_rule(
    address: str, question: Question, run_jobs: Run, mailbox: Mailbox
) -> None:
    with transaction():
        actions.close_question(actor=person("olga"), question=again(question), reason="Erledigt sich von selbst")
    raw = letters.with_files(address, ("bild.png", "image/png", png()))
    outcome, _to, text = refused(raw, run_jobs, mailbox)
    assert outcome == "takes_no_answers"
    assert "keine Antworten mehr" in text
    assert count(Attachment) == 0


def test_who_may_not_see_it_any_more_is_refused(question: Question, run_jobs: Run, mailbox: Mailbox) -> None:
    made = answer(question)
    with transaction():
        thing = db.session.get_one(Answer, made.id)
        actions.comment_answer(actor=person("emil"), answer=thing, body="Und dann?", submission="c")
    run_jobs()
    to = reply_address(mailbox, "pia")
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    outcome, _to, text = refused(letters.letter(to), run_jobs, mailbox)
    assert outcome == "not_allowed"
    assert "/fragen/" not in text


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("", "too_short"), ("ok", "too_short"), (letters.quoted(), "too_short"), ("x" * 20_001, "too_long")],
)
def test_a_mail_without_words_or_with_too_many_is_told(
    address: str, run_jobs: Run, mailbox: Mailbox, text: str, outcome: str
) -> None:
    assert refused(letters.letter(address, text=text), run_jobs, mailbox)[0] == outcome


def test_a_mail_that_is_too_large_is_told(address: str, run_jobs: Run, mailbox: Mailbox) -> None:
    assert arrive(letters.letter(address), is_cut=True) == "too_large"
    run_jobs()
    assert "30 MB" in plain(mails_to(mailbox, "pia")[-1])


def test_thirty_an_hour_are_enough(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_PUBLISHED_AN_HOUR", 2)
    outcomes = [arrive(letters.letter(address, message_id=f"<{number}@x.example>")) for number in range(3)]
    assert outcomes == ["published", "published", "too_often"]


def test_no_stranger_is_told_why_more_than_once_an_hour(address: str, run_jobs: Run, mailbox: Mailbox) -> None:
    for number in range(4):
        arrive(letters.letter(ADDRESS, "fremd@privat.example", message_id=f"<{number}@x.example>"))
    run_jobs()
    to = [mail["To"] for mail in mailbox()]
    assert to.count("fremd@privat.example") == 1
    with time_machine.travel(utcnow() + timedelta(hours=1, minutes=1)):
        arrive(letters.letter(ADDRESS, "fremd@privat.example", message_id="<5@x.example>"))
        run_jobs()
    assert [mail["To"] for mail in mailbox()].count("fremd@privat.example") == 2


def told_why(mailbox: Mailbox, key: str) -> int:
    return sum("nicht veröffentlicht" in mail["Subject"] for mail in mails_to(mailbox, key))


def test_a_forged_mail_keeps_nobody_from_being_told_why(address: str, run_jobs: Run, mailbox: Mailbox) -> None:
    arrive(letters.letter(ADDRESS, message_id="<forged@x.example>"))
    for number in range(2):
        assert arrive(letters.letter(address, text="ok", message_id=f"<{number}@x.example>")) == "too_short"
    run_jobs()
    assert told_why(mailbox, "pia") == 3


def test_nor_do_failed_replies_keep_a_forged_mail_from_being_told(
    address: str, run_jobs: Run, mailbox: Mailbox
) -> None:
    arrive(letters.letter(address, text="ok", message_id="<1@x.example>"))
    arrive(letters.letter(ADDRESS, message_id="<forged@x.example>"))
    run_jobs()
    assert told_why(mailbox, "pia") == 2


def test_thirty_times_an_hour_somebody_is_told_why(
    address: str, run_jobs: Run, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_TOLD_AN_HOUR", 2)
    for number in range(4):
        arrive(letters.letter(address, text="ok", message_id=f"<{number}@x.example>"))
    run_jobs()
    assert told_why(mailbox, "pia") == 2
    with time_machine.travel(utcnow() + timedelta(hours=1, minutes=1)):
        arrive(letters.letter(address, text="ok", message_id="<later@x.example>"))
        run_jobs()
    assert told_why(mailbox, "pia") == 3


def test_nobody_writes_to_many_others_through_us(app: Flask, run_jobs: Run, mailbox: Mailbox) -> None:
    for number in range(rules.MOST_STRANGERS_TOLD_AN_HOUR + 5):
        with transaction():
            actions.mails.refuse_reply(
                arrival=actions.mails.Arrival(str(number), f"{number}@privat.example", ""),
                outcome=MailOutcome.UNKNOWN_ADDRESS,
            )
    run_jobs()
    assert len(mailbox()) == rules.MOST_STRANGERS_TOLD_AN_HOUR


# --- Ignored


def test_what_an_unsigned_mail_holds_is_not_looked_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    own_words = mail_in.own_words

    def counted(text: str, **options: Any) -> str:
        looked.append(text)
        return own_words(text, **options)

    monkeypatch.setattr(mail_in, "own_words", counted)
    assert arrive(letters.letter(ADDRESS, text="-" * 399)) == "unknown_address"
    away = letters.letter(ADDRESS).replace(b"Subject: ", b"Subject: Abwesenheit: ")
    assert arrive(away.replace(b"antwort-1", b"antwort-2")) is None
    assert looked == []
    assert arrive(letters.letter(address)) == "published"
    assert len(looked) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: Auto-Generated; type=x",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: LIST",
        "X-Autoreply: yes",
        "X-Auto-Response-Suppress: All",
        "Return-Path: <>",
        "List-Id: <alle.stadt.example>",
    ],
)
def test_machines_get_no_answer(address: str, line: str, run_jobs: Run, mailbox: Mailbox) -> None:
    before = len(mailbox())
    assert arrive(letters.letter(address, "pia@stadt.example", letters.REPLY, line)) is None
    run_jobs()
    assert (count(Answer), count(ReceivedMail), len(mailbox())) == (0, 0, before)


@pytest.mark.parametrize(
    "sender",
    [
        "lotsennetz@localhost",
        ADDRESS,
        "antwort+abc@stadt.example",
        "MAILER-DAEMON@stadt.example",
        "noreply@stadt.example",
        "",
    ],
)
def test_nor_do_we_answer_ourselves(address: str, sender: str) -> None:
    assert arrive(letters.letter(address, sender)) is None
    assert count(ReceivedMail) == 0


def test_somebody_who_is_away_answers_only_with_words_about_our_mail(address: str) -> None:
    away = letters.letter(address).replace(b"Subject: ", b"Subject: Automatische Antwort: ")
    assert arrive(away) is None
    assert arrive(letters.thunderbird(address).replace(b"Subject: ", b"Subject: Abwesenheit: ")) == "published"


def test_a_report_about_delivery_or_reading_is_ignored(address: str) -> None:
    kind = b'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"'
    raw = letters.letter(address).replace(b"Content-Type: text/plain; charset=utf-8", kind)
    assert arrive(raw) is None


def test_mail_to_others_is_ignored(app: Flask) -> None:
    assert arrive(letters.letter("jemand@stadt.example")) is None
    assert arrive(letters.letter(f"antwort@{'sub.' * 3}stadt.example")) is None


def test_the_envelope_counts_where_the_head_says_nothing(address: str) -> None:
    assert arrive(letters.letter("verteiler@stadt.example"), recipient=address) is MailOutcome.PUBLISHED
