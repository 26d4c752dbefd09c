"""Files on questions and answers: through the form, to whom they are shown, how they go, and how they are found."""

import io
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core import backup, config, files
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from knowledge import actions
from knowledge.jobs import NIGHTLY, forget_orphans
from knowledge.models import Answer, Attachment, Question
from knowledge.queries import find_questions, path_of
from tests.conftest import person
from tests.core.test_files import clamd
from tests.forms import hidden_fields
from tests.knowledge import attaching
from tests.knowledge.asking import again, answer, ask

WORDS = {"title": "Wie signiere ich den Bescheid?", "body": "Das Programm findet die Karte nicht.", "tags": "Signatur"}


def stored() -> list[str]:
    return sorted(files.stored_before(utcnow() + timedelta(days=1)))


def rows() -> list[Attachment]:
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def asked_with(client, *sent: tuple[str, bytes], **fields: Any) -> Question:
    response = attaching.post(client, "/fragen/neu", *sent, **(WORDS | fields))
    assert response.status_code == 303, response.text
    return db.session.scalars(select(Question).order_by(Question.id.desc())).first()  # type: ignore[return-value]


@pytest.fixture
def limited(app: Flask) -> Callable[..., None]:
    """`limited(attachment_megabytes=1)` changes settings for this test."""
    before = app.config["LOTSENNETZ"]

    def change(**values: Any) -> None:
        app.config["LOTSENNETZ"] = replace(app.config["LOTSENNETZ"], **values)

    yield change  # type: ignore[misc]
    app.config["LOTSENNETZ"] = before


def test_files_hang_on_the_question_they_came_with(client_of, run_jobs):
    question = asked_with(client_of("erika"), ("anweisung.pdf", attaching.pdf()), ("bild.png", attaching.png()))
    page = client_of("emil").get(path_of(question.id, question.title)).text
    first, second = rows()
    assert f'href="/anhaenge/{first.id}"' in page
    assert "anweisung.pdf" in page
    assert f'src="/anhaenge/{second.id}"' in page
    assert "Angehängtes Bild: bild.png" in page
    assert "Entfernen" not in page
    assert run_jobs()


def test_a_document_is_for_saving_and_nothing_in_it_can_run(client_of):
    asked_with(client_of("erika"), ("Anweisung für alle.pdf", attaching.pdf()))
    got = client_of("emil").get(f"/anhaenge/{rows()[0].id}")
    assert got.data == attaching.pdf()
    assert got.mimetype == "application/pdf"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert "Anweisung%20f%C3%BCr%20alle.pdf" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"].endswith("sandbox")
    assert "script" not in got.headers["Content-Security-Policy"]
    assert "ETag" not in got.headers
    assert "Last-Modified" not in got.headers
    assert got.headers["Cache-Control"] == "private, no-store"
    assert int(got.headers["Content-Length"]) == len(attaching.pdf())


def test_an_image_is_shown_in_the_page(client_of):
    asked_with(client_of("erika"), ("foto.jpg", attaching.jpeg_with_place()))
    got = client_of("emil").get(f"/anhaenge/{rows()[0].id}")
    assert got.headers["Content-Disposition"].startswith("inline;")
    assert got.headers["Content-Security-Policy"].endswith("sandbox")
    assert b"Erika" not in got.data


def test_files_hang_on_answers(client_of):
    question, pia = ask(), client_of("pia")
    address = path_of(question.id, question.title)
    assert attaching.post(pia, address, ("a.txt", b"Schritt 1"), body="Siehe Anhang.").status_code == 303
    given = db.session.scalars(select(Answer)).one()
    (row,) = rows()
    assert (row.post_kind, row.post_id) == ("answer", given.id)
    assert "a.txt" in client_of("erika").get(address).text


def test_what_was_typed_and_sent_survives_a_refused_file(client_of):
    erika = client_of("erika")
    refused = attaching.post(erika, "/fragen/neu", ("gut.txt", b"gut"), ("boese.exe", b"MZ"), **WORDS)
    assert refused.status_code == 422
    assert "boese.exe: Diese Art von Datei wird nicht angenommen." in refused.text
    assert WORDS["title"] in refused.text
    assert WORDS["body"] in refused.text
    assert "„gut.txt“ weglassen" in refused.text
    assert db.session.query(Question).count() == 0
    fields = hidden_fields(refused.text) | WORDS
    assert attaching.again(erika, "/fragen/neu", fields).status_code == 303
    (row,) = rows()
    assert (row.name, row.post_kind) == ("gut.txt", "question")


def test_files_survive_an_error_of_another_field_and_the_preview(client_of):
    erika = client_of("erika")
    shown = attaching.post(erika, "/fragen/neu", ("gut.txt", b"gut"), **(WORDS | {"title": "", "preview": "1"}))
    assert "„gut.txt“ weglassen" in shown.text
    fields = hidden_fields(shown.text) | WORDS | {"title": ""}
    refused = attaching.again(erika, "/fragen/neu", fields)
    assert refused.status_code == 422
    assert "„gut.txt“ weglassen" in refused.text


def test_a_kept_file_can_be_left_out(client_of, run_jobs):
    erika = client_of("erika")
    shown = attaching.post(erika, "/fragen/neu", ("gut.txt", b"gut"), ("zwei.txt", b"zwei"), preview="1", **WORDS)
    fields = hidden_fields(shown.text) | WORDS | {"drop_files": str(rows()[0].id)}
    assert attaching.again(erika, "/fragen/neu", fields).status_code == 303
    db.session.rollback()
    assert [row.name for row in rows()] == ["zwei.txt"]
    run_jobs()
    assert stored() == [rows()[0].stored_as]


def test_nobody_drops_or_attaches_what_another_sent(client_of):
    shown = attaching.post(client_of("erika"), "/fragen/neu", ("gut.txt", b"gut"), preview="1", **WORDS)
    key = hidden_fields(shown.text)["submission"]
    emil = client_of("emil")
    stolen = hidden_fields(emil.get("/fragen/neu").text) | WORDS | {"submission": key, "drop_files": str(rows()[0].id)}
    assert attaching.again(emil, "/fragen/neu", stolen).status_code == 303
    db.session.rollback()
    assert [row.post_kind for row in rows()] == [None]


def test_a_second_press_of_the_button_attaches_nothing_twice(client_of):
    erika = client_of("erika")
    fields = hidden_fields(erika.get("/fragen/neu").text) | WORDS
    for _ in range(2):
        assert attaching.again(erika, "/fragen/neu", fields, ("a.txt", b"a")).status_code == 303
    assert len(rows()) == 1
    assert len(stored()) == 1


@pytest.mark.parametrize("key", ["emil", "pia", "detlef", "anna"])
def test_a_file_is_hidden_with_its_question(client_of, key):
    question = asked_with(client_of("erika"), ("a.txt", b"a"))
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    address = f"/anhaenge/{rows()[0].id}"
    assert client_of(key).get(address).status_code == 404
    assert client_of("erika").get(address).status_code == 200
    assert client_of("olga").get(address).status_code == 200


def test_a_file_of_an_answer_is_hidden_with_the_question(client_of):
    question = ask()
    attaching.post(client_of("pia"), path_of(question.id, question.title), ("a.txt", b"a"), body="Siehe Anhang.")
    address = f"/anhaenge/{rows()[0].id}"
    assert client_of("emil").get(address).status_code == 200
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    assert client_of("emil").get(address).status_code == 404
    assert client_of("pia").get(address).status_code == 404


def test_its_author_and_the_office_remove_a_file_for_good(client_of, run_jobs):
    question = asked_with(client_of("erika"), ("a.txt", b"a"), ("b.txt", b"b"))
    run_jobs()
    first, second = (f"/anhaenge/{row.id}/entfernen" for row in rows())
    assert client_of("pia").get(first).status_code == 403
    for key, address in (("erika", first), ("olga", second)):
        client = client_of(key)
        page = client.get(address)
        assert "Möchten Sie die Datei entfernen?" in page.text
        done = client.post(address, data=hidden_fields(page.text, address))
        assert done.headers["Location"] == path_of(question.id, question.title)
    db.session.rollback()
    run_jobs()
    assert (rows(), stored()) == ([], [])
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.subject_kind == "attachment")).all()
    assert sorted(acts) == ["knowledge.attach_file"] * 2 + ["knowledge.remove_attachment"] * 2


def test_files_can_be_added_while_editing(client_of):
    question, erika = ask(), client_of("erika")
    address = f"/fragen/{question.id}/bearbeiten"
    sent = {"title": question.title, "body": question.body, "tags": "Signatur"}
    assert attaching.post(erika, address, ("a.txt", b"a"), **sent).status_code == 303
    given = answer(question)
    address = f"/antworten/{given.id}/bearbeiten"
    assert attaching.post(client_of("pia"), address, ("b.txt", b"b"), body=given.body).status_code == 303
    assert [(row.name, row.post_kind) for row in rows()] == [("a.txt", "question"), ("b.txt", "answer")]


def test_too_many_files_too_large_ones_and_a_full_house_are_refused_in_words(client_of, limited):
    erika, three = client_of("erika"), [(f"{number}.txt", b"x" * 600_000 + bytes([65 + number])) for number in range(3)]
    limited(attachments_per_post=2)
    assert "Wählen Sie höchstens 2 Dateien." in attaching.post(erika, "/fragen/neu", *three, **WORDS).text
    limited(attachments_per_post=5, attachment_megabytes=1)
    large = attaching.post(erika, "/fragen/neu", ("gross.txt", b"x" * 1_100_000), **WORDS)
    assert "gross.txt: Die Datei ist größer als 1 MB." in large.text
    limited(attachment_person_megabytes=1)
    assert "Ihre Dateien füllen den Platz" in attaching.post(erika, "/fragen/neu", *three, **WORDS).text
    limited(attachment_total_megabytes=1)
    assert "Für Dateien ist kein Platz mehr." in attaching.post(client_of("emil"), "/fragen/neu", *three, **WORDS).text
    assert db.session.query(Question).count() == 0
    assert len(stored()) == len(rows())


class Endless(io.RawIOBase):
    """A body of any length that takes no memory."""

    def __init__(self, head: bytes, length: int, tail: bytes) -> None:
        self.parts, self.left = [head, tail], length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        if len(self.parts) == 2 or (self.left <= 0 and self.parts):
            data = self.parts[0][:size]
            self.parts[0] = self.parts[0][size:]
            if not self.parts[0]:
                self.parts.pop(0)
            return data
        size = min(size, self.left)
        self.left -= size
        return b"x" * size


def test_a_file_of_100_mb_is_refused_with_the_form_and_takes_little_memory(client_of):
    erika = client_of("erika")
    fields, size = hidden_fields(erika.get("/fragen/neu").text) | WORDS, 100 * 1024 * 1024
    head = "".join(f'--g\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    head += '--g\r\nContent-Disposition: form-data; name="files"; filename="film.pdf"\r\n\r\n'
    before, after = head.encode(), b"\r\n--g--\r\n"
    tracemalloc.start()
    try:
        response = erika.post(
            "/fragen/neu",
            environ_overrides={
                "wsgi.input": io.BufferedReader(Endless(before, size, after)),
                "CONTENT_LENGTH": str(len(before) + size + len(after)),
                "CONTENT_TYPE": "multipart/form-data; boundary=g",
            },
        )
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert response.status_code == 422
    assert "film.pdf: Die Datei ist größer als 10 MB. Wählen Sie eine kleinere Datei." in response.text
    assert WORDS["body"] in response.text
    assert stored() == []


def test_beyond_128_mb_and_for_strangers_nothing_is_read(client, client_of):
    assert "wählen Sie eine kleinere Datei" in _refused(client_of("erika"), 200)
    assert "wählen Sie eine kleinere Datei" in _refused(client, 20)


def _refused(client, megabytes: int) -> str:
    environ = {"CONTENT_LENGTH": str(megabytes * 1024 * 1024)}
    response = client.post("/fragen/neu", environ_overrides=environ, content_type="multipart/form-data; boundary=g")
    assert response.status_code == 413
    return response.text


def test_what_the_scanner_finds_is_refused_and_recorded(client_of, limited, tmp_path: Path, socket_enabled):
    with clamd(tmp_path, b"stream: Eicar-Signature FOUND\0", []) as address:
        limited(virus_scanner=address)
        refused = attaching.post(client_of("erika"), "/fragen/neu", ("a.txt", b"a"), **WORDS)
    assert refused.status_code == 422
    assert "a.txt: Der Virenscanner hat in der Datei etwas gefunden." in refused.text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "knowledge.refuse_file")).one()
    assert (entry.actor_id, entry.details) == (person("erika").id, {"found": "Eicar-Signature"})
    assert (rows(), stored()) == ([], [])


def test_files_of_unfinished_forms_and_unknown_ones_go_at_night(client_of, run_jobs, time_machine):
    attaching.post(client_of("erika"), "/fragen/neu", ("gut.txt", b"gut"), preview="1", **WORDS)
    kept = asked_with(client_of("erika"), ("bleibt.txt", b"bleibt"))
    files.accept(io.BytesIO(b"niemand kennt mich"), "a.txt")
    forget_orphans()
    assert len(stored()) == 3
    time_machine.move_to(utcnow() + timedelta(days=1, minutes=1))
    forget_orphans()
    run_jobs()
    assert [row.post_id for row in rows()] == [kept.id]
    assert stored() == [rows()[0].stored_as]
    assert forget_orphans in NIGHTLY


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.pdf", attaching.pdf("Seepferdchen"), "Seepferdchen"),
        ("a.docx", attaching.docx("Seeigel"), "Seeigel"),
        ("a.odt", attaching.odt("Seestern"), "Seestern"),
        ("a.xlsx", attaching.xlsx("Seehund"), "Seehund"),
    ],
)
def test_a_question_is_found_by_the_words_of_its_documents(client_of, run_jobs, name, content, word):
    question = asked_with(client_of("erika"), (name, content))
    while run_jobs():
        pass
    page = client_of("emil").get(f"/suche?q={word}").text
    assert WORDS["title"] in page
    assert f"In der Datei {name}:" in page
    assert f"<mark>{word}</mark>" in page
    with transaction():
        actions.remove_attachment(actor=person("erika"), attachment=rows()[0])
    while run_jobs():
        pass
    assert [row.question.id for row in find_questions(person("emil"), word).rows] == []
    assert question.id


def test_a_hidden_question_is_not_found_by_its_documents(client_of, run_jobs):
    question = asked_with(client_of("erika"), ("a.txt", b"Seepferdchen"))
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    while run_jobs():
        pass
    assert not find_questions(person("emil"), "Seepferdchen").rows


def test_files_are_part_of_a_backup(client_of, tmp_path):
    asked_with(client_of("erika"), ("a.txt", b"a"))
    manifest = backup.write(tmp_path / "site.backup")
    name = rows()[0].stored_as
    assert f"uploads/attachments/{name[:2]}/{name}" in manifest.parts
    assert config.current().instance in (config.current().instance / "uploads").parents
