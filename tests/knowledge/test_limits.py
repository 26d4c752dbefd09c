"""New accounts post only so much a day; who reaches the limit is told until when, and loses nothing."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from accounts.models import Person
from core.db import db, transaction, utcnow
from core.errors import Conflict
from knowledge import actions
from knowledge.models import Comment, PostKind, Question
from knowledge.rules.limits import is_new_account
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import again, answer, ask
from tests.knowledge.discussing import discuss, reply
from tests.knowledge.moderating import publish, switch

MONDAY_NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
TEXT = "Das habe ich lange und mit Mühe getippt."


@pytest.fixture(autouse=True)
def limited(app):
    """Two posts a day in the first week; everybody's account is of today."""
    before = app.config["LOTSENNETZ"]
    app.config["LOTSENNETZ"] = replace(before, new_account_days=7, new_account_posts=2)
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        with transaction():
            db.session.execute(update(Person).values(created_at=utcnow()))
        yield clock
    app.config["LOTSENNETZ"] = before


def comment(question: Question, key: str) -> None:
    with transaction():
        actions.comment_question(
            actor=person(key), question=again(question), body="Mir auch.", submission=secrets.token_hex(8)
        )


def test_the_third_post_of_a_day_waits_until_the_next_and_nothing_typed_is_lost(limited, client_of):
    asked = ask("erika")
    comment(asked, "emil")
    answer(asked, "emil")
    emil = client_of("emil")
    path = f"/fragen/{asked.id}/kommentar"
    for page, fields in ((path, {"body": TEXT}), ("/fragen/neu", {"title": "Und nun?", "body": TEXT})):
        refused = submit(emil, page, **fields)
        assert refused.status_code == 422
        assert TEXT in refused.text
        assert "in den ersten 7 Tagen höchstens 2 Beiträge am Tag" in refused.text
        assert "Di, 10. März, 00:00 Uhr" in refused.text
    limited.move_to(MONDAY_NOON + timedelta(hours=13))
    assert submit(client_of("emil"), path, body=TEXT).status_code == 303


def test_the_same_form_twice_is_one_post(app):
    ask("erika")
    with transaction():
        for _press in range(3):
            actions.ask_question(actor=person("erika"), title="Noch eine", body=TEXT, submission="dieselbe")
    with pytest.raises(Conflict, match="too_many_posts"):
        ask("erika")


def test_pilots_and_the_office_are_not_limited(app):
    thread = discuss("pia")
    for _post in range(4):
        reply(thread, "pia")
        ask("olga")


def test_an_account_is_new_for_so_many_days():
    emil = Person(id=1, name="Emil", created_at=MONDAY_NOON)
    emil.grants, emil.appointments = [], []
    assert is_new_account(emil, days=7, at=MONDAY_NOON + timedelta(days=6))
    assert not is_new_account(emil, days=7, at=MONDAY_NOON + timedelta(days=7))
    assert not is_new_account(emil, days=0, at=MONDAY_NOON)
    assert not is_new_account(emil, days=0, at=MONDAY_NOON - timedelta(minutes=5)), "clocks of machines differ"


def test_what_is_published_today_was_not_written_today(limited):
    asked = ask("erika")
    switch(PostKind.COMMENT)
    comment(asked, "emil")
    comment(asked, "emil")
    with pytest.raises(Conflict, match="too_many_posts"):
        comment(asked, "emil")
    limited.move_to(MONDAY_NOON + timedelta(days=1))
    for one in db.session.scalars(select(Comment.id)).all():
        publish(PostKind.COMMENT, one)
    comment(asked, "emil")
    comment(asked, "emil")
    with pytest.raises(Conflict, match="too_many_posts"):
        comment(asked, "emil")
