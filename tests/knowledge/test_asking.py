"""Asking: who gets it is said before and after, similar questions come first, nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from accounts.models import Absence
from core.db import db, transaction, utcnow
from knowledge.models import Question
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import answer, ask

TITLE = "Wie scanne ich den Posteingang?"
BODY = "Die Scanstelle nimmt **nur** A4 an."


def questions() -> list[Question]:
    db.session.rollback()
    return list(db.session.scalars(select(Question).order_by(Question.id)))


def test_a_question_is_asked_and_the_page_says_who_has_it_until_when(client_of):
    with time_machine.travel(datetime(2026, 3, 9, 8, 0, tzinfo=UTC), tick=False):
        erika = client_of("erika")
        response = submit(erika, "/fragen/neu", title=TITLE, body=BODY, tags="Scannen, E-Akte")
        assert response.status_code == 303
        assert response.location == "/fragen/1-wie-scanne-ich-den-posteingang"
        page = erika.get(response.location).text
    assert "Ihre Frage ist gestellt. Sie liegt jetzt bei: Pia Petersen. Antwort bis Mi, 11. März, 09:00 Uhr." in page
    assert "<strong>nur</strong> A4" in page
    assert {tag.name for tag in questions()[0].tags} == {"Scannen", "E-Akte"}


def test_a_double_press_asks_once(client_of):
    erika = client_of("erika")
    fields = hidden_fields(erika.get("/fragen/neu").text) | {"title": TITLE, "body": BODY}
    first, second = (erika.post("/fragen/neu", data=fields) for _ in range(2))
    assert first.location == second.location
    assert len(questions()) == 1


def test_two_wishes_without_a_key_are_two_questions(client_of):
    erika = client_of("erika")
    for title in (TITLE, "Etwas ganz anderes"):
        submit(erika, "/fragen/neu", title=title, body=BODY, submission="")
    assert len(questions()) == 2


def test_a_preview_shows_the_text_and_saves_nothing(client_of):
    response = submit(client_of("erika"), "/fragen/neu", title=TITLE, body=BODY, preview="1")
    assert response.status_code == 200
    assert "<strong>nur</strong> A4" in response.text
    assert f'value="{TITLE}"' in response.text
    assert questions() == []


def test_words_are_taken_along_and_similar_questions_shown(client_of, run_jobs):
    answer(ask("pia", title="Posteingang scannen", body="Wer scannt?"), "olga", "Die Scanstelle im Erdgeschoss.")
    run_jobs()
    page = client_of("erika").get("/fragen/neu?title=Posteingang+scannen").text
    assert 'value="Posteingang scannen"' in page
    assert "Ist das schon beantwortet?" in page
    assert "/fragen/1-posteingang-scannen" in page


def test_words_too_long_for_a_title_become_the_text_too(client_of):
    words = " ".join(["Posteingang"] * 20)
    page = client_of("erika").get("/fragen/neu", query_string={"title": words}).text
    assert f">\r\n{words}</textarea>" in page or words in page.replace("\r\n", "")
    assert f'value="{" ".join(["Posteingang"] * 13)}"' in page


def test_similar_questions_on_request_keep_what_was_typed(client_of, run_jobs):
    ask("pia", title="Posteingang scannen")
    run_jobs()
    response = submit(client_of("erika"), "/fragen/neu", title="Posteingang scannen", body="Mein Text", similar="1")
    assert response.status_code == 200
    assert "/fragen/1-posteingang-scannen" in response.text
    assert "Mein Text" in response.text
    assert len(questions()) == 1


@pytest.mark.parametrize(
    ("key", "receiver"),
    [
        ("erika", "Pia Petersen, zuständig für digitale Fragen in Ihrem Amt (Standesamt)"),
        ("pia", "Detlef Dorn, zurzeit in Vertretung"),
        ("emil", "Pia Petersen, Lotsin oder Lotse in Ihrem Dezernat"),
        ("ben", "an das Amt für Digitalisierung"),
        ("anna", "Paul Pohl, Lotsin oder Lotse in Ihrem Dezernat"),
    ],
)
def test_who_will_get_it_is_said_before_and_is_true(client_of, key, receiver):
    client = client_of(key)
    assert receiver in client.get("/fragen/neu").text
    submit(client, "/fragen/neu", title=TITLE, body=BODY)
    owner = questions()[0].owner
    assert (owner.name if owner else "Amt für Digitalisierung") in receiver


def test_an_absent_pilot_is_not_promised(client_of):
    with transaction():
        away = Absence(person_id=person("pia").id, starts_at=utcnow(), ends_at=utcnow() + timedelta(days=3))
        db.session.add(away)
    assert "Detlef Dorn, zurzeit in Vertretung" in client_of("erika").get("/fragen/neu").text


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("title", "", "Geben Sie einen Titel ein."),
        ("title", " \u200b ", "Schreiben Sie mindestens 3 Zeichen."),
        ("title", "ab", "Schreiben Sie mindestens 3 Zeichen."),
        ("title", "a" * 161, "160 Zeichen"),
        ("body", "", "Beschreiben Sie Ihre Frage."),
        ("body", "a" * 20_001, "20000 Zeichen"),
        ("tags", "a, b, c, d, e, f", "Wählen Sie höchstens 5 Stichwörter."),
        ("tags", "x" * 41, "auf 40 Zeichen"),
        ("tags", "Scannen, 🎉", "Schreiben Sie Stichwörter mit Buchstaben"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field_and_kept(client_of, field, text, message):
    fields = {"title": TITLE, "body": BODY, "tags": "Scannen"} | {field: text}
    response = submit(client_of("erika"), "/fragen/neu", **fields)
    assert response.status_code == 422
    assert "<title>Fehler: " in response.text
    assert f'href="#{field}"' in response.text
    assert message in response.text
    for name, value in fields.items():
        assert value.strip() in response.text, name
    assert questions() == []


def test_after_an_expired_session_the_text_comes_back_and_nothing_is_asked(client_of):
    response = submit(client_of("erika"), "/fragen/neu", title=TITLE, body=BODY, resume="1")
    assert response.status_code == 200
    assert TITLE in response.text
    assert BODY in response.text
    assert questions() == []


def test_strangers_are_led_to_the_sign_in_and_the_committee_is_refused(client, client_of):
    assert client.get("/fragen/neu").status_code in (302, 303)
    assert client_of("karl").get("/fragen/neu").status_code == 403


def test_a_spelling_of_a_tag_that_exists_makes_no_second_tag(client_of):
    ask(tags=["E-Akte"])
    submit(client_of("erika"), "/fragen/neu", title=TITLE, body=BODY, tags="e-akte; E-AKTE")
    assert db.session.scalar(select(func.count()).select_from(questions()[1].tags[0].__table__)) == 1


def test_the_same_words_again_within_an_hour_are_the_same_question(client_of):
    """The browser's way back keeps what was typed, but the form there has a new key."""
    erika = client_of("erika")
    first, second = (submit(erika, "/fragen/neu", title=TITLE, body=BODY).location for _ in range(2))
    assert first == second
    with time_machine.travel(utcnow() + timedelta(hours=2)):
        submit(client_of("erika"), "/fragen/neu", title=TITLE, body=BODY)
    assert len(questions()) == 2
