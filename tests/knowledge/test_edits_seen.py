"""An edit of what is published goes through; where the office looks first, it finds the edit in a list."""

import pytest

from core.db import db, transaction
from core.errors import NotAllowed
from knowledge import actions
from knowledge.actions.edits import see_edits
from knowledge.actions.revisions import ANSWERS, restore_revision, wording_numbered
from knowledge.models import PostKind, Revision
from knowledge.queries.edits import count_edited_posts, edited_posts
from knowledge.queries.moderation import PAGE, get_post_view
from knowledge.queries.questions import get_answer
from tests.conftest import person
from tests.forms import hidden_fields
from tests.knowledge.asking import again, answer, ask
from tests.knowledge.moderating import hide, show, switch

QUESTION, ANSWER, COMMENT, POST, PRACTICE = PostKind
LIST = "/amt/aenderungen"


def change(question, body: str, key: str = "erika") -> None:
    with transaction():
        row = again(question)
        actions.edit_question(
            actor=person(key), question=row, title=row.title, body=body, tags=("Neu",), reason="Klarer"
        )


def change_answer(number: int, key: str, body: str) -> None:
    with transaction():
        actions.edit_answer(actor=person(key), answer=get_answer(person(key), number), body=body)


def test_an_edit_is_read_at_once_and_stands_in_the_list_until_it_is_seen(client_of):
    asked = ask("erika", title="Wo steht der Drucker?")
    switch(QUESTION)
    olga = client_of("olga")
    assert "Keine Änderung wartet" in olga.get(LIST).text
    change(asked, "Gekaufte Werbung.")
    assert "Gekaufte Werbung." in client_of("emil").get(f"/fragen/{asked.id}-{again(asked).slug}").text
    page = olga.get(LIST).text
    assert "Wo steht der Drucker?" in page
    assert "<ins>" in page
    assert "Gekaufte" in page
    assert "Klarer" in page
    assert f"/fragen/{asked.id}/fassungen/1/wiederherstellen" in page
    assert f"/amt/meldungen/frage/{asked.id}/ausblenden" in page
    assert "Änderungen ansehen (1)" in olga.get("/amt").text
    sent = olga.post(f"{LIST}/frage/{asked.id}/gesehen", data=hidden_fields(page) | {"bis": "1"})
    assert sent.location == LIST
    assert "Wo steht der Drucker?" not in olga.get(LIST).text
    assert "(1)" not in olga.get("/amt").text


def test_only_what_the_office_wants_to_see_stands_there(app):
    asked = ask("erika")
    change(asked, "Noch ist nichts eingeschaltet.")
    given = answer(asked, "pia")
    switch(ANSWER)
    change(asked, "Fragen sind nicht dabei.")
    change_answer(given.id, "pia", "Eine Lotsin veröffentlicht sofort.")
    assert count_edited_posts() == 0
    own = answer(ask("emil"), "ben")
    assert own.is_hidden
    change_answer(own.id, "ben", "Was noch wartet, steht in der anderen Liste.")
    assert count_edited_posts() == 0


def test_what_came_after_the_reading_goes_on_waiting(app):
    given = answer(ask("erika"), "ben")
    switch(ANSWER)
    change_answer(given.id, "ben", "Die erste Änderung.")
    change_answer(given.id, "ben", "Die zweite Änderung.")
    [row] = edited_posts().rows
    assert [edit.seq for edit in row.edits] == [2, 1]
    with transaction():
        see_edits(actor=person("olga"), post=get_post_view(person("olga"), ANSWER, given.id), upto=1)
    [row] = edited_posts().rows
    assert row.before.seq == 2
    with pytest.raises(NotAllowed), transaction():
        see_edits(actor=person("ben"), post=get_post_view(person("ben"), ANSWER, given.id), upto=2)
    assert count_edited_posts() == 1


def test_bringing_the_wording_back_and_hiding_settle_it(app):
    given, other = answer(ask("erika"), "ben"), answer(ask("erika"), "ben")
    switch(ANSWER)
    for one in (given, other):
        change_answer(one.id, "ben", "Unsinn.")
    with transaction():
        olga, row = person("olga"), get_answer(person("olga"), given.id)
        restore_revision(
            actor=olga, kind=ANSWERS, thing=row, revision=wording_numbered(ANSWERS, row, 1), reason="Unsinn"
        )
    assert [one.post.thing.id for one in edited_posts().rows] == [other.id]
    hide(ANSWER, other.id)
    assert count_edited_posts() == 0
    show(ANSWER, other.id)
    assert count_edited_posts() == 1


def test_the_list_goes_on_and_costs_the_same_however_long_it_is(client_of):
    questions = [ask("erika", f"Frage Nummer {number}") for number in range(PAGE + 1)]
    switch(QUESTION)
    for one in questions:
        change(one, "Anders.")
    olga, page = client_of("olga"), edited_posts()
    assert page.next_key == db.session.query(Revision).order_by(Revision.id).all()[-2].id
    first = olga.get(LIST).text
    assert f"?nach={page.next_key}" in first
    assert f"Frage Nummer {PAGE}<" not in first
    assert f"Frage Nummer {PAGE}<" in olga.get(f"{LIST}?nach={page.next_key}").text
