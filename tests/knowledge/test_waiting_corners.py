"""Posts that wait for the office while something else changes: their text, their author, the department, the time."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from accounts.actions.people import block_person
from accounts.models import Appointment, Seal
from accounts.rules import PERIODS
from core.db import clock_at, db, transaction, utcnow
from knowledge import actions
from knowledge.actions.sealing import forget_seals
from knowledge.models import OwnerKind, PostKind, QuestionState
from knowledge.queries.moderation import get_post_view
from knowledge.queries.premoderation import count_waiting_posts
from tests.conftest import person
from tests.forms import hidden_fields
from tests.knowledge.asking import again, ask
from tests.knowledge.moderating import REASON, decline, publish, show, switch
from tests.knowledge.sealed import seal, somebody
from tests.knowledge.waiting import MORNING, TITLE, comment, told

QUESTION, ANSWER, COMMENT, POST, PRACTICE = PostKind


def reword(question, body: str) -> None:
    with transaction():
        row = again(question)
        actions.edit_question(actor=row.asker, question=row, title=row.title, body=body, tags=["Datenschutz"])


def test_what_its_author_changed_meanwhile_is_neither_declined_nor_shown_unread(client_of):
    switch(QUESTION)
    asked, olga = ask("erika", title=TITLE), client_of("olga")
    page = f"/amt/meldungen/frage/{asked.id}/ablehnen"
    read = hidden_fields(olga.get(page).text)
    reword(asked, "Da brennt Licht.")
    late = olga.post(page, data=read | {"reason": REASON})
    assert late.status_code == 422
    assert "inzwischen geändert" in late.text
    assert count_waiting_posts() == 1
    assert olga.post(page, data=hidden_fields(late.text) | {"reason": REASON}).status_code == 303
    assert told("erika") == ["post_declined"]


def test_two_edits_of_a_sealed_question_in_one_hour_are_two_wordings(app):
    somebody()
    switch(QUESTION)
    asked = seal("xenia")
    wordings = set()
    with time_machine.travel(MORNING + timedelta(days=300), tick=False):
        for body in ("Eins.", "Zwei."):
            with clock_at(utcnow().replace(minute=0, second=0, microsecond=0)):
                reword(asked, body)
            wordings.add(get_post_view(person("olga"), QUESTION, asked.id).wording)
    assert len(wordings) == 2


def test_what_was_withdrawn_is_not_declined(client_of):
    switch(QUESTION)
    asked, olga = ask("erika", title=TITLE), client_of("olga")
    page = f"/amt/meldungen/frage/{asked.id}/ablehnen"
    read = hidden_fields(olga.get(page).text)
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(asked))
    late = olga.post(page, data=read | {"reason": REASON})
    assert "zurückgezogen" in late.text
    assert told("erika") == []


def test_a_blocked_authors_question_is_published_to_whoever_is_pilot_now(app):
    switch(QUESTION)
    asked = ask("erika", title=TITLE)
    with transaction():
        block_person(actor=person("anna"), person=person("erika"))
        for one in db.session.scalars(select(Appointment).where(Appointment.person_id == person("pia").id)):
            one.valid_until = utcnow().date()
    publish(QUESTION, asked.id)
    row = again(asked)
    assert (row.state, row.is_hidden) == (QuestionState.OPEN, False)
    assert row.owner_id != person("pia").id
    assert row.owner_id is not None or row.owner_kind is OwnerKind.OFFICE
    assert told("pia") == []


def test_what_its_owner_asks_back_does_not_wait_as_the_clock_does_not(app):
    asked = ask("erika")
    switch(COMMENT)
    with transaction():
        for one in db.session.scalars(select(Appointment).where(Appointment.person_id == person("pia").id)):
            one.valid_until = utcnow().date()
    assert again(asked).owner_id == person("pia").id
    with transaction():
        query = {"question": again(asked), "body": "Welches Gerät?", "submission": "q"}
        made = actions.query_asker(actor=person("pia"), **query)
    assert not made.is_hidden
    assert "question_query" in told("erika")
    assert comment(asked, "pia").is_hidden


def test_the_seal_of_a_declined_question_is_forgotten_as_that_of_an_ended_one(app):
    switch(QUESTION)
    declined, waiting = seal("erika"), seal("erika", title="Und noch etwas?")
    decline(QUESTION, declined.id)
    with time_machine.travel(utcnow() + PERIODS["seals"] - timedelta(days=1)):
        assert forget_seals(after=PERIODS["seals"]) == 0
    with time_machine.travel(utcnow() + PERIODS["seals"] + timedelta(days=1)), transaction():
        assert forget_seals(after=PERIODS["seals"]) == 1
    assert db.session.scalars(select(Seal.mask_id)).all() == [again(waiting).asker_id]
    show(QUESTION, declined.id)
    assert not again(declined).is_hidden
