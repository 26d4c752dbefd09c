"""An existing FAQ comes in: from three kinds of files, repeatable, all or nothing, owned and due like the rest."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Notice
from core.db import db
from knowledge.models import EntryKind, Freshness, Question, QuestionState, Revision
from tests.conftest import person

HEAD = "kind;title;body;answer;tags;department;id\n"
ROWS = (
    "frage;Wie scanne ich?;Mit dem Flurgerät.;Taste **Scan** drücken.;Scannen, Geräte;34;faq-1\n"
    ";Wer hilft beim Drucken?;;;Drucken;Standesamt;faq-2\n"
)
DONE = {"created": 0, "changed": 0, "unchanged": 0, "rejected": [], "applied": True}


@pytest.fixture
def run(app: Flask, tmp_path: Path):
    def imported(content: bytes | str, *options: str, name: str = "faq.csv") -> tuple[int, dict[str, Any]]:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        result = app.test_cli_runner().invoke(args=["import-knowledge", str(file), "--json", *options])
        db.session.rollback()
        return result.exit_code, json.loads(result.stdout)

    return imported


def entry(external_id: str) -> Question:
    return db.session.scalars(select(Question).where(Question.external_id == external_id)).one()


def test_an_answered_entry_is_solved_owned_and_due_and_an_open_one_is_routed(run, run_jobs, client_of):
    assert run(HEAD + ROWS) == (0, DONE | {"created": 2})
    solved, opened = entry("faq-1"), entry("faq-2")
    assert (solved.state, solved.owner_kind, solved.asker_id) == (QuestionState.SOLVED, None, person("olga").id)
    assert [tag.name for tag in solved.tags] == ["Geräte", "Scannen"]
    (answer,) = solved.answers
    assert answer.is_accepted
    assert answer.body_html.strip() == "<p>Taste <strong>Scan</strong> drücken.</p>"
    kept = db.session.scalars(select(Freshness).where(Freshness.kind == EntryKind.ANSWER)).one()
    assert (kept.thing_id, kept.owner_id) == (answer.id, person("pia").id)
    assert kept.valid_until == answer.valid_until
    assert (opened.state, opened.owner_id, opened.body) == (QuestionState.OPEN, person("pia").id, opened.title)
    run_jobs()
    hits = client_of("emil").get("/api/v1/search?q=scannen").json["hits"]
    assert [hit["external_id"] for hit in hits] == ["faq-1"]
    assert client_of("emil").get(f"/api/v1/questions/{solved.id}").json["external_id"] == "faq-1"


def test_repeating_makes_no_doubles_and_changes_what_changed(run):
    run(HEAD + ROWS)
    assert run(HEAD + ROWS) == (0, DONE | {"unchanged": 2})
    changed = ROWS.replace("Taste **Scan** drücken.", "Taste Start drücken.").replace("Wer hilft", "Wer berät")
    assert run(HEAD + changed) == (0, DONE | {"changed": 2})
    assert entry("faq-1").answers[0].body == "Taste Start drücken."
    assert entry("faq-2").title == "Wer berät beim Drucken?"
    assert len(db.session.scalars(select(Revision.id)).all()) == 2
    answered = changed.replace("Drucken?;;;", "Drucken?;;Die Hausdienste.;")
    assert run(HEAD + answered) == (0, DONE | {"unchanged": 1, "changed": 1})
    assert entry("faq-2").state is QuestionState.SOLVED
    assert db.session.scalar(select(func.count(Question.id))) == 2


def test_a_trial_changes_nothing(run):
    assert run(HEAD + ROWS, "--dry-run") == (0, DONE | {"created": 2, "applied": False})
    assert db.session.scalar(select(Question.id)) is None


def test_json_lines_and_xlsx_say_the_same_as_csv(run):
    lines = [
        {"kind": "frage", "title": "Wie scanne ich?", "body": "Mit dem Flurgerät.", "answer": "Taste **Scan** drücken.",
         "tags": ["Scannen", "Geräte"], "department": "34", "id": "faq-1"},
        {"title": "Wer hilft beim Drucken?", "tags": "Drucken", "department": "Standesamt", "id": "faq-2"},
    ]  # fmt: skip
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    assert run(text, name="faq.jsonl") == (0, DONE | {"created": 2})
    book = openpyxl.Workbook()
    for row in (HEAD + ROWS).splitlines():
        book.active.append([cell or None for cell in row.split(";")])
    content = io.BytesIO()
    book.save(content)
    assert run(content.getvalue(), name="faq.xlsx") == (0, DONE | {"unchanged": 2})


def test_with_one_bad_row_nothing_is_written_and_each_fault_is_named(run):
    bad = [
        "praxis;Eine Karte;;;;;b-1",
        "rezept;Ein Kuchen;;;;;b-2",
        "frage;xy;;;;;b-3",
        "frage;Ohne Kennung;;;;;",
        "frage;Fremdes Amt;;;;99;b-5",
        "frage;Viele Stichwörter;;;a,b,c,d,e,f;;b-6",
        "frage;Langes Stichwort;;;" + "x" * 41 + ";;b-7",
        "frage;Schon da;;;;;faq-1",
    ]
    code, report = run(HEAD + ROWS + "\n".join(bad))
    assert (code, report["applied"]) == (1, False)
    found = [(one["line"], one["field"]) for one in report["rejected"]]
    fields = ["kind", "kind", "title", "id", "department", "tags", "tags", "id"]
    assert found == list(zip(range(4, 12), fields, strict=True))
    reasons = {one["line"]: one["reason"] for one in report["rejected"]}
    assert reasons[4] == "Einträge der Art „praxis“ können nicht importiert werden, nur frage."
    assert reasons[9] == "Das sind mehr als 5 Stichwörter."
    assert reasons[11] == "Das steht schon in Zeile 2."
    assert db.session.scalar(select(Question.id)) is None


@pytest.mark.parametrize(
    "content", ['{"title": "Eine Frage", "id": {}}', '{"title": ', "[]\n{}", "{}" + "[" * 5000, ""]
)
def test_what_is_no_entry_is_refused_in_words(run, content):
    code, report = run(content, name="faq.jsonl")
    assert (code, report["applied"]) == (1, False)
    assert report["rejected"][0]["reason"]


def test_ten_thousand_tags_are_refused_with_a_sentence(run):
    line = json.dumps({"title": "Eine Frage", "id": "1", "tags": [f"w{number}" for number in range(10_000)]})
    code, report = run(line, name="faq.jsonl")
    assert (code, report["rejected"][0]["reason"]) == (1, "Das sind mehr als 5 Stichwörter.")


def test_nobody_is_told_of_entries_that_come_with_their_answer(run, run_jobs):
    run(HEAD + ROWS.splitlines()[0])
    run_jobs()
    assert db.session.scalars(select(Notice.kind)).all() == []
