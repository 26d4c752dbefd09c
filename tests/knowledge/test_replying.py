"""Answering mails: what they offer, what is published where and in whose name, that each acts once."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from accounts.rules import PERIODS
from accounts.sentences import REPLY_HINTS, reply_hint
from core import mail_in
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.mail_in import Deed, Ticket
from knowledge import actions, receiving
from knowledge.actions import forum
from knowledge.forms import fields
from knowledge.jobs import forget_mails, forget_orphans
from knowledge.mails import outcome_mail
from knowledge.models import Answer, Attachment, Board, Comment, MailOutcome, Post, Question, ReceivedMail, Thread
from knowledge.rules import mails as rules
from tests import letters, page
from tests.conftest import person
from tests.knowledge.asking import again, answer, ask
from tests.knowledge.attaching import docx, png
from tests.knowledge.replying import Mailbox, Run, arrive, count, mails_to, plain, reply_address

pytestmark = pytest.mark.usefixtures("replies_are_on")


# --- What a mail offers


def test_a_mail_says_what_answering_it_does(address: str, mailbox: Mailbox) -> None:
    [mail] = mails_to(mailbox, "pia")
    assert plain(mail).startswith(letters.HINT)
    assert letters.HINT in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert address == address.lower()
    assert len(address.partition("@")[0]) <= 64
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert page.problems(mail.get_body(("html",)).get_content()) == []  # type: ignore[union-attr]


def test_mails_about_one_question_are_one_conversation(question: Question, run_jobs: Run, mailbox: Mailbox) -> None:
    answer(question)
    run_jobs()
    number = question.id
    assert [mail["References"] for mail in mailbox()] == [f"<question-{number}@localhost>"] * 2
    assert len({mail["Message-ID"] for mail in mailbox()}) == 2


def test_without_the_setting_nothing_is_offered(app: Flask, run_jobs: Run, mailbox: Mailbox) -> None:
    app.config["LOTSENNETZ"] = replace(app.config["LOTSENNETZ"], mail_reply_address="")
    ask("erika")
    run_jobs()
    [mail] = mailbox()
    assert mail["Reply-To"] is None
    assert "antworten" not in plain(mail)


# --- What is published


@pytest.mark.parametrize("program", letters.PROGRAMS)
def test_the_owner_answers_with_their_own_words_alone(
    address: str, question: Question, program: str, run_jobs: Run, mailbox: Mailbox
) -> None:
    assert arrive(letters.PROGRAMS[program](address)) is MailOutcome.PUBLISHED
    [made] = db.session.scalars(select(Answer)).all()
    assert made.body == letters.REPLY
    assert (made.author_id, made.question_id) == (person("pia").id, question.id)
    assert again(question).state == "answered"
    assert count(Attachment) == 0
    run_jobs()
    told = mails_to(mailbox, "pia")[-1]
    assert told["Subject"] == "Ihre Antwort ist veröffentlicht"
    assert told["Auto-Submitted"] == "auto-replied"
    assert told["In-Reply-To"] == "<antwort-1@stadt.example>"
    assert told["Reply-To"] is None
    assert f"#antwort-{made.id}" in plain(told)
    assert "hat auf die Frage" in mails_to(mailbox, "erika")[-1]["Subject"]


def test_the_asker_comments_on_the_answer_they_were_told_of(
    question: Question, run_jobs: Run, mailbox: Mailbox
) -> None:
    made = answer(question)
    run_jobs()
    assert "als Kommentar veröffentlicht" in plain(mails_to(mailbox, "erika")[0])
    raw = letters.letter(reply_address(mailbox, "erika"), "erika@stadt.example", "Danke, das war es.")
    assert arrive(raw) is MailOutcome.PUBLISHED
    [comment] = db.session.scalars(select(Comment)).all()
    assert (comment.body, comment.answer_id, comment.author_id) == ("Danke, das war es.", made.id, person("erika").id)


def test_what_the_asker_replies_to_a_query_lets_the_clock_run_on(
    question: Question, run_jobs: Run, mailbox: Mailbox
) -> None:
    with transaction():
        actions.query_asker(actor=person("pia"), question=again(question), body="Welches Gerät?", submission="q")
    run_jobs()
    assert again(question).paused_at is not None
    assert arrive(letters.letter(reply_address(mailbox, "erika"), "erika@stadt.example", "Das graue.")) == "published"
    assert again(question).paused_at is None


def test_a_comment_is_answered_where_it_stands(question: Question, run_jobs: Run, mailbox: Mailbox) -> None:
    made = answer(question)
    with transaction():
        actions.comment_answer(
            actor=person("emil"), answer=db.session.get_one(Answer, made.id), body="Und wenn nicht?", submission="c"
        )
    run_jobs()
    assert arrive(letters.letter(reply_address(mailbox, "pia"), text="Dann melden.")) is MailOutcome.PUBLISHED
    assert [row.answer_id for row in db.session.scalars(select(Comment))] == [made.id, made.id]


@pytest.mark.parametrize("where", ["question", "answer"])
def test_whoever_is_mentioned_comments_there(question: Question, run_jobs: Run, mailbox: Mailbox, where: str) -> None:
    made = answer(question, body="@Paul Pohl weiß mehr.") if where == "answer" else None
    if made is None:
        question = ask("emil", title="Wer kennt sich aus?", body="Vielleicht @Paul Pohl oder jemand.")
    run_jobs()
    assert arrive(letters.letter(reply_address(mailbox, "paul"), "paul@stadt.example", "Ja, ich.")) == "published"
    [comment] = db.session.scalars(select(Comment)).all()
    assert (comment.question_id, comment.answer_id) == (question.id, made.id if made else None)


def thread_with_reply(run_jobs: Run) -> Thread:
    """Started by Pia, who is told that Paul wrote."""
    with transaction():
        board = forum.make_board(actor=person("olga"), name="Werkzeuge", description="")
    with transaction():
        board = db.session.get_one(Board, board.id)
        made = forum.start_thread(
            actor=person("pia"), board=board, title="Scanner", body="Wer hat einen?", submission="t"
        )
    with transaction():
        forum.write_post(actor=person("paul"), thread=db.session.get_one(Thread, made.id), body="Wir.", submission="p")
    run_jobs()
    return db.session.get_one(Thread, made.id)


def test_a_thread_goes_on_by_mail(app: Flask, run_jobs: Run, mailbox: Mailbox, client_of: Any) -> None:
    thread = thread_with_reply(run_jobs)
    raw = letters.with_files(reply_address(mailbox, "pia"), ("bild.png", "image/png", png()), text="Danke dir.")
    assert arrive(raw) is MailOutcome.PUBLISHED
    assert [post.body for post in db.session.scalars(select(Post).order_by(Post.id))][-1] == "Danke dir."
    shown = client_of("paul").get(f"/austausch/{thread.id}-scanner").text
    assert "bild.png" in shown
    [file] = db.session.scalars(select(Attachment)).all()
    assert client_of("paul").get(f"/anhaenge/{file.id}").status_code == 200
    assert client_of("erika").get(f"/anhaenge/{file.id}").status_code == 404
    assert "beitrag-3" in client_of("pia").get(f"/anhaenge/{file.id}/entfernen").text


# --- Files


def test_files_come_along_and_refused_ones_are_named(
    address: str, question: Question, run_jobs: Run, mailbox: Mailbox, client_of: Any
) -> None:
    raw = letters.with_files(
        address,
        ("Bildschirm Müller.png", "image/png", png()),
        ("anleitung.docx", "application/octet-stream", docx()),
        ("programm.exe", "application/x-msdownload", b"MZ\x90"),
        ("bombe.docx", "application/octet-stream", b"PK\x03\x04kein Archiv"),
    )
    assert arrive(raw) is MailOutcome.PUBLISHED
    found = db.session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [(one.name, one.post_kind) for one in found] == [
        ("Bildschirm Müller.png", "answer"),
        ("anleitung.docx", "answer"),
    ]
    run_jobs()
    text = plain(mails_to(mailbox, "pia")[-1])
    assert "Diese Dateien wurden nicht übernommen:" in text
    assert "* programm.exe: " in text
    assert "* bombe.docx: " in text
    assert "Müller" not in text
    assert db.session.scalars(select(ReceivedMail)).one().left_out == []
    assert "Bildschirm Müller.png" in client_of("erika").get(f"/fragen/{question.id}-{question.slug}").text


def test_files_of_a_comment_stand_with_it(question: Question, run_jobs: Run, mailbox: Mailbox, client_of: Any) -> None:
    with transaction():
        actions.query_asker(actor=person("pia"), question=again(question), body="Was steht da?", submission="q")
    run_jobs()
    raw = letters.with_files(
        reply_address(mailbox, "erika"), ("fehler.png", "image/png", png()), sender="erika@stadt.example"
    )
    assert arrive(raw) is MailOutcome.PUBLISHED
    assert "fehler.png" in client_of("pia").get(f"/fragen/{question.id}-{question.slug}").text
    [file] = db.session.scalars(select(Attachment)).all()
    assert client_of("pia").get(f"/anhaenge/{file.id}").status_code == 200
    assert "#kommentar-" in client_of("erika").get(f"/anhaenge/{file.id}/entfernen").text


def test_a_mail_waits_for_a_scanner_that_is_away(app: Flask, address: str) -> None:
    raw = letters.with_files(address, ("bild.png", "image/png", png()))
    settings = app.config["LOTSENNETZ"]
    app.config["LOTSENNETZ"] = replace(settings, virus_scanner="unix:/nirgends")
    with pytest.raises(receiving.NotNow):
        arrive(raw)
    assert count(ReceivedMail) == 0
    app.config["LOTSENNETZ"] = settings
    assert arrive(raw) is MailOutcome.PUBLISHED
    assert count(Attachment) == 1


def test_more_files_than_a_post_carries_are_named(address: str, run_jobs: Run, mailbox: Mailbox) -> None:
    sent = [(f"bild-{number}.png", "image/png", png(10 + number)) for number in range(7)]
    assert arrive(letters.with_files(address, *sent)) is MailOutcome.PUBLISHED
    assert count(Attachment) == 5
    run_jobs()
    assert plain(mails_to(mailbox, "pia")[-1]).count("* bild-") == 2


# --- Once


def test_a_mail_that_comes_twice_acts_once(address: str, run_jobs: Run, mailbox: Mailbox) -> None:
    raw = letters.with_files(address, ("bild.png", "image/png", png()))
    assert [arrive(raw), arrive(b"Received: again\r\n" + raw)] == ["published", "published"]
    run_jobs()
    assert (count(Answer), count(ReceivedMail), count(Attachment)) == (1, 1, 1)
    assert len(mails_to(mailbox, "pia")) == 2


@pytest.mark.parametrize("round_", range(3))
def test_a_mail_that_comes_twice_at_once_acts_once(app: Flask, address: str, round_: int) -> None:
    raw = letters.with_files(address, ("bild.png", "image/png", png()))
    outcomes, start = [], threading.Barrier(2)

    def run() -> None:
        with app.app_context():
            start.wait()
            outcomes.append(arrive(raw))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["published", "published"]
    assert (count(Answer), count(ReceivedMail), count(Attachment)) == (1, 1, 1)


def test_without_a_message_id_the_words_tell_one_mail_from_the_next(address: str) -> None:
    for text in ("Erste Antwort", "Erste Antwort", "Zweite Antwort"):
        raw = letters.letter(address, text=text).replace(b"Message-ID: <antwort-1@stadt.example>\r\n", b"")
        assert arrive(raw) is MailOutcome.PUBLISHED
    assert count(Answer) == 2


@pytest.mark.parametrize("step", ["publish_reply", "_staged", "get_person"])
def test_what_a_crash_left_is_taken_up(address: str, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    raw = letters.with_files(address, ("bild.png", "image/png", png()))
    real = getattr(receiving, step)

    def broken(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(receiving, step, broken)
    with pytest.raises(KeyboardInterrupt):
        arrive(raw)
    db.session.rollback()
    assert count(ReceivedMail) == count(Answer) == 0
    monkeypatch.undo()
    assert arrive(raw) is MailOutcome.PUBLISHED
    assert (count(Answer), count(Attachment)) == (1, 1)


# --- What is kept


def test_that_a_mail_came_is_forgotten_after_thirty_days(address: str) -> None:
    arrive(letters.letter(address))
    forget_mails()
    assert count(ReceivedMail) == 1
    with time_machine.travel(utcnow() + PERIODS["received_mails"] + timedelta(days=1)):
        forget_mails()
        forget_orphans()
    assert (count(ReceivedMail), count(Answer)) == (0, 1)


def test_no_word_of_a_mail_stands_in_the_log_or_the_notes(address: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    arrive(letters.letter(address, text="Seepferdchen auf dem Flur"))
    arrive(letters.letter(address, "fremd@privat.example", text="Seepferdchen", message_id="<2@x.example>"))
    said = str([vars(record) for record in caplog.records if "sqlalchemy" not in record.name])
    assert "Seepferdchen" not in said
    assert "privat.example" not in said
    assert address.partition("@")[0] not in said
    for row in db.session.scalars(select(ReceivedMail)):
        assert "Seepferdchen" not in str(vars(row))


def test_what_came_by_mail_is_in_the_audit_log(address: str) -> None:
    arrive(letters.letter(address))
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "knowledge.publish_reply")).all()
    assert [entry.actor_id for entry in acts] == [person("pia").id]


# --- Signed addresses


def test_an_address_says_what_it_was_made_for_and_nothing_else(app: Flask) -> None:
    settings = app.config["LOTSENNETZ"]
    for deed in Deed:
        ticket = Ticket(2**31 - 1, deed, 2**31 - 1, utcnow().date())
        made = mail_in.ticket_to(settings, ticket)
        assert len(made.partition("@")[0]) <= 64
        assert mail_in.ticket_of(settings, [made.upper()]) == ticket
        for place in range(len("antwort+"), made.index("@")):
            changed = made[:place] + ("a" if made[place] != "a" else "b") + made[place + 1 :]
            assert mail_in.ticket_of(settings, [changed]) in (None, ticket)
        other = replace(settings, secret_key="another key")
        assert mail_in.ticket_of(other, [made]) is None


def test_the_forms_and_the_mails_take_texts_of_the_same_length() -> None:
    assert rules.LONGEST_TEXT[Deed.ANSWER] == rules.LONGEST_TEXT[Deed.POST] == fields.LONGEST_BODY
    assert rules.LONGEST_TEXT[Deed.COMMENT] == rules.LONGEST_TEXT[Deed.REMARK] == fields.LONGEST_COMMENT
    assert rules.SHORTEST == fields.SHORTEST


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_outcome_has_its_words_and_the_line_is_known_in_quotes(app: Flask, language: str) -> None:
    for outcome in MailOutcome:
        found = ReceivedMail(outcome=outcome, deed=Deed.ANSWER, left_out=[], message_id="", sender="a@b.example")
        assert outcome_mail(found, None, None, "job-1").text
    with force_locale(language):
        assert all(reply_hint(deed).startswith(REPLY_HINTS) for deed in Deed)
