"""Questions and answers through the API."""

import pytest
from sqlalchemy import func, select

from core.db import db, transaction
from knowledge import actions
from knowledge.models import Answer, Question
from tests.api.caller import script_of
from tests.conftest import counted_queries, person
from tests.knowledge.asking import accept, again, answer, ask

ASKED = {"title": " Wie signiere ich? ", "body": "Die Karte wird **nicht** erkannt.", "tags": ["Signatur", "E-Akte"]}
ROW = set(
    "id external_id title body_html status department tags url owner owner_since answer_by published".split()  # noqa: SIM905
)


def test_a_question_goes_from_asked_to_solved(app) -> None:
    erika, pia = script_of("erika"), script_of("pia")
    made = erika.post("/questions", ASKED)
    assert made.status_code == 201
    assert made.headers["Location"] == f"http://127.0.0.1:5000/api/v1/questions/{made.json['id']}"
    address = f"/questions/{made.json['id']}"

    answered = pia.post(f"{address}/answers", {"body": "Das Lesegerät **vorher** anstecken."})
    assert answered.status_code == 201
    assert answered.json["accepted"] is False
    assert answered.json["author"] == "Pia Petersen"
    assert erika.get(address).json["status"] == "answered"
    assert erika.get(address).json["answer_by"] is None

    solved = erika.post(f"/answers/{answered.json['id']}/accept")
    assert solved.status_code == 200
    assert solved.json["status"] == "solved"
    assert (solved.json["owner"], solved.json["owner_since"], solved.json["chain"]) == (None, None, [])
    assert solved.json["answers"][0]["accepted"] is True
    assert solved.json["answers"][0]["valid_until"] > solved.json["answers"][0]["checked_on"]
    assert erika.get(address).json == solved.json


def test_a_question_has_exactly_the_promised_shape(app) -> None:
    made = script_of("erika").post("/questions", ASKED).json
    assert set(made) == ROW | {"chain", "answers"}
    assert made["title"] == "Wie signiere ich?"
    assert made["body_html"] == "<p>Die Karte wird <strong>nicht</strong> erkannt.</p>\n"
    assert (made["status"], made["department"], made["external_id"]) == ("open", "standesamt", None)
    assert made["tags"] == ["E-Akte", "Signatur"]
    assert made["url"] == f"http://127.0.0.1:5000/fragen/{made['id']}-wie-signiere-ich"
    assert made["owner"] == {"kind": "person", "name": "Pia Petersen", "department": "standesamt"}
    assert made["owner_since"] < made["answer_by"]
    assert [(step["name"], step["reason"], step["present"]) for step in made["chain"]] == [
        ("Pia Petersen", "pilot", True),
        ("Detlef Dorn", "deputy", True),
        ("Amt für Digitalisierung", "office", True),
    ]


def test_the_office_owns_where_nobody_is(app) -> None:
    made = script_of("ben").post("/questions", ASKED).json
    assert made["owner"] == {"kind": "office", "name": "Amt für Digitalisierung", "department": None}
    assert made["chain"] == [{"kind": "office", "name": "Amt für Digitalisierung", "reason": "office", "present": True}]


def test_an_item_of_the_list_is_the_question_without_chain_and_answers(app) -> None:
    asked = ask()
    answer(asked)
    script = script_of("emil")
    [item] = script.get("/questions").json["items"]
    whole = script.get(f"/questions/{asked.id}").json
    assert set(item) == ROW
    assert item == {name: whole[name] for name in ROW}


def test_only_the_asker_and_the_office_see_a_withdrawn_question(app) -> None:
    asked = ask()
    given = answer(asked)
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(asked))
    for key, status in (("erika", 200), ("olga", 200), ("pia", 404), ("emil", 404)):
        assert script_of(key).get(f"/questions/{asked.id}").status_code == status, key
    pia = script_of("pia")
    assert pia.get("/questions", status="withdrawn").json["items"] == []
    assert pia.post(f"/questions/{asked.id}/answers", {"body": "Trotzdem"}).status_code == 404
    assert pia.post(f"/answers/{given.id}/accept").status_code == 404
    assert script_of("erika").get(f"/questions/{asked.id}").json["owner"] is None


def test_only_the_asker_or_the_office_accepts(app) -> None:
    given = answer(ask())
    assert script_of("emil").post(f"/answers/{given.id}/accept").status_code == 403
    assert script_of("olga").post(f"/answers/{given.id}/accept").status_code == 200


def test_filters_narrow_the_list(app) -> None:
    first = ask("erika", title="Erste", tags=["Signatur"])
    second = ask("ben", title="Zweite", tags=["Kopierer im Flur"])
    solved = ask("emil", title="Dritte", tags=[])
    accept(answer(solved), "emil")
    script = script_of("pia")

    def found(**query: str) -> list[int]:
        return [item["id"] for item in script.get("/questions", **query).json["items"]]

    assert found() == [solved.id, second.id, first.id]
    assert found(status="", department="", tag="", owner="") == found()
    assert found(status="solved") == [solved.id]
    assert found(department="bauamt") == [second.id]
    assert found(department="gibt-es-nicht") == []
    assert found(tag="kopierer-im-flur") == found(tag="Kopierer im Flur") == [second.id]
    assert found(owner="me") == found(owner=str(person("pia").id)) == found(owner="PIA@stadt.example") == [first.id]
    assert found(owner="office") == [second.id]
    assert found(owner="me", status="solved") == []
    assert script.get("/questions", owner="niemand@stadt.example").status_code == 422


def test_the_same_idempotency_key_asks_once(app) -> None:
    script, key = script_of("erika"), {"Idempotency-Key": "lauf-7"}
    first = script.post("/questions", ASKED, headers=key)
    again_ = script.post("/questions", ASKED, headers=key)
    other = script.post("/questions", ASKED, headers={"Idempotency-Key": "lauf-8"})
    without = [script.post("/questions", ASKED).json["id"] for _ in range(2)]
    assert (first.status_code, again_.status_code) == (201, 201)
    assert len({first.json["id"], again_.json["id"], other.json["id"], *without}) == 4
    assert first.json["id"] == again_.json["id"]


def test_one_idempotency_key_at_two_addresses_is_two_wishes(app) -> None:
    script, key = script_of("pia"), {"Idempotency-Key": "lauf-7"}
    questions = [ask(), ask(title="Noch eine")]
    for question in questions:
        script.post(f"/questions/{question.id}/answers", {"body": "So geht es."}, headers=key)
        script.post(f"/questions/{question.id}/answers", {"body": "So geht es."}, headers=key)
    counts = select(Answer.question_id, func.count()).group_by(Answer.question_id)
    assert dict(db.session.execute(counts).all()) == {question.id: 1 for question in questions}


def test_what_was_asked_here_stands_in_the_database_as_typed(app) -> None:
    made = script_of("erika").post("/questions", {"title": "Ümläute & <b>", "body": "a < b\n\n<script>x</script>"})
    row = db.session.get_one(Question, made.json["id"])
    assert (row.title, row.body) == ("Ümläute & <b>", "a < b\n\n<script>x</script>")
    assert "<script" not in made.json["body_html"]


@pytest.mark.parametrize("size", [3, 40])
def test_a_list_costs_the_same_however_long_it_is(app, size: int) -> None:
    with transaction():
        for number in range(size):
            actions.ask_question(
                actor=person(("erika", "ben", "emil")[number % 3]),
                title=f"Frage {number}",
                body="Text",
                tags=[f"Wort {number % 4}"],
                submission=f"s{number}",
            )
    script = script_of("pia")
    with counted_queries() as queries:
        script.get("/questions", limit=100)
    assert len(queries) == 4, queries
