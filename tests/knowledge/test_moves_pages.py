"""Withdrawing, closing, reopening, marking as a duplicate: pages, reasons, refusals in words."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.db import db, transaction
from knowledge import actions
from knowledge.models import MoveRole, Question, QuestionState
from knowledge.queries import path_of
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.browsing import follow


def state_of(question) -> QuestionState:
    return again(question).state


def close(question, key="olga") -> None:
    with transaction():
        actions.close_question(actor=person(key), question=again(question), reason="Gehört nicht hierher.")


def test_withdrawing_asks_first(client_of):
    question, erika = ask(), client_of("erika")
    address = f"/fragen/{question.id}/zurueckziehen"
    assert "Möchten Sie die Frage zurückziehen?" in erika.get(address).text
    assert state_of(question) is QuestionState.OPEN
    assert submit(erika, address).status_code == 303
    assert state_of(question) is QuestionState.WITHDRAWN


def test_closing_needs_a_reason_which_the_page_shows(client_of):
    question, pia = ask(), client_of("pia")
    address = f"/fragen/{question.id}/schliessen"
    refused = submit(pia, address, reason=" ")
    assert refused.status_code == 422
    assert "Schreiben Sie, warum Sie die Frage schließen." in refused.text
    too_long = submit(pia, address, reason="x" * 501)
    assert too_long.status_code == 422
    assert "x" * 501 in too_long.text
    assert submit(pia, address, reason="Gehört <b>nicht</b> hierher.").status_code == 303
    page = client_of("emil").get(path_of(question.id, question.title)).text
    assert "Begründung: Gehört &lt;b&gt;nicht&lt;/b&gt; hierher." in page


def test_a_step_whose_time_is_over_leads_back_and_says_what_is_possible(client_of):
    question, pia = ask(), client_of("pia")
    address = f"/fragen/{question.id}/schliessen"
    fields = hidden_fields(pia.get(address).text) | {"reason": "Ich war zu spät."}
    close(question)
    for request in (lambda: pia.get(address), lambda: pia.post(address, data=fields)):
        response = follow(pia, request())
        assert response.status_code == 200
        assert "Das geht nicht: Die Frage ist geschlossen." in response.text
        assert "wieder öffnen" in response.text
    assert again(question).end_reason == "Gehört nicht hierher."


def test_the_asker_says_that_it_does_not_help(client_of):
    question, erika = ask(), client_of("erika")
    answer(question)
    page = erika.get(path_of(question.id, question.title)).text
    assert page.index('class="card"') < page.index("Das hilft mir nicht") < page.index("Antwort schreiben")
    assert "Wieder öffnen" not in page
    address = f"/fragen/{question.id}/wieder-oeffnen"
    assert submit(erika, address, reason="Das Lesegerät steckt schon.").status_code == 303
    assert state_of(question) is QuestionState.OPEN
    assert again(question).answer_by is not None
    assert "Das Lesegerät steckt schon." in erika.get(path_of(question.id, question.title)).text


@pytest.mark.parametrize("typed", ["{}", "#{}", "/fragen/{}-irgendwas", "http://localhost/fragen/{}-x"])
def test_a_duplicate_is_named_by_number_or_address(client_of, typed):
    original, question = ask("pia", "Das Original"), ask("erika", "Noch einmal")
    address = f"/fragen/{question.id}/dublette"
    response = submit(client_of("pia"), address, number=typed.format(original.id))
    assert response.status_code == 303
    assert again(question).duplicate_of_id == original.id


def test_a_duplicate_is_chosen_among_the_hits_of_a_search(client_of, run_jobs):
    original, question = ask("pia", "Posteingang scannen"), ask("erika", "Noch einmal")
    run_jobs()
    pia = client_of("pia")
    address = f"/fragen/{question.id}/dublette?q=Posteingang"
    assert f'value="{original.id}"' in pia.get(address).text
    assert submit(pia, address, original=str(original.id)).status_code == 303
    assert again(question).duplicate_of_id == original.id


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "Wählen Sie eine Frage oder geben Sie ihre Nummer ein."),
        ("irgendeine", "Wählen Sie eine Frage oder geben Sie ihre Nummer ein."),
        ("999", "Es gibt keine Frage mit dieser Nummer."),
        ("1", "Das ist die Frage selbst."),
        ("3", "Wählen Sie die ursprüngliche Frage."),
    ],
)
def test_a_duplicate_of_nothing_sound_is_refused(client_of, number, message):
    question, original, duplicate = ask("erika", "Eins"), ask("pia", "Zwei"), ask("pia", "Drei")
    with transaction():
        actions.mark_duplicate(actor=person("olga"), question=again(duplicate), original=again(original))
    response = submit(client_of("pia"), f"/fragen/{question.id}/dublette", number=number)
    assert response.status_code == 422
    assert message in response.text
    assert state_of(question) is QuestionState.OPEN


@pytest.mark.parametrize("end", ["withdraw", "close"])
def test_a_duplicate_can_still_be_withdrawn_or_closed(app, end):
    original, question = ask("pia", "Das Original"), ask("erika", "Noch einmal")
    with transaction():
        actions.mark_duplicate(actor=person("olga"), question=again(question), original=again(original))
    if end == "close":
        close(question)
    else:
        with transaction():
            actions.withdraw_question(actor=person("erika"), question=again(question))
    assert again(question).duplicate_of_id is None


@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        ("zurueckziehen", {"erika"}),
        ("schliessen", {"pia", "detlef", "olga"}),
        ("dublette", {"pia", "detlef", "paul", "olga"}),
        ("bearbeiten", {"erika", "pia", "detlef", "olga"}),
        ("uebernehmen", {"detlef", "paul", "olga"}),
        ("weitergeben", {"pia", "olga"}),
    ],
)
def test_who_may_open_which_step(client_of, step, allowed):
    question = ask("erika")
    keys = ("erika", "emil", "ben", "pia", "detlef", "paul", "heike", "olga", "anna")
    statuses = {key: client_of(key).get(f"/fragen/{question.id}/{step}").status_code for key in keys}
    assert statuses == {key: 200 if key in allowed else 403 for key in keys}


def test_a_solved_question_is_reopened_by_those_who_keep_order(client_of):
    question = ask("erika")
    accept(answer(question))
    keys = ("erika", "emil", "pia", "paul", "olga")
    statuses = {key: client_of(key).get(f"/fragen/{question.id}/wieder-oeffnen").status_code for key in keys}
    assert statuses == {"erika": 200, "emil": 403, "pia": 200, "paul": 403, "olga": 200}


def test_why_it_is_open_again_stands_with_the_question_until_it_is_answered(client_of):
    question = ask("erika")
    answer(question)
    number, page_of = question.id, path_of(question.id, question.title)
    submit(client_of("erika"), f"/fragen/{number}/wieder-oeffnen", reason="Der Treiber fehlt noch immer.")
    page = client_of("pia").get(page_of).text
    before_history = page.split('id="verlauf"')[0]
    assert "Der Treiber fehlt noch immer." in before_history
    answer(db.session.get_one(Question, number), body="Der Treiber liegt im Softwareportal.")
    page = client_of("pia").get(page_of).text
    assert "Der Treiber fehlt noch immer." not in page.split('id="verlauf"')[0]


def test_the_history_says_as_what_somebody_took_a_step(app):
    question = ask("erika")
    answer(question, "pia")
    close(question)
    moves = [(event.move, event.role) for event in again(question).events]
    assert moves == [("ask", MoveRole.ASKER), ("answer", MoveRole.PILOT), ("close", MoveRole.OFFICE)]
    assert again(question).ended_by_id == person("olga").id
    with transaction():
        actions.reopen_question(actor=person("olga"), question=again(question), reason="Doch.")
    assert again(question).ended_by_id is None


@pytest.mark.parametrize("lost", ["ended_by_id = NULL", "ended_at = NULL", "end_reason = ''"])
def test_no_question_ends_without_who_when_and_why(app, lost):
    question = ask("erika")
    close(question)
    with pytest.raises(IntegrityError):
        db.session.execute(text(f"UPDATE questions SET {lost}"))
