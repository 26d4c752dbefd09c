"""Nothing tells who asked a sealed question: no row, no page, no answer of the API, no mail, no line of the log."""

import logging
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Notice, Person, Seal
from core.audit import AuditEntry
from core.db import db
from core.logs import JsonLine
from knowledge.models import Answer, Comment, Follow, Question, QuestionEvent, QuestionState, Revision
from tests.forms import submit
from tests.knowledge import sealed
from tests.knowledge.asking import answer, ask
from tests.knowledge.browsing import follow
from tests.knowledge.sealed import KEY, NAME, NUMBER, TITLE, crowd, everything, fields, seal, somebody, telling

MORNING = datetime(2026, 3, 9, 9, 37, 12, tzinfo=UTC)
MASK = "Fragende Person (Name versiegelt)"


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MORNING) as clock:
        yield clock


@pytest.fixture
def dialogue(app, client_of, run_jobs, caplog):
    """Xenia asks sealed, Pia asks back, Xenia replies, Pia answers, Xenia edits, comments and accepts.

    Gives the question, what was in the database before, and what was logged.
    """
    crowd()
    somebody()
    xenia, pia = client_of(KEY), client_of("pia")
    before = everything()
    caplog.set_level(logging.INFO)
    asked = submit(xenia, "/fragen/neu", **fields())
    assert asked.status_code == 303
    question = db.session.scalars(select(Question).where(Question.title == TITLE)).one()
    page = f"/fragen/{question.id}"
    run_jobs()
    submit(pia, f"{page}/rueckfrage", body="Welches Postfach meinen Sie?")
    submit(xenia, f"{page}/kommentar", body="Das mit meinem Namen, @Emil Ernst weiß es.")
    run_jobs()
    answered = submit(pia, f"{page}-{question.slug}", action=f"{page}-{question.slug}", body="Nein, nur mit Grund.")
    assert answered.status_code == 303
    run_jobs()
    answer = db.session.scalars(select(Answer)).one()
    edited = submit(xenia, f"{page}/bearbeiten", title=TITLE, body="Ich frage für uns.", tags="Datenschutz")
    assert edited.status_code == 303
    submit(xenia, f"/antworten/{answer.id}/kommentar", body="Danke schön.")
    token = submit(xenia, f"{page}-{question.slug}", action=f"/antworten/{answer.id}/annehmen")
    assert token.status_code == 303
    run_jobs()
    db.session.expire_all()
    assert db.session.get_one(Question, question.id).state is QuestionState.SOLVED
    lines = "\n".join(JsonLine().format(record) for record in caplog.records)
    return question, before, lines


def test_no_row_that_was_written_names_the_person(dialogue):
    _question, before, _lines = dialogue
    after = everything()
    written = {name: rows - before[name] for name, rows in after.items()}
    touched = {name for name, rows in written.items() if rows}
    assert {"questions", "comments", "question_events", "audit_entries", "follows", "notices", "revisions"} <= touched
    assert {"outbox_jobs", "ownerships", "clock_pauses", "seals"} <= touched
    assert [(name, row) for name, rows in written.items() for row in rows if telling(row)] == []


def test_no_row_of_the_person_was_touched(dialogue):
    _question, before, _lines = dialogue
    own = {name: {row for row in rows if telling(row)} for name, rows in before.items()}
    assert own["people"]
    assert {name: {row for row in rows if telling(row)} for name, rows in everything().items()} == own


NAMING = [
    Question.asker_id,
    Comment.author_id,
    QuestionEvent.actor_id,
    AuditEntry.actor_id,
    Follow.person_id,
    Revision.editor_id,
    Notice.person_id,
]


def test_the_mask_stands_where_others_name_who_it_was(dialogue):
    mask = db.session.scalars(select(Person).where(Person.is_mask)).one()
    for column in NAMING:
        assert db.session.scalars(select(column).where(column == mask.id)).all(), column
    assert (mask.name, mask.department_id, mask.password_hash) == (MASK, None, None)
    assert telling(f"{mask.email} {mask.sort_name}") == []


def test_what_the_person_writes_is_dated_by_the_hour(dialogue):
    """Pia's own steps keep their minute; the others lie where they cannot be laid beside a sign-in."""
    mask = db.session.scalars(select(Person).where(Person.is_mask)).one()
    asked = db.session.scalars(select(Question)).one()
    events = db.session.scalars(select(QuestionEvent.at).where(QuestionEvent.actor_id == mask.id)).all()
    entries = db.session.scalars(select(AuditEntry.at).where(AuditEntry.actor_id == mask.id)).all()
    first = db.session.scalars(select(QuestionEvent.at).order_by(QuestionEvent.id)).first()
    others = {event.at for event in asked.events if event.actor_id != mask.id} | {
        comment.created_at for comment in asked.comments if comment.author_id != mask.id
    }
    exact = [at for at in (asked.created_at, mask.created_at, first, *entries, *events) if at.minute or at.second]
    assert asked.created_at == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    assert all(min(abs((at - other).total_seconds()) for other in others) < 2 for at in exact)


def test_the_log_names_nobody(dialogue):
    lines = dialogue[2]
    assert '"endpoint": "knowledge.ask_question"' in lines
    assert telling(lines) == []


def test_mails_to_others_name_nobody_and_mails_to_the_person_no_question(dialogue, mailbox):
    question = dialogue[0]
    mails = [(str(mail["To"]), mail.as_string(), mail["Message-ID"]) for mail in mailbox()]
    own = [(text, name) for to, text, name in mails if telling(to)]
    assert len(own) >= 2
    assert len(mails) > len(own)
    assert [text for to, text, _name in mails if not telling(to) and telling(text)] == []
    for text, name in own:
        assert TITLE not in text
        assert f"/fragen/{question.id}" not in text
        assert "/ich/mitteilungen" in text
        assert not name.startswith("<job-")


def test_files_beside_the_database_name_nobody(dialogue, app):
    kept = sealed.files_of(app)
    assert "sealing.key" in kept
    assert [name for name, content in kept.items() if telling(content.decode("utf-8", "ignore"))] == []


PAGES = [
    "/",
    "/fragen",
    "/fragen?ansicht=mein-amt",
    "/fragen/{number}",
    "/fragen/{number}/fassungen",
    "/antworten/{answer}/fassungen",
    "/suche?q=Postfach",
    "/suche?q=Quittenbaum",
    "/lotsen/standesamt",
    "/lotse",
    "/stichwoerter/datenschutz",
    "/ich/mitteilungen",
    "/ich/zahlen",
    "/ich/beobachtet",
    "/amt",
    "/amt/zahlen",
    "/amt/entsiegelungen",
    "/amt/meldungen",
    "/ich/meldungen",
    "/melden/frage/{number}",
    "/verwaltung",
    "/verwaltung/auftraege",
    "/verwaltung/protokoll",
    "/api/v1/questions",
    "/api/v1/questions/{number}",
    "/api/v1/search?q=Postfach",
    "/api/v1/suggest?q=Postfach",
    "/api/v1/notices",
]


@pytest.mark.parametrize("key", ["erika", "emil", "pia", "olga", "anna"])
def test_no_page_and_no_answer_shows_the_name_to_anybody(dialogue, client_of, key):
    question, client = dialogue[0], client_of(key)
    answer = db.session.scalars(select(Answer)).one()
    found, shown = [], 0
    for path in PAGES:
        page = follow(client, client.get(path.format(number=question.id, answer=answer.id)))
        shown += page.status_code == 200
        text = page.text.replace("Quittenbaum", "") if "Quittenbaum" in path else page.text
        found += [path] if telling(text) else []
    assert found == []
    assert shown > len(PAGES) / 2


def test_the_page_says_that_it_was_asked_without_a_name(dialogue, client_of):
    client = client_of("emil")
    page = follow(client, client.get(f"/fragen/{dialogue[0].id}")).text
    assert "Ohne Namen gefragt" in page
    assert "Standesamt" in page
    assert MASK in page


def test_the_index_does_not_know_the_name(dialogue, client_of):
    page = client_of("olga").get("/suche?q=Quittenbaum").text
    assert TITLE not in page


def test_no_two_seals_of_one_person_have_anything_in_common(app):
    somebody()
    for number in range(3):
        seal(KEY, title=f"Frage {number} ohne Namen")
    seals = db.session.scalars(select(Seal)).all()
    for values in zip(*((one.id, one.mark, one.ciphertext, one.mask_id) for one in seals), strict=True):
        assert len(set(values)) == 3
    assert len({len(one.ciphertext) for one in seals}) == 1
    assert all(len(one.id) == 32 for one in seals)
    masks = db.session.scalars(select(Person).where(Person.is_mask)).all()
    assert len({mask.email for mask in masks}) == 3


def test_seals_of_people_with_short_and_long_numbers_are_alike(app):
    somebody()
    seal(KEY)
    seal("erika", title="Noch eine Frage ohne Namen")
    assert len({len(one.ciphertext) for one in db.session.scalars(select(Seal))}) == 1


def test_reading_all_notices_ties_nothing_together(app, client_of, run_jobs):
    """The own ones and those of the mask are marked at different times."""
    somebody()
    question = seal(KEY)
    answer(ask(KEY, title="Mit meinem Namen gefragt"), "olga")
    answer(question, "olga")
    run_jobs()
    xenia = client_of(KEY)
    inbox = xenia.get("/ich/mitteilungen").text
    assert TITLE in inbox
    assert "Mit meinem Namen gefragt" in inbox
    assert "(2 neu)" in inbox
    submit(xenia, "/ich/mitteilungen", action="/ich/mitteilungen/alle-gelesen", to="/ich/mitteilungen/alle-gelesen")
    db.session.expire_all()
    mask_id = db.session.get_one(Question, question.id).asker_id
    own = set(db.session.scalars(select(Notice.read_at).where(Notice.person_id == NUMBER)))
    masked = set(db.session.scalars(select(Notice.read_at).where(Notice.person_id == mask_id)))
    assert None not in own | masked
    assert not own & masked
    assert masked == {datetime(2026, 3, 9, 9, 0, tzinfo=UTC)}
    assert "neu)" not in xenia.get("/ich/mitteilungen").text


def test_masks_are_no_people_to_the_administration(dialogue, client_of):
    anna = client_of("anna")
    assert MASK not in anna.get("/verwaltung/personen").text
    mask = db.session.scalars(select(Person).where(Person.is_mask)).one()
    assert anna.get(f"/verwaltung/personen/{mask.id}").status_code == 404
    assert NAME in anna.get("/verwaltung/personen?q=Quittenbaum").text
