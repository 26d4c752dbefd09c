"""Consultation hours: offering, booking one slot each, giving it back, and a question that becomes a talk."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Notice
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from core.formats import LOCAL
from knowledge.actions import close_question
from knowledge.actions import consultations as actions
from knowledge.models import Booking, ConsultationHour, ConsultationSlot, Rhythm
from knowledge.queries import path_of
from knowledge.rules.series import Repeat
from tests import ics
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import again, ask
from tests.knowledge.browsing import follow
from tests.knowledge.consulting import book, let_begin, offer

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
FIELDS = {"on": "2026-10-20", "starts": "14:00", "ends": "15:10", "place": "Raum 7", "slot_minutes": "20"}


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel(NOW, tick=True):
        yield


def told(kind):
    notices = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [notice.person_id for notice in notices]


def slots():
    return db.session.scalars(select(ConsultationSlot).order_by(ConsultationSlot.starts_at)).all()


def bookings():
    db.session.rollback()
    return db.session.scalars(select(Booking).order_by(Booking.id)).all()


def path(question):
    return path_of(question.id, question.title)


def test_an_hour_is_cut_into_whole_slots_and_stands_on_the_department_s_page(client_of):
    pia = client_of("pia")
    response = submit(pia, "/sprechstunden/neu", **FIELDS)
    [hour] = db.session.scalars(select(ConsultationHour)).all()
    assert response.location == f"/sprechstunden/{hour.id}"
    times = [slot.starts_at.astimezone(LOCAL).strftime("%H:%M") for slot in slots()]
    assert times == ["14:00", "14:20", "14:40"]
    for address in ("/lotsen/standesamt", "/sprechstunden"):
        page = client_of("erika").get(address).text
        assert f'href="/sprechstunden/{hour.id}"' in page
        assert "3 Termine frei" in page


def test_a_series_keeps_its_hour(client_of):
    submit(client_of("pia"), "/sprechstunden/neu", **FIELDS, rhythm="weekly", step="1", length="4")
    hours = db.session.scalars(select(ConsultationHour)).all()
    assert {hour.starts_at.astimezone(LOCAL).hour for hour in hours} == {14}
    assert len({hour.starts_at.hour for hour in hours}) == 2
    assert len(slots()) == 12


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends": "14:10"}, "reicht nicht für einen Termin"),
        ({"ends": "13:00"}, "Ende nach dem Beginn"),
        ({"on": "2026-09-01"}, "schon vorbei"),
        ({"on": "2026-10-04", "starts": "11:30", "ends": "12:30"}, "schon eine Sprechstunde"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(client_of, changes, words):
    offer(starts_at=NOW + timedelta(days=3))
    response = submit(client_of("pia"), "/sprechstunden/neu", **FIELDS | changes)
    assert response.status_code == 422
    assert words in response.text


def test_a_slot_is_booked_by_form_and_both_are_told_once(client_of, run_jobs, mailbox):
    hour = offer()
    erika, address = client_of("erika"), f"/sprechstunden/{hour.id}"
    fields = hidden_fields(erika.get(address).text, address) | {"slot": str(slots()[1].id), "topic": "Meine Karte"}
    assert {erika.post(address, data=fields).status_code for _ in range(2)} == {303}
    [made] = bookings()
    assert (made.slot_id, made.topic) == (slots()[1].id, "Meine Karte")
    assert told("slot_booked") == [person("pia").id]
    run_jobs()
    assert sorted(mail["To"].split()[0] for mail in mailbox()) == ["Erika", "Pia"]
    for mail in mailbox():
        [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        [event] = ics.events(ics.read(part.get_payload(decode=True)))
        assert (event.text("SUMMARY"), event.text("LOCATION")) == ("Meine Karte", "Rathaus, Raum 7")


def test_others_see_that_it_is_taken_and_no_more(client_of):
    made = book(offer(), "erika", topic="Vertrauliches Anliegen")
    page = client_of("emil").get(f"/sprechstunden/{made.slot.hour_id}").text
    assert "Belegt" in page
    assert "Vertrauliches" not in page
    assert "Erika" not in page
    assert client_of("emil").get(f"/sprechstunden/termine/{made.id}").status_code == 404
    assert client_of("olga").get(f"/sprechstunden/termine/{made.id}").status_code == 404
    assert "Vertrauliches" in client_of("pia").get(f"/sprechstunden/{made.slot.hour_id}").text


@pytest.mark.parametrize("round_", range(3))
def test_of_many_at_the_same_instant_one_gets_the_slot(app, round_):
    slot_id = offer().slots[0].id
    people, codes, start = ["erika", "emil", "ben", "paul"], [], threading.Barrier(4)

    def run(key):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    slot = db.session.get_one(ConsultationSlot, slot_id)
                    actions.book_slot(actor=person(key), slot=slot, topic="Ich", submission=key)
                codes.append(None)
            except Conflict as conflict:
                codes.append(conflict.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(key,)) for key in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes, key=str) == [None, "slot_taken", "slot_taken", "slot_taken"]
    assert len(bookings()) == 1


def test_who_was_slower_is_told_and_offered_the_others(client_of):
    hour = offer()
    erika, address = client_of("erika"), f"/sprechstunden/{hour.id}"
    fields = hidden_fields(erika.get(address).text, address) | {"slot": str(slots()[0].id), "topic": "Auch ich"}
    book(hour, "emil")
    refused = erika.post(address, data=fields)
    assert refused.status_code == 422
    assert "Jemand war schneller" in refused.text
    assert "Auch ich" in refused.text
    assert f'value="{slots()[1].id}"' in refused.text
    assert f'value="{slots()[0].id}"' not in refused.text


def test_nobody_has_two_slots_of_an_hour_nor_one_of_their_own(app):
    hour = offer()
    book(hour, "erika")
    with pytest.raises(Conflict, match="one_slot_an_hour"):
        book(hour, "erika", number=1)
    with pytest.raises(NotAllowed):
        book(hour, "pia", number=1)


def test_a_slot_given_back_is_free_for_somebody_else(client_of, run_jobs, mailbox):
    hour = offer()
    made = book(hour, "erika")
    run_jobs()
    before = len(mailbox())
    erika, address = client_of("erika"), f"/sprechstunden/termine/{made.id}"
    fields = hidden_fields(erika.get(address).text, f"{address}/absagen")
    for _ in range(2):
        assert erika.post(f"{address}/absagen", data=fields).status_code == 303
    assert bookings()[0].is_cancelled
    assert told("slot_cancelled") == [person("pia").id]
    run_jobs()
    assert [mail["Subject"] for mail in mailbox()[before:]] == ["Abgesagt: Meine Karte"] * 2
    assert book(hour, "emil").slot_id == made.slot_id


def test_cancelling_an_hour_or_the_rest_of_a_series_tells_who_booked(client_of):
    offer(repeat=Repeat(Rhythm.WEEKLY, 1, 3))
    hours = db.session.scalars(select(ConsultationHour).order_by(ConsultationHour.starts_at)).all()
    book(hours[0], "erika")
    book(hours[2], "emil")
    submit(client_of("pia"), f"/sprechstunden/{hours[1].id}/absagen", reason="Urlaub", whole_series="y")
    assert [hour.is_cancelled for hour in hours] == [False, True, True]
    assert told("slot_cancelled") == [person("emil").id]
    assert [one.is_cancelled for one in bookings()] == [False, True]
    assert "Urlaub" in client_of("emil").get(f"/sprechstunden/{hours[2].id}").text
    with pytest.raises(NotAllowed):
        book(hours[2], "erika")


def test_a_question_becomes_a_talk_and_the_talk_a_draft_that_is_published(client_of):
    offer("paul")
    offer()
    question = ask("erika")
    erika, pia = client_of("erika"), client_of("pia")
    submit(pia, path(question), action=f"/fragen/{question.id}/sprechstunde/anbieten")
    assert told("slot_offered") == [person("erika").id]
    address = f"/fragen/{question.id}/sprechstunde"
    assert address in erika.get(path(question)).text
    page = erika.get(address).text
    assert "bei Pia Petersen" in page
    assert "bei Paul Pohl" not in page
    made = submit(erika, address, slot=page.split('name="slot"')[1].split('value="')[1].split('"')[0], topic="Karte")
    [booking] = bookings()
    assert (made.location, booking.question_id) == (f"/sprechstunden/termine/{booking.id}", question.id)
    assert "Gesprächstermin" in erika.get(path(question)).text
    assert "Gesprächstermin" not in client_of("emil").get(path(question)).text
    let_begin(booking)
    noted = submit(pia, made.location, action=made.location, body="Der Stecker war **lose**.")
    assert noted.location == f"{path(question)}#antwort-schreiben"
    page = pia.get(path(question)).text
    assert "Der Stecker war **lose**.</textarea>" in page
    for key in ("erika", "detlef", "olga"):
        assert "lose" not in client_of(key).get(path(question)).text
    submit(pia, path(question), action=path(question), body="Der Stecker war **lose**. Bitte festdrücken.")
    page = pia.get(path(question)).text
    assert "<strong>lose</strong>" in page
    assert "**lose**" not in page
    assert "<strong>lose</strong>" in erika.get(path(question)).text


def test_a_question_has_one_talk_ahead_and_an_ended_one_none(client_of):
    hour, question = offer(), ask("erika")
    book(hour, "erika", question=question)
    with pytest.raises(Conflict, match="talk_is_booked"):
        book(offer("paul"), "erika", question=question)
    page = client_of("erika").get(path(question)).text
    assert "In einer Sprechstunde darüber sprechen" not in page
    other = ask("erika", title="Eine andere Frage")
    with transaction():
        close_question(actor=person("olga"), question=again(other), reason="Erledigt")
    erika = client_of("erika")
    assert "inzwischen erledigt" in follow(erika, erika.get(f"/fragen/{other.id}/sprechstunde")).text


def test_only_the_pilot_notes_what_came_of_it_and_not_before(client_of):
    question = ask("erika")
    booking = book(offer(), "erika", question=question)
    with pytest.raises(NotAllowed), transaction():
        actions.write_outcome(actor=person("pia"), booking=db.session.get_one(Booking, booking.id), body="Zu früh")
    let_begin(booking)
    with pytest.raises(NotAllowed), transaction():
        actions.write_outcome(actor=person("erika"), booking=db.session.get_one(Booking, booking.id), body="Ich")
    assert client_of("olga").post(f"/sprechstunden/termine/{booking.id}").status_code in (400, 404)


def test_without_free_slots_the_page_says_so(client_of):
    question = ask("erika")
    assert "kein Termin frei" in client_of("erika").get(f"/fragen/{question.id}/sprechstunde").text


def test_lists_cost_the_same_however_much_is_offered(client_of):
    offer()
    erika = client_of("erika")

    def cost(address):
        with counted_queries() as statements:
            assert erika.get(address).status_code == 200
        return len(statements)

    addresses = ("/sprechstunden", "/lotsen/standesamt", f"/sprechstunden/{slots()[0].hour_id}")
    [cost(address) for address in addresses]
    before = [cost(address) for address in addresses]
    for key in ("pia", "paul"):
        made = offer(key, starts_at=utcnow() + timedelta(days=9), length=300, repeat=Repeat(Rhythm.WEEKLY, 1, 20))
        book(made, "erika")
    assert [cost(address) for address in addresses] == before
    assert 'rel="next"' in erika.get("/sprechstunden").text
