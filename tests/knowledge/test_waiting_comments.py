"""A comment that waits or was declined is changed by its author, and looked at again."""

import pytest

from core.db import db, transaction
from core.errors import Conflict
from knowledge import actions
from knowledge.models import Comment, PostKind
from knowledge.queries.premoderation import count_waiting_posts
from knowledge.queries.questions import get_answer, get_comment
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import answer, ask
from tests.knowledge.moderating import decline, hide, publish, switch
from tests.knowledge.waiting import SECRET, comment, path, told, told_others

COMMENT = PostKind.COMMENT


def edit(remark: Comment, key: str = "ben", body: str = "Besser gesagt.", base: str | None = None) -> None:
    with transaction():
        row = get_comment(person(key), remark.id)
        actions.edit_comment(actor=person(key), comment=row, body=body, base=base)


def test_what_was_declined_is_put_right_on_a_page_looked_at_again_and_published(client_of):
    switch(COMMENT)
    asked = ask("erika")
    remark = comment(asked)
    decline(COMMENT, remark.id)
    ben, olga = client_of("ben"), client_of("olga")
    place, before = f"/kommentare/{remark.id}/bearbeiten", told("olga").count("post_waiting")
    page = ben.get(path(asked)).text
    assert "kann ihn ändern" in page
    assert f'href="{place}"' in page
    assert count_waiting_posts() == 0
    sent = submit(ben, place, body="Besser gesagt.")
    assert sent.location == f"{path(asked)}?kommentar={remark.id}#kommentar-{remark.id}"
    assert "wird vor der Veröffentlichung geprüft" in ben.get(sent.location).text
    assert SECRET not in olga.get("/amt/meldungen?ansicht=zu-pruefen").text
    assert "Besser gesagt." in olga.get("/amt/meldungen?ansicht=zu-pruefen").text
    assert told("olga").count("post_waiting") == before + 1
    assert "Besser gesagt." not in client_of("erika").get(path(asked)).text
    publish(COMMENT, remark.id)
    assert "Besser gesagt." in client_of("erika").get(path(asked)).text


def test_a_waiting_one_is_changed_without_telling_the_office_twice_and_not_published_as_it_was_read(app):
    switch(COMMENT)
    remark = comment(ask("erika"))
    edit(remark)
    assert told("olga").count("post_waiting") == 1
    assert db.session.get_one(Comment, remark.id).body == "Besser gesagt."
    with pytest.raises(Conflict, match="edited_while_read"):
        publish(COMMENT, remark.id, base="gestern")


def test_what_is_published_stays_and_the_text_is_not_lost(client_of):
    switch(COMMENT)
    asked = ask("erika")
    remark, ben = comment(asked), client_of("ben")
    place = f"/kommentare/{remark.id}/bearbeiten"
    fields = hidden_fields(ben.get(place).text) | {"body": "Zu spät gesagt."}
    publish(COMMENT, remark.id)
    late = ben.post(place, data=fields)
    assert late.status_code == 422
    assert "inzwischen veröffentlicht" in late.text
    assert "Zu spät gesagt." in late.text
    assert ben.get(place).status_code == 403
    assert f'href="{place}"' not in ben.get(path(asked)).text
    assert db.session.get_one(Comment, remark.id).body != "Zu spät gesagt."


def test_a_second_window_does_not_write_over_the_first(app):
    switch(COMMENT)
    remark = comment(ask("erika"))
    base = remark.wording
    edit(remark, body="Aus dem ersten Fenster.", base=base)
    with pytest.raises(Conflict, match="edited_meanwhile"):
        edit(remark, body="Aus dem zweiten.", base=base)


def test_an_empty_one_is_refused_and_the_same_changes_nothing(client_of):
    switch(COMMENT)
    remark, ben = comment(ask("erika")), client_of("ben")
    decline(COMMENT, remark.id)
    place = f"/kommentare/{remark.id}/bearbeiten"
    assert submit(ben, place, body=" ").status_code == 422
    edit(remark, body=remark.body)
    assert count_waiting_posts() == 0


def test_nobody_is_told_of_one_that_is_published_below_a_hidden_answer(app):
    given = answer(ask("erika"), "pia")
    switch(COMMENT)
    with transaction():
        row = get_answer(person("ben"), given.id)
        words = {"body": "@Emil Ernst weiß es.", "submission": "b"}
        remark = actions.comment_answer(actor=person("ben"), answer=row, **words)
    hide(PostKind.ANSWER, given.id)
    publish(COMMENT, remark.id)
    assert "comment_posted" not in told_others("erika", "pia", "emil")
    assert not told("emil")
    assert "post_published" in told("ben")
