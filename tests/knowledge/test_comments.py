"""Comments on questions; those on answers stand in test_answering.py."""

from sqlalchemy import select

from accounts.models import Notice
from core.db import db, transaction
from knowledge import actions
from knowledge.models import Comment
from knowledge.queries import path_of
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import again, answer, ask


def path(question) -> str:
    return path_of(question.id, question.title)


def remark(question, key: str, body: str) -> None:
    with transaction():
        actions.comment_question(actor=person(key), question=again(question), body=body, submission=body)


def told(kind: str) -> set[str]:
    db.session.rollback()
    return {notice.person.name for notice in db.session.scalars(select(Notice).where(Notice.kind == kind))}


def test_a_comment_stands_under_the_question_and_its_answers_keep_theirs(client_of):
    question = ask("erika")
    given = answer(question, "pia")
    with transaction():
        actions.comment_answer(
            actor=person("paul"), answer=again(question).answers[0], body="Zur Antwort", submission="a"
        )
    emil, address = client_of("emil"), f"/fragen/{question.id}/kommentar"
    response = submit(emil, path(question), action=address, body="Welches **Programm** ist es?")
    made = db.session.scalars(select(Comment).where(Comment.answer_id.is_(None))).one()
    shown = f"{path(question)}?kommentar={made.id}#kommentar-{made.id}"
    assert (response.status_code, response.location) == (303, shown)
    page = emil.get(path(question)).text
    under = page[page.index('id="kommentare"') : page.index(f'id="antwort-{given.id}"')]
    assert "<strong>Programm</strong>" in under
    assert "Emil Ernst" in under
    assert "Zur Antwort" not in under
    assert "Zur Antwort" in page[page.index(f'id="antwort-{given.id}"') :]


def test_an_empty_comment_keeps_its_own_page_and_a_second_press_writes_none(client_of):
    question = ask()
    emil, address = client_of("emil"), f"/fragen/{question.id}/kommentar"
    refused = submit(emil, path(question), action=address, body=" ")
    assert refused.status_code == 422
    assert "Schreiben Sie Ihren Kommentar." in refused.text
    fields = hidden_fields(emil.get(address).text) | {"body": "Einmal."}
    for _ in range(2):
        assert emil.post(address, data=fields).status_code == 303
    assert db.session.query(Comment).count() == 1


def test_asker_owner_and_who_remarked_before_are_told_once_and_never_oneself(app):
    question = ask("erika")
    remark(question, "emil", "Welches Programm ist es?")
    assert told("comment_posted") == {"Erika Engel", "Pia Petersen"}
    remark(question, "erika", "Das neue.")
    assert told("comment_posted") == {"Erika Engel", "Pia Petersen", "Emil Ernst"}
    own = select(Notice.actor_id).where(Notice.person_id == person("erika").id)
    assert set(db.session.scalars(own)) == {person("emil").id}


def test_the_question_cannot_be_commented_once_it_is_withdrawn(client_of):
    question = ask("erika")
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    address = f"/fragen/{question.id}/kommentar"
    assert client_of("erika").get(address).status_code == 403
    assert client_of("emil").get(address).status_code == 404


def test_whoever_wrote_a_further_comment_finds_it_unfolded(client_of):
    question, emil = ask("erika"), client_of("emil")
    for number in range(4):
        remark(question, "ben", f"Bemerkung {number}")
    response = submit(emil, path(question), action=f"/fragen/{question.id}/kommentar", body="Das fehlte noch.")
    page = emil.get(response.location).text
    assert page.index("<details open>") < page.index("Das fehlte noch.")
    assert "<details open>" not in emil.get(path(question)).text
