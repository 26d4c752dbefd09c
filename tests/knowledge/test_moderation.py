"""Posts are reported, hidden with a reason and shown again; what is hidden is found nowhere by others."""

import secrets
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.models import Notice
from accounts.rules import PERIODS
from core import search_index
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed, NotFound
from core.mail_in import Deed
from knowledge import actions, queries
from knowledge.actions.mails import DEEDS
from knowledge.jobs import forget_reports
from knowledge.models import (
    Answer,
    Comment,
    EntryState,
    Freshness,
    Post,
    PostKind,
    Question,
    QuestionState,
    Report,
    ReportOutcome,
    ReportReason,
)
from knowledge.queries.finding import find_everything
from knowledge.queries.moderation import get_post_view, open_reports
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.discussing import discuss, reply
from tests.knowledge.moderating import REASON, WORDS, dismiss, hide, report, show
from tests.knowledge.practising import practise

SECRET = "Quabeckstraße"
QUESTION, ANSWER, COMMENT, POST, PRACTICE = PostKind


def comment(question: Question, key: str = "ben", body: str = f"Das war in der {SECRET}.") -> Comment:
    with transaction():
        return actions.comment_question(
            actor=person(key), question=again(question), body=body, submission=secrets.token_hex(8)
        )


def path(question: Question) -> str:
    return f"/fragen/{question.id}-{question.slug}"


def kinds_told(key: str) -> list[str]:
    told = select(Notice.kind).where(Notice.person_id == person(key).id).order_by(Notice.id)
    return list(db.session.scalars(told))


def inbox(client) -> str:
    return client.get("/ich/mitteilungen").text


def test_somebody_reports_an_answer_and_hears_what_became_of_it(client_of, run_jobs):
    asked = ask("erika")
    given = answer(asked, body=f"Fragen Sie in der {SECRET}.")
    emil, olga = client_of("emil"), client_of("olga")
    assert f"/melden/antwort/{given.id}" in emil.get(path(asked)).text
    refused = submit(emil, f"/melden/antwort/{given.id}", reason="other")
    assert refused.status_code == 422
    assert "Sagen Sie in Ihren Worten" in refused.text
    sent = submit(emil, f"/melden/antwort/{given.id}", reason="personal_data", words=WORDS)
    assert sent.status_code == 303
    assert sent.location == f"{path(asked)}#antwort-{given.id}"
    assert "sagt Ihnen, was aus Ihrer Meldung wurde" in emil.get(path(asked)).text
    assert "schon gemeldet" in emil.get(f"/melden/antwort/{given.id}").text

    assert "1 gemeldeter Beitrag wartet" in olga.get("/amt").text
    queue = olga.get("/amt/meldungen").text
    assert SECRET in queue
    assert WORDS in queue
    assert "Emil Ernst" in queue
    assert "personenbezogene Daten" in queue
    hidden = submit(olga, f"/amt/meldungen/antwort/{given.id}/ausblenden", reason=REASON)
    assert hidden.status_code == 303
    assert "Keine Meldung wartet" in olga.get("/amt/meldungen").text
    assert REASON in olga.get("/amt/meldungen?ansicht=erledigt").text
    assert SECRET in olga.get("/amt/meldungen?ansicht=ausgeblendet").text
    assert REASON in inbox(emil)
    assert REASON in emil.get("/ich/meldungen").text
    assert SECRET not in emil.get("/ich/meldungen").text


def test_the_author_reads_who_hid_it_and_why_but_never_who_reported_it(client_of, run_jobs, mailbox):
    asked = ask("erika")
    given = answer(asked)
    report(ANSWER, given.id)
    hide(ANSWER, given.id)
    run_jobs()
    pia = client_of("pia")
    for page in (path(asked), "/ich/meldungen"):
        text = pia.get(page).text
        assert REASON in text
        assert "Ausgeblendet von Olga Otto, Amt für Digitalisierung" in text
        assert "Emil Ernst" not in text
    assert f"Grund: {REASON}" in inbox(pia)
    (mail,) = [mail for mail in mailbox() if "ausgeblendet" in mail["Subject"]]
    assert "pia@" in mail["To"]
    assert "Emil" not in mail.as_string()
    show(ANSWER, given.id)
    assert "Der Name ist entfernt" in pia.get("/ich/meldungen").text
    assert "Der Name ist entfernt" in inbox(pia)
    assert "ist ausgeblendet" not in pia.get(path(asked)).text


def test_one_report_for_each_person_and_the_office_is_told_of_the_first(app):
    asked = ask("erika")
    first = report(QUESTION, asked.id)
    assert report(QUESTION, asked.id, reason=ReportReason.INSULTING).id == first.id
    report(QUESTION, asked.id, "ben")
    (row,) = open_reports().rows
    assert [one.reporter.name for one in row.reports] == ["Emil Ernst", "Ben Bauer"]
    assert kinds_told("olga").count("post_reported") == 1
    dismiss(QUESTION, asked.id)
    assert open_reports().rows == []
    assert kinds_told("ben") == ["report_settled"]
    outcomes = db.session.scalars(select(Report.outcome)).all()
    assert outcomes == [ReportOutcome.DISMISSED] * 2
    with pytest.raises(Conflict, match="settled_already"):
        dismiss(QUESTION, asked.id)
    assert report(QUESTION, asked.id).id != first.id


def test_nobody_reports_the_own_post_or_one_they_cannot_see(client_of):
    asked = ask("erika")
    with pytest.raises(NotAllowed):
        report(QUESTION, asked.id, "erika")
    hide(QUESTION, asked.id)
    with pytest.raises(NotFound):
        report(QUESTION, asked.id)
    with pytest.raises(NotFound):
        report(POST, discuss("pia").last_post_id)
    with pytest.raises(NotAllowed):
        hide(PRACTICE, practise("paul").id, "pia")


def test_a_hidden_question_is_gone_for_others_everywhere_and_comes_back(client_of, run_jobs):
    asked = ask("erika", title=f"Was ist in der {SECRET}?", body="Da brennt Licht.", tags=["Signatur"])
    search_index.rebuild()
    hide(QUESTION, asked.id)
    run_jobs()
    emil, erika, olga = client_of("emil"), client_of("erika"), client_of("olga")
    places = [
        "/fragen",
        "/fragen?ansicht=unbeantwortet",
        f"/suche?q={SECRET}",
        "/stichwoerter/signatur",
        "/fragen/haeufig",
    ]
    places += ["/", "/lotsen/standesamt", "/fragen?amt=standesamt&stichwort=signatur"]
    for page in places:
        assert f"/fragen/{asked.id}-" not in emil.get(page).text, page
    for page in (path(asked), f"/fragen/{asked.id}", f"/fragen/{asked.id}/kommentar", f"/api/v1/questions/{asked.id}"):
        assert emil.get(page).status_code == 404, page
    assert find_everything(person("olga"), SECRET).rows == []
    for client in (erika, olga):
        assert REASON in client.get(path(asked)).text
    assert "Ausgeblendet" in erika.get("/fragen?ansicht=meine").text
    show(QUESTION, asked.id)
    run_jobs()
    assert emil.get(path(asked)).status_code == 200
    assert f"/fragen/{asked.id}-" in emil.get(f"/suche?q={SECRET}").text


def test_without_an_index_the_database_finds_nothing_hidden_either(app):
    asked = ask("erika", title=f"Was ist in der {SECRET}?")
    assert find_everything(person("emil"), SECRET).is_reduced
    hide(QUESTION, asked.id)
    assert find_everything(person("emil"), SECRET).rows == []
    assert not queries.find_questions(person("olga"), SECRET).rows


def test_nothing_is_owed_for_a_hidden_question_and_its_owner_gets_the_whole_time_anew(run_jobs):
    asked = ask("erika")
    assert again(asked).answer_by is not None
    hide(QUESTION, asked.id)
    hidden = again(asked)
    assert hidden.answer_by is None
    assert hidden.owner_id == person("pia").id
    assert queries.count_waiting(person("pia")) == 0
    with pytest.raises(NotAllowed):
        comment(asked, "erika")
    with pytest.raises(Conflict, match="takes_no_answers"):
        answer(asked)
    show(QUESTION, asked.id)
    assert again(asked).answer_by is not None
    assert again(asked).owner_id == person("pia").id


def test_a_question_whose_only_answer_is_hidden_is_open_again(client_of):
    asked = ask("erika")
    given = answer(asked, body=f"Gehen Sie in die {SECRET}.")
    hide(ANSWER, given.id)
    assert (again(asked).state, again(asked).answer_count) == (QuestionState.OPEN, 0)
    assert again(asked).answer_by is not None
    assert "question_reopened" in kinds_told("erika")
    emil = client_of("emil").get(path(asked)).text
    assert "von der Fachstelle ausgeblendet" in emil
    assert f"Grund: {REASON}" in emil
    assert SECRET not in emil
    show(ANSWER, given.id)
    assert (again(asked).state, again(asked).answer_count, again(asked).answer_by) == (QuestionState.ANSWERED, 1, None)
    assert SECRET in client_of("emil").get(path(asked)).text


def test_a_hidden_answer_is_none_that_solved_the_question_and_solves_it_again(run_jobs):
    asked = ask("erika")
    other, given = answer(asked, "paul"), answer(asked, body=f"Gehen Sie in die {SECRET}.")
    accept(given)
    search_index.rebuild()
    hide(ANSWER, given.id)
    run_jobs()
    assert again(asked).state is QuestionState.ANSWERED
    assert again(asked).owner_kind is not None
    dates = db.session.scalars(select(Freshness)).one()
    assert dates.state is EntryState.RESTING
    assert find_everything(person("emil"), SECRET).rows == []
    show(ANSWER, given.id)
    db.session.expire_all()
    back = db.session.get_one(Answer, given.id)
    assert again(asked).state is QuestionState.SOLVED
    assert back.is_accepted
    assert back.valid_until == dates.valid_until
    assert dates.state is EntryState.VALID
    assert other.id != given.id


@pytest.mark.parametrize("step", ["/antworten/{}/kommentar", "/antworten/{}/fassungen", "/antworten/{}/bedenken"])
def test_what_hangs_on_a_hidden_answer_is_gone_with_it(client_of, step):
    given = answer(ask("erika"))
    hide(ANSWER, given.id)
    assert client_of("emil").get(step.format(given.id)).status_code == 404


def test_the_author_can_put_a_hidden_answer_right(client_of):
    given = answer(ask("erika"), body=f"Gehen Sie in die {SECRET}.")
    hide(ANSWER, given.id)
    pia = client_of("pia")
    assert submit(pia, f"/antworten/{given.id}/bearbeiten", body="Gehen Sie ins Rathaus.").status_code == 303
    assert pia.get(f"/antworten/{given.id}/kommentar").status_code == 403


def test_a_hidden_comment_leaves_a_sentence_in_its_place(client_of):
    asked = ask("erika")
    made = comment(asked)
    hide(COMMENT, made.id)
    for key, is_read in (("emil", False), ("ben", True), ("olga", True)):
        text = client_of(key).get(path(asked)).text
        assert (SECRET in text) is is_read
        assert REASON in text
    show(COMMENT, made.id)
    assert SECRET in client_of("emil").get(path(asked)).text


def test_a_hidden_post_leaves_a_sentence_and_the_first_one_takes_its_thread_along(client_of, run_jobs):
    thread = discuss("pia", title="Wer kennt das?")
    number = reply(thread, "paul", f"Das ist in der {SECRET}.").id
    address = f"/austausch/{thread.id}-{thread.slug}"
    search_index.rebuild()
    hide(POST, number)
    run_jobs()
    pia, detlef = client_of("pia"), client_of("detlef")
    assert SECRET not in pia.get(address).text
    assert REASON in pia.get(address).text
    assert SECRET not in pia.get(f"{address}?zitat=2").text
    assert SECRET in client_of("paul").get(address).text
    assert find_everything(person("pia"), SECRET).rows == []
    hide(POST, _first(thread))
    run_jobs()
    assert detlef.get(address).status_code == 404
    assert "Wer kennt das?" not in detlef.get("/austausch").text
    assert find_everything(person("detlef"), "kennt").rows == []
    assert pia.get(address).status_code == 200
    assert "kann darin schreiben" in pia.get(address).text
    show(POST, _first(thread))
    assert detlef.get(address).status_code == 200


def _first(thread) -> int:
    return db.session.scalars(select(Post.id).where(Post.thread_id == thread.id, Post.seq == 1)).one()


def test_a_hidden_practice_card_is_gone_with_its_sheet(client_of, run_jobs):
    card = practise("pia", title=f"Umbau der {SECRET}")
    address = f"/praxis/{card.id}-{card.slug}"
    search_index.rebuild()
    hide(PRACTICE, card.id)
    run_jobs()
    detlef, pia = client_of("detlef"), client_of("pia")
    for page in (
        address,
        f"/praxis/{card.id}/blatt.pdf",
        f"/praxis/{card.id}/bearbeiten",
        f"/praxis/{card.id}/fassungen",
    ):
        assert detlef.get(page).status_code == 404, page
    assert SECRET not in detlef.get("/praxis").text
    assert find_everything(person("detlef"), SECRET).rows == []
    assert REASON in pia.get(address).text
    assert "Ausgeblendet" in pia.get("/praxis").text
    show(PRACTICE, card.id)
    run_jobs()
    assert detlef.get(address).status_code == 200
    assert find_everything(person("detlef"), SECRET).rows


def test_hiding_twice_is_told_and_every_act_is_recorded(client_of):
    asked = ask("erika")
    report(QUESTION, asked.id)
    hide(QUESTION, asked.id)
    with pytest.raises(Conflict, match="hidden_already"):
        hide(QUESTION, asked.id)
    show(QUESTION, asked.id)
    with pytest.raises(Conflict, match="shown_already"):
        show(QUESTION, asked.id)
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.endswith("_post")).order_by(AuditEntry.id))
    assert list(acts) == ["knowledge.report_post", "knowledge.hide_post", "knowledge.show_post"]


def test_settled_reports_are_forgotten_after_their_period(app):
    asked = ask("erika")
    report(QUESTION, asked.id)
    dismiss(QUESTION, asked.id)
    report(QUESTION, asked.id)
    with time_machine.travel(utcnow() + PERIODS["reports"] + timedelta(days=1)):
        forget_reports()
    assert [one.outcome for one in db.session.scalars(select(Report))] == [None]


def test_the_view_of_a_post_needs_the_right_to_see_it(app):
    asked = ask("erika")
    assert get_post_view(person("emil"), QUESTION, asked.id).title == asked.title
    with pytest.raises(NotFound):
        get_post_view(person("emil"), COMMENT, 2**40)


def test_two_browsers_report_at_once_and_one_report_is_open(app):
    asked = ask("erika")
    report(QUESTION, asked.id)
    twice = Report(kind=QUESTION, thing_id=asked.id, reporter_id=person("emil").id, reason=ReportReason.INSULTING)
    with pytest.raises(IntegrityError), transaction():
        db.session.add(twice)


def test_a_reply_by_mail_to_what_is_hidden_finds_no_way(app):
    asked = ask("erika")
    hide(QUESTION, asked.id)
    with pytest.raises(NotFound):
        DEEDS[Deed.ANSWER](person("pia"), asked.id, "Zu spät.", "mail")
    with pytest.raises(NotAllowed):
        DEEDS[Deed.COMMENT](person("erika"), asked.id, "Doch noch.", "mail")
