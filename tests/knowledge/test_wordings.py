"""Earlier wordings come back with a reason, and are blacked out for good: gone from pages, database and search."""

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from core import search_index
from core.audit import AuditEntry
from core.db import db, transaction
from core.errors import Conflict, NotAllowed, NotFound
from knowledge import actions as knowledge
from knowledge.actions import forum, practices
from knowledge.actions import revisions as actions
from knowledge.actions.practices import Card
from knowledge.models import Answer, Post, Practice, PracticeRevision, Question, Revision
from knowledge.queries import find_questions
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import again, answer, ask
from tests.knowledge.discussing import discuss
from tests.knowledge.practising import CARD, practise

SECRET = "Xaverine Quabeck"
PAGES = {"question": "fragen", "answer": "antworten", "practice": "praxis", "post": "beitraege"}
LISTS = {
    "question": "/fragen/{}/fassungen",
    "answer": "/antworten/{}/fassungen",
    "practice": "/praxis/{}/fassungen",
    "post": "/austausch/beitraege/{}/fassungen",
}


def reworded(kind: str) -> int:
    """Something of Pia's that once named somebody; her edit took the name out and left it as wording 1."""
    make = {"question": _question, "answer": _answer, "practice": _practice, "post": _post}
    return make[kind]()


def _question() -> int:
    made = ask("pia", "Vorgang von " + SECRET, f"Es geht um {SECRET}.", ["Meldewesen"])
    with transaction():
        knowledge.edit_question(
            actor=person("pia"), question=again(made), title="Ein Vorgang", body="Es geht um jemanden.", tags=["Pass"]
        )
    return made.id


def _answer() -> int:
    made = answer(ask("erika"), "pia", f"Fragen Sie {SECRET}.")
    with transaction():
        row = db.session.get_one(Answer, made.id)
        knowledge.edit_answer(actor=person("pia"), answer=row, body="Fragen Sie uns.", reason=f"{SECRET} entfernt")
    return made.id


def _practice() -> int:
    made = practise("pia", contact=SECRET, problem=f"{SECRET} tippte alles ab.")
    card = Card(**{name: getattr(CARD, name) for name in Card.__dataclass_fields__})
    with transaction():
        row = db.session.get_one(Practice, made.id)
        practices.edit_practice(actor=person("pia"), practice=row, card=card, tags=["Urkunden"])
    return made.id


def _post() -> int:
    number = discuss("pia", body=f"{SECRET} hat gefragt.").last_post_id
    with transaction():
        row = db.session.get_one(Post, number)
        forum.edit_post(actor=person("pia"), post=row, body="Jemand hat gefragt.")
    return number


def kind_of(kind: str) -> actions.Revised:
    return {one.subject: one for one in (actions.QUESTIONS, actions.ANSWERS, actions.PRACTICES, actions.POSTS)}[kind]


def act(step, kind: str, number: int, key: str, seq: int = 1, reason: str = "Datenschutz") -> None:
    revised = kind_of(kind)
    with transaction():
        thing = revised.get(person(key), number)
        revision = actions.wording_numbered(revised, thing, seq)
        step(actor=person(key), kind=revised, thing=thing, revision=revision, reason=reason)


@pytest.mark.parametrize("kind", PAGES)
def test_an_earlier_wording_comes_back_and_the_present_one_stays(client_of, kind):
    number = reworded(kind)
    pia, where = client_of("pia"), LISTS[kind].format(number)
    path = f"/{PAGES[kind]}/{number}/fassungen/1/wiederherstellen"
    assert path in pia.get(where).text
    assert SECRET in pia.get(path).text
    assert submit(pia, path, reason="").status_code == 422
    sent = submit(pia, path, reason="War doch richtig")
    assert sent.location == where
    page = pia.get(where).text
    assert "War doch richtig" in page
    assert path.replace("fassungen/1", "fassungen/2") in page
    submit(pia, path, reason="Noch einmal")
    assert "Noch einmal" not in pia.get(where).text, "it reads like that already"
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.subject_id == number)).all()
    assert "knowledge.restore_revision" in acts


def test_a_question_comes_back_with_title_and_tags_and_a_card_with_all_its_fields(client_of):
    question, card = reworded("question"), reworded("practice")
    act(actions.restore_revision, "question", question, "pia")
    act(actions.restore_revision, "practice", card, "pia")
    asked = db.session.get_one(Question, question)
    assert (asked.title, [tag.name for tag in asked.tags]) == (f"Vorgang von {SECRET}", ["Meldewesen"])
    assert SECRET in asked.body_html
    practice = db.session.get_one(Practice, card)
    assert (practice.contact, practice.steps, practice.effort) == (SECRET, CARD.steps, CARD.effort)
    assert "<li>" in practice.steps_html


@pytest.mark.parametrize("kind", PAGES)
def test_a_blacked_out_wording_is_gone_and_says_why(client_of, kind):
    number = reworded(kind)
    where, path = LISTS[kind].format(number), f"/{PAGES[kind]}/{number}/fassungen/1/schwaerzen"
    pia, olga = client_of("pia"), client_of("olga")
    assert SECRET in pia.get(where).text
    assert path not in pia.get(where).text
    assert pia.get(path).status_code == 403
    assert path in olga.get(where).text
    assert submit(olga, path, reason="").status_code == 422
    sent = hidden_fields(olga.get(path).text)
    assert olga.post(path, data=sent | {"reason": "Name einer Bürgerin"}).location == where
    page = pia.get(where).text
    for words in ("geschwärzt", "Name einer Bürgerin", "Geändert von Pia Petersen"):
        assert words in page
    assert SECRET not in page
    assert SECRET not in olga.get(path).text
    assert "/wiederherstellen" not in page
    assert olga.post(path, data=sent | {"reason": "Noch einmal"}).status_code == 303
    assert "Noch einmal" not in olga.get(where).text
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "knowledge.redact_revision"))
    assert (entry.subject_kind, entry.subject_id, entry.details["wording"]) == (kind, number, 1)


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_of_it_is_left_in_any_table_or_file(app, instance, run_jobs, kind):
    number = reworded(kind)
    search_index.rebuild()
    act(actions.restore_revision, kind, number, "pia", seq=1)
    run_jobs()
    assert files_with(instance, b"Quabeck", b"quabeck")
    act(actions.restore_revision, kind, number, "pia", seq=2)
    run_jobs()
    assert tables_with(SECRET)
    for seq in (1, 3):
        act(actions.redact_revision, kind, number, "olga", seq=seq)
    run_jobs()
    db.session.remove()
    assert tables_with(SECRET) == set()
    if db.engine.dialect.name == "sqlite":
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert files_with(instance, b"Quabeck", b"quabeck") == []


def files_with(instance: Path, *words: bytes) -> list[str]:
    """Of the database of one file and the index; a server keeps its own."""
    files = [*instance.glob("site.db*"), *(instance / "index").rglob("*")]
    found = [file for file in files if file.is_file() and any(word in file.read_bytes() for word in words)]
    return [str(file) for file in found]


def tables_with(words: str) -> set[str]:
    """Names of the tables in which the words stand somewhere."""
    found = set()
    for table in db.metadata.tables.values():
        for row in db.session.execute(select(table)):
            if words in repr(tuple(row)):
                found.add(table.name)
    return found


def test_search_forgets_at_once_what_was_edited_away_and_blacked_out(app, run_jobs):
    number = reworded("answer")
    search_index.rebuild()
    act(actions.redact_revision, "answer", number, "olga")
    run_jobs()
    assert not find_questions(person("erika"), "Quabeck").rows


@pytest.mark.parametrize("kind", PAGES)
def test_what_is_blacked_out_does_not_come_back(app, kind):
    number = reworded(kind)
    act(actions.redact_revision, kind, number, "olga")
    with pytest.raises(Conflict) as refused:
        act(actions.restore_revision, kind, number, "pia")
    assert refused.value.code == "revision_redacted"


@pytest.mark.parametrize("kind", PAGES)
def test_who_may(app, kind):
    number = reworded(kind)
    for key in ("erika", "emil", "paul"):
        with pytest.raises((NotAllowed, NotFound)):
            act(actions.restore_revision, kind, number, key)
    for key in ("pia", "paul", "emil", "anna"):
        with pytest.raises((NotAllowed, NotFound)):
            act(actions.redact_revision, kind, number, key)


def test_between_two_wordings_the_neighbour_is_not_compared_with_nothing(client_of):
    number = reworded("answer")
    with transaction():
        row = db.session.get_one(Answer, number)
        knowledge.edit_answer(actor=person("pia"), answer=row, body="Fragen Sie das Standesamt.")
    act(actions.redact_revision, "answer", number, "olga", seq=2)
    page = client_of("erika").get(f"/antworten/{number}/fassungen").text
    assert "Fragen Sie uns." not in page
    assert SECRET in page, "one wording alone is blacked out"
    assert "lässt sich nicht zeigen" in page
    assert "<ins>" not in page


def test_the_database_keeps_no_text_of_a_blacked_out_wording(app):
    number = reworded("question")
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            text("UPDATE revisions SET redacted_at = CURRENT_TIMESTAMP WHERE question_id = :number"),
            {"number": number},
        )


def test_cards_hold_no_field_back(app):
    number = reworded("practice")
    act(actions.redact_revision, "practice", number, "olga")
    (revision,) = db.session.scalars(select(PracticeRevision))
    assert revision.wording == {}


def test_many_wordings_are_shown_page_by_page(client_of):
    made = answer(ask("erika"), "pia", "Fassung 0 der Antwort")
    for number in range(1, 25):
        with transaction():
            row = db.session.get_one(Answer, made.id)
            knowledge.edit_answer(actor=person("pia"), answer=row, body=f"Fassung {number} der Antwort")
    path = f"/antworten/{made.id}/fassungen"
    first = client_of("emil").get(path).text
    assert "Fassung<del> 23</del><ins> 24</ins> der Antwort" in first
    assert "Fassung 3 der" not in first
    assert f"{path}?vor=5" in first
    last = client_of("emil").get(f"{path}?vor=5").text
    assert "Fassung<del> 3</del><ins> 4</ins> der Antwort" in last
    assert "Fassung<del> 0</del><ins> 1</ins> der Antwort" in last
    assert db.session.query(Revision).count() == 24


def test_an_unknown_wording_is_not_found(client_of):
    number = reworded("answer")
    for path in (f"/antworten/{number}/fassungen/9/schwaerzen", "/antworten/999/fassungen/1/schwaerzen"):
        assert client_of("olga").get(path).status_code == 404
