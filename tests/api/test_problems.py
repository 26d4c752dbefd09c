"""Errors for programs: application/problem+json, in German, with a message for each field."""

from typing import Any

import pytest
import time_machine
from flask import Flask

from core.api import LARGEST_ID
from core.db import transaction, utcnow
from core.errors import Conflict
from knowledge import actions
from knowledge.views.words import conflict_text
from tests.api.caller import script_of
from tests.conftest import person
from tests.knowledge.asking import again, ask

GOOD = {"title": "Titel", "body": "Text", "tags": ["Wort"]}


def errors_of(body: Any, key: str = "erika") -> dict[str, str]:
    response = script_of(key).post("/questions", body)
    assert response.status_code == 422, response.text
    return {error["field"]: error["message"] for error in response.json["errors"]}


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"title": None}, "title", "Geben Sie hier einen Text an."),
        ({"title": "  "}, "title", None),
        ({"title": "a\u200b\u200bb"}, "title", None),
        ({"title": "x" * 161}, "title", "Kürzen Sie den Text auf 160 Zeichen."),
        ({"title": "zwei\nZeilen"}, "title", "Entfernen Sie die unsichtbaren Steuerzeichen aus diesem Feld."),
        ({"title": "halb \ud800 kaputt"}, "title", None),
        ({"body": "x" * 20_001}, "body", "Kürzen Sie den Text auf 20000 Zeichen."),
        ({"body": "null\x00byte"}, "body", "Entfernen Sie die unsichtbaren Steuerzeichen aus diesem Feld."),
        ({"body": 7}, "body", "Geben Sie hier einen Text an."),
        ({"tags": "Wort"}, "tags", "Geben Sie hier eine Liste an."),
        ({"tags": list("abcdef")}, "tags", "Höchstens 5 Einträge sind möglich."),
        ({"tags": ["gut", "x" * 41]}, "tags.1", "Kürzen Sie den Text auf 40 Zeichen."),
        ({"tags": ["---"]}, "tags", None),
        ({"titel": "Titel"}, "titel", "Dieses Feld gibt es hier nicht."),
    ],
)
def test_each_field_says_what_is_wrong(app: Flask, change: dict[str, Any], field: str, message: str | None) -> None:
    found = errors_of(GOOD | change)
    assert list(found) == [field]
    assert message is None or found[field] == message


def test_missing_fields_are_all_named(app: Flask) -> None:
    assert errors_of({}) == {"title": "Diese Angabe fehlt.", "body": "Diese Angabe fehlt."}
    assert errors_of([]) == errors_of({})


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ({"status": "offen"}, "status", None),
        ({"limit": "101"}, "limit", "Geben Sie höchstens 100 an."),
        ({"limit": "0"}, "limit", "Geben Sie mindestens 1 an."),
        ({"limit": "viel"}, "limit", "Geben Sie hier eine ganze Zahl an."),
        ({"after": str(LARGEST_ID + 1)}, "after", None),
        ({"seite": "2"}, "seite", "Dieses Feld gibt es hier nicht."),
    ],
)
def test_filters_that_do_not_fit_are_named(app: Flask, query: dict[str, str], field: str, message: str | None) -> None:
    response = script_of("erika").get("/questions", **query)
    assert response.status_code == 422
    [error] = response.json["errors"]
    assert error["field"] == field
    assert message is None or error["message"] == message


def test_the_words_of_a_closed_set_are_listed(app: Flask) -> None:
    [error] = script_of("erika").get("/questions", status="offen").json["errors"]
    assert error["message"] == (
        "Wählen Sie einen dieser Werte: 'open', 'answered', 'solved', 'duplicate', 'withdrawn', 'closed'."
    )


@pytest.mark.parametrize("sent", [b"{", b"", b'{"title": "x",}', b"\xff\xfe", b"[" * 200_000])
def test_broken_json_is_400(app: Flask, sent: bytes) -> None:
    response = script_of("erika").post("/questions", data=sent, content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_another_kind_of_content_is_415(app: Flask, kind: str) -> None:
    response = script_of("erika").post("/questions", data=b'{"title": "x", "body": "y"}', content_type=kind)
    assert response.status_code == 415


@pytest.mark.parametrize(
    "path", ["/questions/999", f"/questions/{LARGEST_ID}", "/questions/99999999999999999999", "/departments/nirgends"]
)
def test_what_does_not_exist_is_404(app: Flask, path: str) -> None:
    assert script_of("erika").get(path).status_code == 404


def test_unknown_addresses_and_methods_answer_as_problems(app: Flask) -> None:
    script = script_of("erika")
    assert script.get("/gibt-es-nicht").status_code == 404
    assert script.post("/pilots").status_code == 405
    assert script.post("/answers/999/accept").status_code == 404


def test_what_no_longer_fits_is_409_with_a_code(app: Flask) -> None:
    asked = ask()
    with transaction():
        actions.close_question(actor=person("olga"), question=again(asked), reason="Erledigt")
    refused = script_of("pia").post(f"/questions/{asked.id}/answers", {"body": "Doch noch"})
    assert (refused.status_code, refused.json["code"]) == (409, "takes_no_answers")
    assert refused.json["detail"] == conflict_text(Conflict("takes_no_answers"))


def test_too_many_writes_are_429(app: Flask) -> None:
    script = script_of("erika")
    with time_machine.travel(utcnow(), tick=False):  # the limit's minute must not end meanwhile
        statuses = [script.post("/questions", {}).status_code for _ in range(61)]
    assert (set(statuses[:60]), statuses[60]) == ({422}, 429)
    assert script.get("/questions").status_code == 200
