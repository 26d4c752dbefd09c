"""What comes of a meeting: minutes, decisions, tasks with somebody and a day, questions made of them."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Notice
from accounts.queries.organisation import today
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge.actions import minutes
from knowledge.jobs import remind_of_meetings
from knowledge.models import Attachment, MeetingOutcome, OutcomeKind, Post, Question, Thread
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge import attaching
from tests.knowledge.discussing import board, reply
from tests.knowledge.meeting import again, attend, hold, outcome, plan


def told(kind):
    notices = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [notice.person_id for notice in notices]


def only_outcome():
    return db.session.scalars(select(MeetingOutcome)).one()


def test_minutes_are_written_corrected_and_told_once(client_of):
    meeting = plan()
    attend(meeting, "paul")
    hold(meeting)
    path, pia = f"/treffen/{meeting.id}", client_of("pia")
    for text in ("Wir haben **viel** gelernt.", "Wir haben **sehr viel** gelernt."):
        assert submit(pia, f"{path}/protokoll", body=text).location == f"{path}#protokoll"
    page = client_of("paul").get(path).text
    assert "<strong>sehr viel</strong>" in page
    assert "Pia Petersen" in page
    assert told("meeting_minutes") == [person("paul").id]
    assert submit(pia, f"{path}/protokoll", body=" ").status_code == 422


def test_there_are_no_minutes_before_it_has_begun(client_of):
    meeting = plan()
    assert client_of("pia").get(f"/treffen/{meeting.id}/protokoll").status_code == 403
    with pytest.raises(NotAllowed), transaction():
        minutes.write_minutes(actor=person("pia"), meeting=again(meeting), body="Zu früh")


def test_a_task_is_told_reminded_of_once_and_ticked_off(client_of):
    meeting = hold(plan())
    path, pia = f"/treffen/{meeting.id}", client_of("pia")
    fields = {"kind": "todo", "text": "Anleitung schreiben", "person": str(person("paul").id)}
    submit(pia, f"{path}/ergebnisse", **fields, due_on=str(today() + timedelta(days=3)))
    assert told("meeting_todo") == [person("paul").id]
    remind_of_meetings()
    assert not told("meeting_todo_due")
    with time_machine.travel(utcnow() + timedelta(days=4)):
        remind_of_meetings()
        remind_of_meetings()
    assert told("meeting_todo_due") == [person("paul").id]
    paul, tick = client_of("paul"), f"/treffen/ergebnisse/{only_outcome().id}/erledigt"
    for wanted, is_done in (("1", True), ("1", True), ("0", False)):
        submit(paul, path, action=tick, wanted=wanted)
        db.session.rollback()
        assert (only_outcome().done_at is not None) is is_done


def test_a_decision_has_nobody_and_no_day(client_of):
    meeting = hold(plan())
    fields = {"kind": "decision", "text": "Wir nutzen eine Vorlage", "person": str(person("paul").id)}
    submit(client_of("pia"), f"/treffen/{meeting.id}/ergebnisse", **fields, due_on="2027-01-01")
    made = only_outcome()
    assert (made.kind, made.person_id, made.due_on) == (OutcomeKind.DECISION, None, None)


def test_what_does_not_fit_is_refused_in_words(client_of):
    meeting = hold(plan())
    address = f"/treffen/{meeting.id}/ergebnisse"
    response = submit(client_of("pia"), address, kind="todo", text=" ", due_on="morgen")
    assert response.status_code == 422
    assert "was beschlossen wurde" in response.text
    assert "Tag als Datum" in response.text
    with pytest.raises(Conflict, match="not_of_the_circle"):
        outcome(meeting, "pia", person_id=person("erika").id)


def test_a_task_becomes_a_question_once(client_of):
    meeting = hold(plan())
    made = outcome(meeting, "pia", "Wer darf den neuen Scanner nutzen?")
    path, pia = f"/treffen/{meeting.id}", client_of("pia")
    first = submit(pia, path, action=f"/treffen/ergebnisse/{made.id}/frage")
    question = db.session.scalars(select(Question)).one()
    assert first.location == f"/fragen/{question.id}-{question.slug}"
    assert question.title == "Wer darf den neuen Scanner nutzen?"
    page = pia.get(path).text
    assert "Als Frage stellen" not in page
    assert first.location in page
    again_pressed = submit(pia, path, to=f"/treffen/ergebnisse/{made.id}/frage")
    assert again_pressed.location == first.location
    assert len(db.session.scalars(select(Question)).all()) == 1
    assert "Austausch der Lotsinnen und Lotsen" in pia.get(first.location).text


def test_a_decision_goes_on_in_the_forum_once(client_of):
    part = board().id
    meeting = hold(plan())
    made = outcome(meeting, "pia", "Wir scannen nur noch in Farbe.\nAb Mai.")
    path, pia = f"/treffen/{meeting.id}", client_of("pia")
    form = f"/austausch/neu?ergebnis={made.id}"
    assert f'href="{form}"' in pia.get(path).text
    page = pia.get(form).text
    assert 'value="Wir scannen nur noch in Farbe."' in page
    assert "Aus dem Treffen [Austausch der Lotsinnen und Lotsen](" in page
    first = submit(pia, form, board=str(part), title="Wir scannen nur noch in Farbe.", body="Ab Mai.")
    thread = db.session.scalars(select(Thread)).one()
    assert first.location == f"/austausch/{thread.id}-{thread.slug}"
    page = pia.get(path).text
    assert "Im Austausch weiterführen" not in page
    assert first.location in page
    assert client_of("paul").get(form).location == first.location
    assert client_of("erika").get(form).status_code == 403
    assert pia.get("/austausch/neu?ergebnis=999").status_code == 404


def test_who_was_slower_keeps_their_text_and_is_told(client_of):
    part = str(board().id)
    made = outcome(hold(plan()), "pia", "Wir scannen nur noch in Farbe.")
    form, words = f"/austausch/neu?ergebnis={made.id}", {"board": part, "title": "Nur noch in Farbe"}
    pia, paul = client_of("pia"), client_of("paul")
    fields = {client: hidden_fields(client.get(form).text) | words for client in (pia, paul)}
    first = attaching.again(pia, form, fields[pia] | {"body": "Ab Mai."}, ("pia.png", attaching.png()))
    assert first.status_code == 303
    thread = db.session.scalars(select(Thread)).one()
    reply(thread)
    second = attaching.again(paul, form, fields[paul] | {"body": "Ab Juni erst."}, ("paul.png", attaching.png(50)))
    assert second.status_code == 422
    assert "inzwischen jemand ein Thema im Austausch eröffnet" in second.text
    assert "Ab Juni erst." in second.text
    assert "paul.png" in second.text
    once_more = attaching.again(pia, form, fields[pia] | {"body": "Ab Mai."})
    assert once_more.location == first.location
    files = db.session.scalars(select(Attachment).order_by(Attachment.id)).all()
    first_post = db.session.scalars(select(Post).order_by(Post.id)).first()
    assert [(file.name, file.post_id) for file in files] == [("pia.png", first_post.id), ("paul.png", None)]
    with pytest.raises(Conflict, match="discussed_already"), transaction():
        minutes.discuss_outcome(
            actor=person("paul"),
            outcome=db.session.get_one(MeetingOutcome, made.id),
            board=board(),
            title="Nur noch in Farbe",
            body="Ab Juni erst.",
            submission="another",
        )


def test_somebody_else_s_task_is_not_ticked_off_by_others(app):
    made = outcome(hold(plan("olga")), "pia")
    with pytest.raises(NotAllowed), transaction():
        minutes.finish_todo(actor=person("detlef"), outcome=db.session.get_one(MeetingOutcome, made.id), done=True)
