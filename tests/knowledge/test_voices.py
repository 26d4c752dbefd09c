"""Helpful, and the same question: one press for a person and a thing, counted right however many press at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from accounts.models import Person, Role, RoleGrant
from core.db import db, transaction
from core.errors import NotAllowed
from knowledge import actions
from knowledge.models import Answer, Question, SameAsker, Vote
from knowledge.queries import path_of
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import accept, again, answer, ask

CROWD = 200


def path(question) -> str:
    return path_of(question.id, question.title)


def count(table, **of) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table).filter_by(**of)) or 0


def press(client, question, address: str, **fields):
    return submit(client, path(question), action=address, **fields)


@pytest.mark.parametrize(("what", "word"), [("hilfreich", "Hilfreich"), ("dieselbe", "Ich habe dieselbe Frage")])
def test_a_press_counts_and_another_takes_it_back(client_of, what, word):
    question = ask()
    emil, address = client_of("emil"), f"/fragen/{question.id}/{what}"
    assert f"{word} (0)" in emil.get(path(question)).text
    response = press(emil, question, address, set="1")
    assert (response.status_code, response.location) == (303, f"{path(question)}#stimmen-frage")
    page = emil.get(path(question)).text
    button = page[: page.index(f"{word} (1)")].rpartition("<button")[2]
    assert 'aria-pressed="true"' in button
    assert 'value="0"' in button
    assert 'aria-pressed="true"' not in client_of("paul").get(path(question)).text
    press(emil, question, address, set="0")
    assert f"{word} (0)" in emil.get(path(question)).text


def test_an_answer_can_be_helpful_and_rises_but_stays_below_the_accepted_one(client_of):
    question = ask()
    first, second, third = (answer(question, "pia", f"Antwort {number}") for number in "ABC")
    emil, address = client_of("emil"), f"/antworten/{third.id}/hilfreich"
    assert press(emil, question, address, set="1").location == f"{path(question)}#antwort-{third.id}"
    page = emil.get(path(question)).text
    assert page.index("Antwort C") < page.index("Antwort A") < page.index("Antwort B")
    accept(second)
    page = emil.get(path(question)).text
    assert page.index("Antwort B") < page.index("Antwort C") < page.index("Antwort A")
    assert first.id < second.id


@pytest.mark.parametrize("what", ["hilfreich", "dieselbe"])
def test_a_double_click_and_a_replay_change_nothing(client_of, what):
    question = ask()
    emil, address = client_of("emil"), f"/fragen/{question.id}/{what}"
    fields = hidden_fields(emil.get(path(question)).text, address) | {"set": "1"}
    for _ in range(3):
        assert emil.post(address, data=fields).status_code == 303
    db.session.rollback()
    found = again(question)
    assert (found.helpful_count, found.same_count) == ((1, 0) if what == "hilfreich" else (0, 1))
    for _ in range(2):
        emil.post(address, data=fields | {"set": "0"})
    db.session.rollback()
    assert (again(question).helpful_count, again(question).same_count) == (0, 0)


@pytest.mark.parametrize("value", [None, "", "2", "ja"])
def test_a_press_without_its_word_changes_nothing(client_of, value):
    question = ask()
    emil, address = client_of("emil"), f"/fragen/{question.id}/hilfreich"
    fields = hidden_fields(emil.get(path(question)).text, address) | ({} if value is None else {"set": value})
    assert emil.post(address, data=fields).status_code == 303
    assert count(Vote) == 0


def test_nobody_praises_what_they_wrote(client_of):
    question = ask("erika")
    given = answer(question, "pia")
    erika, pia = client_of("erika").get(path(question)).text, client_of("pia").get(path(question)).text
    assert f"/fragen/{question.id}/hilfreich" not in erika
    assert f"/fragen/{question.id}/dieselbe" not in erika
    assert f"/antworten/{given.id}/hilfreich" not in pia
    for act in (
        lambda: actions.vote_for_question(actor=person("erika"), question=again(question), is_helpful=True),
        lambda: actions.have_same_question(actor=person("erika"), question=again(question), is_same=True),
        lambda: actions.vote_for_answer(
            actor=person("pia"), answer=db.session.get_one(Answer, given.id), is_helpful=True
        ),
    ):
        with pytest.raises(NotAllowed), transaction():
            act()


def test_the_author_reads_how_many_but_not_who(client_of):
    question = ask("erika")
    for key in ("emil", "paul"):
        with transaction():
            actions.have_same_question(actor=person(key), question=again(question), is_same=True)
            actions.vote_for_question(actor=person(key), question=again(question), is_helpful=True)
    page = client_of("erika").get(path(question)).text
    assert "2 weitere Personen haben dieselbe Frage" in page
    assert "2 Personen fanden das hilfreich" in page
    assert "Emil Ernst" not in page
    assert "Paul Pohl" not in page


def crowd() -> list[int]:
    """Two hundred more employees."""
    with transaction():
        people = [Person(name=f"Person {number}", email=f"p{number}@stadt.example") for number in range(CROWD)]
        for one in people:
            one.grants.append(RoleGrant(role=Role.EMPLOYEE))
        db.session.add_all(people)
        db.session.flush()
        return [one.id for one in people]


def all_at_once(app, numbers, act) -> None:
    """Everybody presses twice, eight at a time."""

    start = threading.Barrier(8)

    def run(share: list[int]) -> None:
        with app.app_context():
            start.wait()
            for number in share:
                for _ in range(2):
                    with transaction():
                        act(db.session.get_one(Person, number))

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(run, numbers[part::8]) for part in range(8)]:
            done.result()


def test_two_hundred_at_once_are_two_hundred(app):
    question = ask()
    given = answer(question)
    question_id, answer_id, numbers = question.id, given.id, crowd()

    def act(someone: Person) -> None:
        found = db.session.get_one(Question, question_id)
        actions.vote_for_question(actor=someone, question=found, is_helpful=True)
        actions.have_same_question(actor=someone, question=found, is_same=True)
        actions.vote_for_answer(actor=someone, answer=db.session.get_one(Answer, answer_id), is_helpful=True)

    all_at_once(app, numbers, act)
    assert count(Vote, question_id=question_id) == again(question).helpful_count == CROWD
    assert count(Vote, answer_id=answer_id) == db.session.get_one(Answer, answer_id).helpful_count == CROWD
    assert count(SameAsker, question_id=question_id) == again(question).same_count == CROWD


@pytest.mark.parametrize("round_", range(3))
def test_one_person_in_eight_windows_is_one(app, round_):
    question = ask()
    question_id, number = question.id, person("emil").id

    def act(someone: Person) -> None:
        found = db.session.get_one(Question, question_id)
        actions.vote_for_question(actor=someone, question=found, is_helpful=True)
        actions.have_same_question(actor=someone, question=found, is_same=True)

    all_at_once(app, [number] * 16, act)
    assert count(Vote) == count(SameAsker) == again(question).helpful_count == again(question).same_count == 1
