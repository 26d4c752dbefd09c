"""Merged questions: found by their words, led to, counted, told; and all of it back when it is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.models import Notice
from core.db import clock_at, db, transaction, utcnow
from knowledge import actions, queries
from knowledge.models import Answer, Duplicate, Ownership, Question, QuestionState
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.browsing import follow


def path(question: Question) -> str:
    return queries.path_of(question.id, question.title)


def mark(question: Question, original: Question, key: str = "olga") -> None:
    with transaction():
        actions.mark_duplicate(actor=person(key), question=again(question), original=again(original))


def undo(question: Question, key: str = "olga") -> None:
    with transaction():
        actions.undo_duplicate(actor=person(key), question=again(question))


def kinds_told(key: str) -> list[str]:
    found = select(Notice.kind).where(Notice.person_id == person(key).id).order_by(Notice.id)
    return list(db.session.scalars(found))


def test_the_words_of_a_duplicate_find_the_question_it_leads_to(client_of, run_jobs):
    original = ask("pia", "Notebook für das Rathaus leihen", "Ich brauche eines für einen Vortrag.")
    duplicate = ask("erika", "Tragbarer Rechner für Außentermin", "Woher bekomme ich einen Klapprechner?")
    run_jobs()
    assert path(original) not in client_of("emil").get("/suche?q=Klapprechner").text
    mark(duplicate, original)
    run_jobs()
    page = client_of("emil").get("/suche?q=tragbarer+Rechner").text
    assert path(original) in page
    assert path(duplicate) not in page
    assert "Auch gefragt als: <mark>Tragbarer</mark> <mark>Rechner</mark> für Außentermin" in page.replace("\n", "")
    assert path(original) in client_of("emil").get("/suche?q=Klapprechner").text
    undo(duplicate)
    run_jobs()
    page = client_of("emil").get("/suche?q=Klapprechner").text
    assert path(duplicate) in page
    assert path(original) not in page


def test_an_edit_of_a_duplicate_changes_by_which_words_its_original_is_found(client_of, run_jobs):
    original, duplicate = ask("pia", "Notebook leihen"), ask("erika", "Rechner für Außentermin")
    mark(duplicate, original)
    with transaction():
        changes = {"title": "Laptop gesucht", "body": "Zum Mitnehmen.", "tags": []}
        actions.edit_question(actor=person("erika"), question=again(duplicate), **changes)
    run_jobs()
    assert path(original) in client_of("emil").get("/suche?q=Laptop").text


def test_the_address_of_a_duplicate_leads_to_the_question_and_can_still_be_looked_at(client_of):
    original, duplicate = ask("pia", "Das Original"), ask("erika", "Die Wiederholung")
    mark(duplicate, original)
    emil = client_of("emil")
    for address in (path(duplicate), f"/fragen/{duplicate.id}"):
        response = emil.get(address)
        assert (response.status_code, response.location) == (302, path(original))
    page = follow(emil, emil.get(path(duplicate))).text
    assert "Auch einmal mit anderen Worten gefragt" in page
    assert f'href="{path(duplicate)}?ansehen=1"' in page
    assert emil.get(f"/fragen/{duplicate.id}?ansehen=1").location == f"{path(duplicate)}?ansehen=1"
    seen = emil.get(f"{path(duplicate)}?ansehen=1").text
    assert "Die Wiederholung</h1>" in seen
    assert "Zur früheren Frage: Das Original" in seen


def test_who_asked_the_same_is_told_of_the_answer(app, run_jobs):
    original, duplicate = ask("pia", "Das Original"), ask("erika", "Die Wiederholung")
    mark(duplicate, original)
    answer(original, "paul")
    run_jobs()
    assert kinds_told("erika") == ["question_duplicate", "followed_answer"]
    undo(duplicate)
    answer(original, "olga")
    run_jobs()
    assert kinds_told("erika") == ["question_duplicate", "followed_answer", "duplicate_undone"]


def test_askers_are_counted_once_and_not_against_themselves(app):
    original = ask("pia", "Das Original")
    for key in ("erika", "emil", "erika", "pia"):
        mark(ask(key, f"Noch einmal von {key}"), original)
    assert again(original).merged_count == 2


def test_undoing_brings_back_state_acceptance_and_dates(app):
    original, duplicate = ask("pia", "Das Original"), ask("erika", "Die Wiederholung")
    made = answer(duplicate)
    accept(made)
    before = {
        name: getattr(db.session.get_one(Answer, made.id), name)
        for name in ("accepted_at", "checked_on", "valid_until")
    }
    mark(duplicate, original)
    assert not db.session.get_one(Answer, made.id).is_accepted
    undo(duplicate)
    question = again(duplicate)
    assert (question.state, question.duplicate_of_id, question.ended_at) == (QuestionState.SOLVED, None, None)
    assert question.owner_kind is None
    assert {name: getattr(db.session.get_one(Answer, made.id), name) for name in before} == before
    assert again(original).merged_count == 0


def test_undoing_brings_back_why_it_was_closed(app):
    original, duplicate = ask("pia", "Das Original"), ask("erika", "Die Wiederholung")
    with transaction():
        actions.close_question(actor=person("olga"), question=again(duplicate), reason="Das Verfahren ist abgeschafft.")
    ended = again(duplicate).ended_at
    with clock_at(utcnow() + timedelta(days=1)):
        mark(duplicate, original)
        undo(duplicate)
    question = again(duplicate)
    assert (question.state, question.ended_at) == (QuestionState.CLOSED, ended)
    assert question.end_reason == "Das Verfahren ist abgeschafft."


def test_undoing_gives_it_back_to_who_had_it(app):
    original, duplicate = ask("pia", "Das Original"), ask("erika", "Die Wiederholung")
    with transaction():
        actions.take_over_question(actor=person("paul"), question=again(duplicate), note="Kenne ich.")
    mark(duplicate, original)
    assert again(duplicate).owner_kind is None
    undo(duplicate)
    question = again(duplicate)
    assert (question.state, question.owner_id) == (QuestionState.OPEN, person("paul").id)
    assert question.answer_by is not None
    running = select(Ownership).where(Ownership.question_id == question.id, Ownership.until.is_(None))
    assert db.session.scalars(running).one().cause == "duplicate_undone"


def test_an_answered_question_comes_back_without_a_clock(app):
    original, duplicate = ask("pia", "Das Original"), ask("erika", "Die Wiederholung")
    answer(duplicate)
    mark(duplicate, original)
    undo(duplicate)
    question = again(duplicate)
    assert (question.state, question.answer_by) == (QuestionState.ANSWERED, None)
    assert question.owner_id == person("pia").id


def test_a_chain_leads_to_its_end_and_falls_back_link_by_link(app):
    last, middle, first = ask("pia", "Drei"), ask("emil", "Zwei"), ask("erika", "Eins")
    mark(first, middle)
    mark(middle, last)
    assert again(first).duplicate_of_id == last.id
    assert (again(last).merged_count, again(middle).merged_count) == (2, 0)
    undo(middle)
    assert again(first).duplicate_of_id == middle.id
    assert (again(last).merged_count, again(middle).merged_count) == (0, 1)
    undo(first)
    assert (again(first).duplicate_of_id, again(middle).merged_count) == (None, 0)


def test_the_middle_of_a_chain_may_be_closed_reopened_or_withdrawn(app):
    last, middle, first = ask("pia", "Drei"), ask("emil", "Zwei"), ask("erika", "Eins")
    mark(first, middle)
    mark(middle, last)
    with transaction():
        actions.close_question(actor=person("olga"), question=again(middle), reason="Erledigt.")
    assert again(first).duplicate_of_id == middle.id
    mark(middle, last)
    with transaction():
        actions.reopen_question(actor=person("olga"), question=again(middle), reason="Doch nicht.")
    assert again(first).duplicate_of_id == middle.id
    mark(middle, last)
    with transaction():
        actions.withdraw_question(actor=person("emil"), question=again(middle))
    assert again(first).duplicate_of_id == last.id
    assert again(last).merged_count == 1


def test_nobody_is_led_to_a_question_that_was_withdrawn(client_of):
    original, duplicate = ask("pia", "Das Original"), ask("erika", "Die Wiederholung")
    mark(duplicate, original)
    with transaction():
        actions.withdraw_question(actor=person("pia"), question=again(original))
    question = again(duplicate)
    assert (question.state, question.duplicate_of_id) == (QuestionState.OPEN, None)
    assert question.owner_id == person("pia").id
    assert client_of("erika").get(path(duplicate)).status_code == 200
    assert kinds_told("erika")[-1] == "duplicate_undone"


def test_taking_back_asks_first_and_twice_is_once(client_of):
    original, duplicate = ask("pia", "Das Original"), ask("erika", "Die Wiederholung")
    mark(duplicate, original)
    olga, address = client_of("olga"), f"/fragen/{duplicate.id}/dublette-aufheben"
    assert address in olga.get(f"{path(duplicate)}?ansehen=1").text
    response = submit(olga, address)
    assert response.status_code == 303
    assert "steht wieder für sich" in follow(olga, response).text
    again_pressed = follow(olga, olga.post(address))
    assert again_pressed.status_code in (200, 400)
    ended = db.session.scalars(select(Duplicate.undone_at)).one()
    assert ended is not None
    assert kinds_told("erika").count("duplicate_undone") == 1


def test_the_most_merged_questions_are_the_frequent_ones(client_of):
    rare, often, never = ask("pia", "Selten gefragt"), ask("pia", "Oft gefragt"), ask("pia", "Nie wieder gefragt")
    accept(answer(often, "paul", "Rufen Sie die **Hausdienste** an."), "pia")
    for key in ("erika", "emil", "ben"):
        mark(ask(key, f"Dasselbe von {key}"), often)
    mark(ask("ben", "Auch selten"), rare)
    page = client_of("emil").get("/fragen/haeufig").text
    assert page.index("Oft gefragt</a>") < page.index("Selten gefragt</a>")
    assert "Von 4 Personen gefragt" in page
    assert "Rufen Sie die Hausdienste an." in page
    assert never.title not in page
    assert 'href="/fragen/haeufig"' in client_of("emil").get("/fragen").text


def test_the_frequent_questions_come_page_by_page_at_the_same_cost(client_of, monkeypatch):
    emil = client_of("emil")
    assert "noch keine Frage zweimal gestellt" in emil.get("/fragen/haeufig").text

    def cost() -> int:
        with counted_queries() as statements:
            emil.get("/fragen/haeufig")
        return len(statements)

    originals = [ask("pia", f"Frage {number:02}") for number in range(27)]
    for original in originals[:2]:
        mark(ask("erika", f"{original.title} noch einmal"), original)
    few = cost()
    for original in originals[2:]:
        mark(ask("erika", f"{original.title} noch einmal"), original)
    assert cost() == few
    second = emil.get(f"/fragen/haeufig?vor=1-{originals[2].id}").text
    assert "Frage 01</a>" in second
    assert "Frage 02</a>" not in second
    assert f"vor=1-{originals[2].id}" in emil.get("/fragen/haeufig").text
    assert "keine weiteren häufigen Fragen" in emil.get("/fragen/haeufig?vor=1-1").text


@pytest.mark.parametrize("key", ["", "x", "1", "1-", "99999999999-1", "1-2-3"])
def test_a_page_key_that_is_none_gives_the_first_page(client_of, key):
    mark(ask("erika", "Die Wiederholung"), ask("pia", "Das Original"))
    assert "Das Original" in client_of("emil").get("/fragen/haeufig", query_string={"vor": key}).text
