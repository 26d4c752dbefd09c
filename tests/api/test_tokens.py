"""Who may use the API: tokens that read, tokens that write, sessions that only read."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from accounts.actions.tokens import end_token
from core.db import transaction, utcnow
from tests.api.caller import Caller, script_of, secret_of, token_row
from tests.conftest import person
from tests.knowledge.asking import ask

QUESTION = {"title": "Wo liegt die Vorlage?", "body": "Ich finde sie nicht."}


def test_a_stranger_is_told_to_bring_a_token(client: FlaskClient) -> None:
    response = Caller(client).get("/questions")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_token_opens_nothing_even_beside_a_session(client_of) -> None:
    assert Caller(client_of("erika"), "lotsennetz_falsch").get("/questions").status_code == 401


def test_a_reading_token_reads_and_may_not_write(app) -> None:
    script = script_of("erika", may_write=False)
    assert script.get("/questions").status_code == 200
    refused = script.post("/questions", QUESTION)
    assert refused.status_code == 403
    assert "Token" in refused.json["detail"]
    assert script.get("/questions").json["items"] == []


def test_a_writing_token_writes(app) -> None:
    assert script_of("erika").post("/questions", QUESTION).status_code == 201


def test_a_session_reads_but_never_writes(client_of) -> None:
    browser = Caller(client_of("erika"))
    assert browser.get("/questions").status_code == 200
    assert browser.post("/questions", QUESTION).status_code == 403


def test_an_ended_token_opens_nothing(app) -> None:
    number, secret = secret_of("erika", may_write=True)
    with transaction():
        end_token(actor=person("erika"), token=token_row(number))
    assert Caller(app.test_client(), secret).get("/questions").status_code == 401


def test_an_expired_token_opens_nothing(app) -> None:
    assert script_of("erika", expires_at=utcnow() + timedelta(hours=1)).get("/questions").status_code == 200
    assert script_of("erika", expires_at=utcnow() - timedelta(seconds=1)).get("/questions").status_code == 401


def test_the_token_of_a_blocked_person_opens_nothing(app) -> None:
    script = script_of("erika")
    with transaction():
        person("erika").blocked_at = utcnow()
    assert script.get("/questions").status_code == 401
    assert script.post("/questions", QUESTION).status_code == 401


@pytest.mark.parametrize(
    "path", ["/questions", "/questions/1", "/departments", "/departments/standesamt", "/pilots", "/search", "/suggest"]
)
def test_a_committee_member_sees_nothing_of_the_house(app, path: str) -> None:
    ask()
    assert script_of("karl").get(path).status_code == 403


def test_a_committee_member_reads_notices_and_the_document(app) -> None:
    script = script_of("karl")
    assert script.get("/notices").json == {"items": [], "next": None}
    assert script.get("/openapi.json").status_code == 200


def test_a_token_is_no_key_to_the_pages(app) -> None:
    _, secret = secret_of("erika", may_write=True)
    response = app.test_client().get("/lotsen", headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == 303
