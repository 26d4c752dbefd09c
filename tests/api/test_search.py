"""Search through the API and on the command line: one answer for both."""

import json

from flask import Flask

from core import search_index
from core.db import transaction
from knowledge import actions
from tests.api.caller import script_of
from tests.conftest import person
from tests.knowledge.asking import again, answer, ask
from tests.knowledge.practising import practise


def some_questions() -> list[int]:
    asked = [
        ask("erika", title="Wie signiere ich einen Bescheid digital?"),
        ask(
            "emil", title="Wo finde ich die Vorlage für einen Vermerk?", body="Im Laufwerk ist sie nicht mehr.", tags=[]
        ),
    ]
    answer(asked[0])
    search_index.rebuild()
    return [question.id for question in asked]


def test_a_hit_says_what_it_is_and_where(app: Flask) -> None:
    first, _ = some_questions()
    found = script_of("emil").get("/search", q=" Bescheide signieren ").json
    assert set(found) == {"query", "corrected", "certain", "total", "hits"}
    assert (found["query"], found["corrected"], found["certain"], found["total"]) == (
        "Bescheide signieren",
        None,
        True,
        1,
    )
    [hit] = found["hits"]
    assert set(hit) == {"kind", "id", "external_id", "title", "url", "score", "excerpt"}
    assert (hit["kind"], hit["id"], hit["external_id"]) == ("frage", first, None)
    assert hit["url"] == f"http://127.0.0.1:5000/fragen/{first}-wie-signiere-ich-einen-bescheid-digital"
    assert "Lesegerät" in hit["excerpt"]
    assert "**" not in hit["excerpt"]


def test_limit_and_kind_narrow_the_search(app: Flask) -> None:
    some_questions()
    script = script_of("emil")
    assert len(script.get("/search", q="einen", limit=1).json["hits"]) <= 1
    assert script.get("/search", q="signieren", kind="frage").json == script.get("/search", q="signieren").json
    assert script.get("/search", q="signieren", kind="rezept").status_code == 422


def test_practice_cards_are_a_kind_of_their_own(app: Flask) -> None:
    some_questions()
    made = practise(title="Bescheide mit Vorlage signieren").id
    search_index.rebuild()
    script = script_of("emil")
    assert {hit["kind"] for hit in script.get("/search", q="Bescheide signieren").json["hits"]} == {"frage", "praxis"}
    [hit] = script.get("/search", q="Bescheide signieren", kind="praxis").json["hits"]
    assert (hit["kind"], hit["id"], hit["external_id"]) == ("praxis", made, None)
    assert hit["url"].endswith(f"/praxis/{made}-bescheide-mit-vorlage-signieren")
    result = app.test_cli_runner().invoke(args=["search", "signieren", "--kind", "praxis", "--json"])
    assert json.loads(result.stdout) == script.get("/search", q="signieren", kind="praxis").json
    assert [hit["kind"] for hit in script.get("/suggest", q="Bescheide signieren").json["hits"]] == ["frage"]


def test_nothing_typed_finds_nothing(app: Flask) -> None:
    script = script_of("emil")
    for path in ("/search", "/suggest"):
        nothing = {"query": "", "corrected": None, "certain": False, "total": 0, "hits": []}
        assert script.get(path, q="").json == script.get(path).json == nothing


def test_suggestions_are_questions_like_the_one_being_written(app: Flask) -> None:
    _, second = some_questions()
    found = script_of("erika").get("/suggest", q="Ich suche die Vorlage für Vermerke").json
    assert found["hits"][0]["id"] == second


def test_a_withdrawn_question_is_found_by_nobody_even_before_the_index_knows(app: Flask) -> None:
    first, _ = some_questions()
    with transaction():
        question = again(type("Of", (), {"id": first}))
        actions.withdraw_question(actor=person("erika"), question=question)
    assert script_of("emil").get("/search", q="signieren").json["hits"] == []


def test_the_command_gives_the_answer_of_the_api(app: Flask) -> None:
    some_questions()
    for query in ("Bescheid signieren", "Vorlage", "Quastenflosser"):
        result = app.test_cli_runner().invoke(args=["search", query, "--limit", "7", "--json"])
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout) == script_of("emil").get("/search", q=query, limit=7).json


def test_the_command_is_readable_without_json(app: Flask) -> None:
    some_questions()
    result = app.test_cli_runner().invoke(args=["search", "Bescheid signieren"])
    assert result.stdout.startswith("Wie signiere ich einen Bescheid digital?\n  http://127.0.0.1:5000/fragen/")
    assert app.test_cli_runner().invoke(args=["search", "x", "--limit", "0"]).exit_code == 2
