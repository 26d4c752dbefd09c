"""Files on practice cards and in the forum: like those on questions, and with the access rule of what they hang on."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.models import Person, Role, RoleGrant, Visitor
from core import files
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge.actions.practices import publish_practice
from knowledge.actions.turning import turn_into_question
from knowledge.keeping import keep_file
from knowledge.models import Attachment, Practice, Question, Thread
from tests.conftest import person
from tests.knowledge import attaching
from tests.knowledge.discussing import again, board, discuss, reply
from tests.knowledge.practising import FIELDS, practise


def rows() -> list[Attachment]:
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def written_with(client, *sent: tuple[str, bytes]) -> Practice:
    response = attaching.post(client, "/praxis/neu", *sent, **FIELDS)
    assert response.status_code == 303, response.text
    return db.session.scalars(select(Practice).order_by(Practice.id.desc())).one()


def opened_with(client, *sent: tuple[str, bytes]) -> Thread:
    part = board().id
    words = {"board": str(part), "title": "Wer scannt mit dem Handy?", "body": "Bei uns klemmt es."}
    response = attaching.post(client, "/austausch/neu", *sent, **words)
    assert response.status_code == 303, response.text
    return db.session.scalars(select(Thread).order_by(Thread.id.desc())).one()


def run_all(run_jobs) -> None:
    while run_jobs():
        pass


def test_a_card_keeps_the_files_of_its_form_and_shows_them_to_its_readers(client_of):
    pia = client_of("pia")
    card = written_with(pia, ("vorlage.docx", attaching.docx()), ("bild.png", attaching.png()))
    assert [row.name for row in rows()] == ["vorlage.docx", "bild.png"]
    address, file = f"/praxis/{card.id}-{card.slug}", f"/anhaenge/{rows()[0].id}"
    assert f'href="{file}"' in pia.get(address).text
    assert client_of("erika").get(file).status_code == 404  # a draft is nobody else's
    with transaction():
        publish_practice(actor=person("pia"), practice=card)
    erika = client_of("erika")
    assert "vorlage.docx" in erika.get(address).text
    assert erika.get(file).status_code == 200
    assert "Entfernen" not in erika.get(address).text


def test_a_card_gets_more_files_and_loses_one_while_it_is_edited(client_of, run_jobs):
    card = practise()
    pia, address = client_of("pia"), f"/praxis/{card.id}/bearbeiten"
    attaching.post(pia, address, ("a.txt", b"a"), **FIELDS)
    assert "a.txt" in pia.get(address).text
    response = attaching.post(pia, f"/anhaenge/{rows()[0].id}/entfernen")
    assert response.location.endswith(f"/praxis/{card.id}-{card.slug}")
    run_all(run_jobs)
    assert rows() == []


def test_what_was_sent_survives_an_error_of_another_field(client_of):
    response = attaching.post(client_of("pia"), "/praxis/neu", ("a.txt", b"a"), **FIELDS | {"problem": ""})
    assert response.status_code == 422
    assert "„a.txt“ weglassen" in response.text


def test_a_card_is_found_by_the_words_of_its_files(client_of, run_jobs):
    card = practise()
    attaching.post(
        client_of("pia"), f"/praxis/{card.id}/bearbeiten", ("a.pdf", attaching.pdf("Seepferdchen")), **FIELDS
    )
    run_all(run_jobs)
    page = client_of("erika").get("/suche?q=Seepferdchen").text
    assert FIELDS["title"] in page
    assert "In der Datei a.pdf:" in page


def test_a_post_carries_files_for_pilots_and_the_office_alone(client_of, run_jobs):
    pia = client_of("pia")
    thread = opened_with(pia, ("a.pdf", attaching.pdf("Seepferdchen")))
    address, file = f"/austausch/{thread.id}-{thread.slug}", f"/anhaenge/{rows()[0].id}"
    attaching.post(pia, address, ("b.txt", b"b"), to=address, body="Noch etwas dazu.")
    for key, status in (("paul", 200), ("olga", 200), ("erika", 404)):
        assert client_of(key).get(file).status_code == status, key
    page = client_of("paul").get(address).text
    assert page.index("a.pdf") < page.index("b.txt")
    run_all(run_jobs)
    assert "In der Datei a.pdf:" in client_of("paul").get("/suche?q=Seepferdchen").text
    assert "a.pdf" not in client_of("erika").get("/suche?q=Seepferdchen").text


def test_files_are_added_to_ones_own_post_and_by_nobody_else(client_of):
    thread = discuss()
    post = reply(thread, "paul")
    address = f"/austausch/beitraege/{post.id}/bearbeiten"
    attaching.post(client_of("paul"), address, ("a.txt", b"a"), body="Bei uns auch nicht.")
    assert [(row.post_kind, row.post_id) for row in rows()] == [("post", post.id)]
    pia = client_of("pia")
    data = attaching.hidden_fields(pia.get("/austausch/neu").text) | {"body": "Von mir."}
    assert attaching.again(pia, address, data, ("b.txt", b"b")).status_code == 403
    assert [row.name for row in rows()] == ["a.txt"]


def test_a_second_press_of_the_button_attaches_nothing_twice(client_of):
    pia, thread = client_of("pia"), discuss("paul")
    address = f"/austausch/{thread.id}-{thread.slug}"
    data = attaching.hidden_fields(pia.get(address).text, address) | {"body": "Von mir."}
    for _ in range(2):
        assert attaching.again(pia, address, data, ("a.txt", b"a")).status_code == 303
    assert len(rows()) == 1


@pytest.mark.parametrize("taken", [(2,), (2, 3)])
def test_the_files_of_a_post_go_along_when_it_becomes_an_answer(client_of, taken):
    thread = opened_with(client_of("pia"), ("a.txt", b"a"))
    answered, left = reply(thread, "paul"), reply(thread, "detlef", "Grüße an alle.")
    for post, key in ((answered, "paul"), (left, "detlef")):
        name = f"{key}.txt"
        attaching.post(client_of(key), f"/austausch/beitraege/{post.id}/bearbeiten", (name, b"x"), body="Neu gefasst.")
    with transaction():
        turn_into_question(
            actor=person("pia"), thread=again(thread), title="Wer scannt?", tags=(), taken=taken, accepted=2
        )
    [question] = db.session.scalars(select(Question))
    page = client_of("erika").get(f"/fragen/{question.id}-{question.slug}").text
    assert "a.txt" in page
    assert "paul.txt" in page
    assert ("detlef.txt" in page) is (3 in taken)
    by_name = {row.name: row for row in rows()}
    status = client_of("erika").get(f"/anhaenge/{by_name['detlef.txt'].id}").status_code
    assert (status == 200) is (3 in taken)
    assert all(files.is_there(row.stored_as) for row in rows())


def test_no_file_stays_that_may_not_be_kept(app):
    stream = io.BytesIO(attaching.png())
    with pytest.raises(NotAllowed):
        keep_file(Visitor(), "form", stream, "bild.png")
    app.config["LOTSENNETZ"] = replace(before := app.config["LOTSENNETZ"], attachments_per_post=0)
    with pytest.raises(Conflict, match="too_many_files"):
        keep_file(person("erika"), "form", stream, "bild.png")
    app.config["LOTSENNETZ"] = before
    gone = Person(id=1_000_000, grants=[RoleGrant(role=Role.EMPLOYEE)], appointments=[])  # no row, so no file of theirs
    with pytest.raises(IntegrityError):
        keep_file(gone, "form", stream, "bild.png")
    assert list(files.stored_before(utcnow() + timedelta(days=1))) == []
    for _time in range(2):
        keep_file(person("erika"), "form", stream, "bild.png")
    assert list(files.stored_before(utcnow() + timedelta(days=1))) == [rows()[0].stored_as]
