"""Whatever people type or paste: shown harmlessly, or refused at the field with the text still there."""

import html5lib
import pytest
from sqlalchemy import select

from core.db import db
from knowledge.models import Question
from knowledge.queries import path_of
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import ask

NASTY = [
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} %s %(title)s {title}",
    "[klick](javascript:alert(1))",
    "👩‍💻 Emoji 🏛️ und Zeichen 漢字",
    "שלום עולם \u202e gedreht \u202c Ende",
    "Nullbyte \x00 und \x07 Glocke",
    "&lt;b&gt; &amp; &#x3C;script&#x3E;",
    "'; DROP TABLE questions; --",
    "a\u0308 ist ä, \u00ad weich",
    "`code` ~~weg~~ | a | b |",
]


def scripts_and_handlers(page: str) -> list[str]:
    """What a browser would run: inline scripts, handlers, script addresses."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    return [
        str(element.tag)
        for element in root.iter()
        if (element.tag == "script" and not element.get("src"))
        or any(str(name).startswith("on") for name in element.attrib)
        or (element.get("href") or "").lower().startswith("javascript:")
    ]


@pytest.mark.parametrize("text", NASTY)
def test_a_question_of_anything_is_shown_harmlessly_everywhere(client_of, run_jobs, text):
    erika = client_of("erika")
    response = submit(erika, "/fragen/neu", title=f"Frage {text}", body=f"Text {text}\n\nEnde", tags="Eins")
    assert response.status_code == 303
    run_jobs()
    number = db.session.scalars(select(Question.id)).one()
    for address in (
        response.location,
        "/fragen",
        "/suche?q=Frage",
        f"/fragen/{number}/bearbeiten",
        f"/fragen/{number}/fassungen",
    ):
        assert scripts_and_handlers(erika.get(address).text) == []


@pytest.mark.parametrize("text", NASTY)
def test_answers_and_comments_of_anything_are_shown_harmlessly(client_of, text):
    question, pia = ask(), client_of("pia")
    path = path_of(question.id, question.title)
    made = submit(pia, path, body=f"Antwort {text}").location
    number = made.rpartition("-")[2]
    assert submit(pia, f"/antworten/{number}/kommentar", body=f"Kommentar {text}").status_code == 303
    assert scripts_and_handlers(pia.get(path).text) == []


def test_control_and_turning_characters_are_not_kept(client_of):
    submit(client_of("erika"), "/fragen/neu", title="Ein\x00 \u202etitel", body="Ein\x00 \u202eText\r\nZeile")
    question = db.session.scalars(select(Question)).one()
    assert (question.title, question.body) == ("Ein titel", "Ein Text\nZeile")


def test_a_refused_form_with_anything_in_it_is_still_a_valid_page(client_of):
    erika = client_of("erika")
    for text in NASTY:
        response = submit(erika, "/fragen/neu", title="", body=text, tags=text[:30])
        assert response.status_code == 422
        assert scripts_and_handlers(response.text) == []


def test_a_post_without_the_forms_token_changes_nothing(client_of):
    erika = client_of("erika")
    fields = {"title": "Ohne Schutz", "body": "Ein Text", "submission": "x"}
    assert erika.post("/fragen/neu", data=fields).status_code == 400
    assert db.session.scalars(select(Question)).all() == []


def test_a_submission_key_of_somebody_else_makes_a_question_of_ones_own(client_of):
    erika, emil = client_of("erika"), client_of("emil")
    fields = {"title": "Gleicher Schlüssel", "body": "Ein Text", "submission": "derselbe"}
    for client in (erika, emil):
        token = hidden_fields(client.get("/fragen/neu").text)["csrf_token"]
        assert client.post("/fragen/neu", data=fields | {"csrf_token": token}).status_code == 303
    assert len(db.session.scalars(select(Question)).all()) == 2
