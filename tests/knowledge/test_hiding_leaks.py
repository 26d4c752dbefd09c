"""What is hidden stays hidden: in notices and mails, calendars, one's own lists, and when an FAQ is imported again."""

import secrets

import pytest
from sqlalchemy import select

from accounts.actions import OPERATOR
from accounts.models import Notice, Role, RoleGrant
from accounts.queries import every_department, reply_to
from core.db import db, transaction
from core.errors import NotAllowed
from knowledge import actions
from knowledge.actions.calendars import create_feed
from knowledge.actions.knowledge_import import Entry, ImportReport, import_knowledge
from knowledge.models import Answer, Comment, FeedKind, PostKind, Question, QuestionState
from knowledge.queries import moderation as queries
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.consulting import book, offer
from tests.knowledge.moderating import REASON, WORDS, dismiss, hide, report, show
from tests.knowledge.replying import mails_to
from tests.knowledge.sealed import seal

SECRET = "Wer vertritt Frau Quabeck?"
QUESTION, ANSWER, COMMENT = PostKind.QUESTION, PostKind.ANSWER, PostKind.COMMENT


def told(key: str, kind: str) -> list[Notice]:
    mine = select(Notice).where(Notice.person_id == person(key).id, Notice.kind == kind)
    return list(db.session.scalars(mine.order_by(Notice.id)))


def remark(given: Answer, body: str, key: str = "pia") -> Comment:
    with transaction():
        row = db.session.get_one(Answer, given.id)
        return actions.comment_answer(actor=person(key), answer=row, body=body, submission=secrets.token_hex(8))


def comment(question: Question, key: str = "ben") -> Comment:
    with transaction():
        row = again(question)
        return actions.comment_question(actor=person(key), question=row, body="Ja.", submission=secrets.token_hex(8))


def come_to_the_office(key: str) -> None:
    with transaction():
        db.session.add(RoleGrant(person_id=person(key).id, role=Role.OFFICE))


# --- An import is repeated


def bring(text: str = "Fragen Sie Frau Quabeck.", author: str = "olga") -> ImportReport:
    entries = [Entry(1, "x1", "Wie geht das eigentlich?", "Das fragen viele.", text)]
    with transaction():
        departments = every_department()
        return import_knowledge(
            actor=OPERATOR, author=person(author), entries=entries, rejected=[], departments=departments
        )


def imported() -> Question:
    db.session.expire_all()
    return db.session.scalars(select(Question).where(Question.external_id == "x1")).one()


@pytest.mark.parametrize("author", ["olga", "pia"])
@pytest.mark.parametrize("what", [QUESTION, ANSWER])
def test_repeating_an_import_leaves_alone_what_the_office_hid(app, author, what):
    bring()
    hide(what, imported().id if what is QUESTION else imported().answers[0].id)
    state = imported().state
    for text in ("Fragen Sie Frau Quabeck.", "Fragen Sie im Rathaus."):
        found = bring(text, author)
        assert (found.changed, found.unchanged) == (0, 1)
    (only,) = imported().answers
    assert (only.body, imported().state) == ("Fragen Sie Frau Quabeck.", state)


@pytest.mark.parametrize("author", ["olga", "pia"])
def test_an_imported_answer_that_is_not_accepted_any_more_is_the_one_that_is_changed(app, author):
    bring()
    with transaction():
        actions.unaccept_answer(actor=person("olga"), answer=imported().answers[0])
    assert bring(author=author).unchanged == 1
    assert bring("Fragen Sie im Rathaus.", author).changed == 1
    (only,) = imported().answers
    assert (only.body, only.is_accepted) == ("Fragen Sie im Rathaus.", False)
    assert imported().state is QuestionState.ANSWERED


def test_an_answer_of_somebody_else_that_repeats_the_row_and_was_hidden_is_not_published_again(app):
    bring("")
    given = answer(imported(), body="Fragen Sie Frau Quabeck.")
    accept(given, "olga")
    hide(ANSWER, given.id)
    assert bring().unchanged == 1
    assert len(imported().answers) == 1


# --- The author of a reported post is in the office


def test_whoever_wrote_it_never_learns_who_reported_it_and_does_not_decide(client_of):
    come_to_the_office("paul")
    given = answer(ask("erika"), "olga")
    report(ANSWER, given.id)
    assert (len(told("olga", "post_reported")), len(told("paul", "post_reported"))) == (0, 1)
    olga, paul = client_of("olga"), client_of("paul")
    queue = olga.get("/amt/meldungen").text
    assert "Emil Ernst" not in queue
    assert WORDS not in queue
    assert "Das ist Ihr eigener Beitrag" in queue
    for step in ("ausblenden", "abweisen", "zeigen"):
        assert olga.get(f"/amt/meldungen/antwort/{given.id}/{step}").status_code == 403
    for act in (hide, dismiss):
        with pytest.raises(NotAllowed):
            act(ANSWER, given.id, "olga")
    assert "Emil Ernst" in paul.get("/amt/meldungen").text
    assert "Emil" not in paul.get("/ich/mitteilungen").text
    assert submit(paul, f"/amt/meldungen/antwort/{given.id}/ausblenden", reason=REASON).status_code == 303
    with pytest.raises(NotAllowed):
        show(ANSWER, given.id, "olga")
    assert "Emil Ernst" not in olga.get("/amt/meldungen?ansicht=erledigt").text
    assert f"antwort/{given.id}/zeigen" not in olga.get("/amt/meldungen?ansicht=ausgeblendet").text
    assert f"antwort/{given.id}/zeigen" in paul.get("/amt/meldungen?ansicht=ausgeblendet").text


def test_whoever_is_alone_in_the_office_decides_but_does_not_learn_who_reported_it(client_of):
    given = answer(ask("erika"), "olga")
    report(ANSWER, given.id)
    olga = client_of("olga")
    address = f"/amt/meldungen/antwort/{given.id}/ausblenden"
    for page in ("/amt/meldungen", address):
        assert "Emil Ernst" not in olga.get(page).text
        assert WORDS not in olga.get(page).text
    assert address in olga.get("/amt/meldungen").text
    assert submit(olga, address, reason=REASON).status_code == 303


def test_whoever_asked_under_a_mask_does_not_decide_about_it_either(client_of):
    come_to_the_office("paul")
    sealed = seal("paul")
    report(QUESTION, sealed.id)
    paul, address = client_of("paul"), f"/amt/meldungen/frage/{sealed.id}/ausblenden"
    assert "Emil Ernst" not in paul.get("/amt/meldungen").text
    assert paul.get(address).status_code == 403
    assert submit(client_of("olga"), address, reason=REASON).status_code == 303
    assert sealed.title in paul.get("/ich/meldungen").text


# --- Lists and notices of one's own


def test_the_title_of_what_one_may_not_see_any_more_is_told_nowhere(client_of, run_jobs, mailbox):
    asked = ask("erika", SECRET)
    number = comment(asked).id
    report(QUESTION, asked.id, "ben")
    run_jobs()
    earlier = len(mails_to(mailbox, "ben"))
    hide(COMMENT, number)
    hide(QUESTION, asked.id)
    run_jobs()
    ben = client_of("ben")
    for page in ("/ich/meldungen", "/ich/mitteilungen"):
        text = ben.get(page).text
        assert SECRET not in text
        assert REASON in text
    mails = mails_to(mailbox, "ben")[earlier:]
    assert mails
    assert not any(SECRET in str(mail["Subject"]) + mail.as_string() for mail in mails)
    assert SECRET in client_of("erika").get("/ich/meldungen").text


def test_lists_of_ones_own_go_on_on_further_pages(client_of):
    asked = [ask("erika", f"Frage Nummer {number}") for number in (1, 2)]
    given = [answer(one, "emil") for one in asked]
    for one, below in zip(asked, given, strict=True):
        report(QUESTION, one.id, "emil")
        hide(ANSWER, below.id)
    for _time in range(queries.PAGE - 1):
        dismiss(QUESTION, asked[1].id)
        report(QUESTION, asked[1].id, "emil")
        show(ANSWER, given[1].id)
        hide(ANSWER, given[1].id)
    emil = client_of("emil")
    first = emil.get("/ich/meldungen").text
    assert first.count("Frage Nummer 2") == 2 * queries.PAGE
    assert "Frage Nummer 1" not in first
    hiding, mine = (read(person("emil")).next_key for read in (queries.hidden_of, queries.own_reports))
    assert f"?ausgeblendet={hiding}" in first
    assert f"?meldungen={mine}" in first
    assert "Frage Nummer 1" in emil.get(f"/ich/meldungen?ausgeblendet={hiding}").text
    assert "Frage Nummer 1" in emil.get(f"/ich/meldungen?meldungen={mine}").text


def test_the_queue_goes_on_after_the_newest_that_was_shown(client_of):
    reports = [report(QUESTION, ask("erika", f"Frage Nummer {number}").id).id for number in range(queries.PAGE + 1)]
    olga, last = client_of("olga"), f"Frage Nummer {queries.PAGE}"
    first = olga.get("/amt/meldungen").text
    assert f"?nach={reports[-2]}" in first
    assert last not in first
    page = olga.get(f"/amt/meldungen?nach={reports[-2]}").text
    assert last in page
    assert page.count("Frage Nummer") == first.count("Frage Nummer") / queries.PAGE


# --- Mails that wait


def test_nobody_is_told_of_a_mention_below_a_hidden_answer(app, run_jobs):
    given = answer(ask("erika"))
    remark(given, "@Emil Ernst bitte")
    hide(ANSWER, given.id)
    run_jobs()
    assert told("emil", "mentioned") == []


@pytest.mark.usefixtures("replies_are_on")
def test_mails_about_what_was_hidden_meanwhile_are_not_sent(app, run_jobs, mailbox):
    asked = ask("erika")
    run_jobs()
    given = answer(asked)
    remark(given, "Noch etwas.")
    assert told("erika", "answer_posted")
    hide(ANSWER, given.id)
    run_jobs()
    subjects = [str(mail["Subject"]) for mail in mails_to(mailbox, "erika")]
    assert not [one for one in subjects if "geantwortet" in one or "kommentiert" in one]
    assert [one for one in subjects if "wieder" in one]


@pytest.mark.usefixtures("replies_are_on")
def test_a_mail_about_a_hidden_answer_asks_for_no_reply(app, run_jobs):
    given = answer(ask("erika"))
    accept(given)
    (notice,) = told("pia", "answer_accepted")
    assert reply_to(notice)
    hide(ANSWER, given.id)
    (notice,) = told("pia", "answer_accepted")
    assert reply_to(notice) is None


# --- Consultation hours


def test_a_booking_does_not_repeat_the_title_of_a_hidden_question(client_of, run_jobs, mailbox):
    asked = ask("erika", SECRET)
    hour = offer("pia")
    made = book(hour, "erika", topic=SECRET, question=asked)
    pia = client_of("pia")
    pages = (
        f"/sprechstunden/termine/{made.id}",
        f"/sprechstunden/{hour.id}",
        "/sprechstunden",
        "/lotse",
        "/ich/mitteilungen",
    )
    assert SECRET in pia.get(pages[0]).text
    hide(QUESTION, asked.id)
    for page in pages:
        assert SECRET not in pia.get(page).text, page
    with transaction():
        _feed, secret = create_feed(actor=person("pia"), kind=FeedKind.OWN)
    feed = pia.get(f"/kalender/{secret}.ics").text
    assert SECRET not in feed
    assert "SUMMARY:Sprechstunde" in feed
    assert "Sprechstunde" in pia.get(pages[0]).text
    show(QUESTION, asked.id)
    assert SECRET in pia.get(pages[0]).text
