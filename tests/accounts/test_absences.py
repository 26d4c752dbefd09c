"""Absences: whole local days, and what follows from them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts import actions
from accounts.models import Absence, Notice
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from core.outbox import OutboxJob
from tests.conftest import person
from tests.forms import submit

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PAGE = "/ich/abwesenheiten"


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW, tick=True):
        yield


def record(client, first, last):
    return submit(client, PAGE, action=PAGE, starts_on=str(first), ends_on=str(last))


def followed():
    jobs = db.session.scalars(select(OutboxJob).order_by(OutboxJob.id)).all()
    assert all(job.topic == "knowledge.follow_absence" for job in jobs)
    return [(job.payload, job.due_at > utcnow() + timedelta(minutes=1)) for job in jobs]


def test_an_absence_covers_whole_local_days_across_the_clock_change(client_of):
    assert record(client_of("pia"), "2027-03-27", "2027-03-28").status_code == 303
    [absence] = db.session.scalars(select(Absence)).all()
    assert absence.starts_at == datetime(2027, 3, 26, 23, 0, tzinfo=UTC)
    assert absence.ends_at == datetime(2027, 3, 28, 22, 0, tzinfo=UTC)
    assert (absence.first_day, absence.last_day) == (date(2027, 3, 27), date(2027, 3, 28))


def test_what_is_open_follows_now_and_when_it_begins(client_of):
    record(client_of("pia"), "2026-12-01", "2026-12-02")
    pia = {"person_id": person("pia").id}
    assert followed() == [(pia, False), (pia, True)]
    later = db.session.scalars(select(OutboxJob.due_at).order_by(OutboxJob.due_at.desc())).first()
    assert later == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


def test_one_that_began_already_follows_once(client_of):
    record(client_of("pia"), "2026-11-25", "2026-11-25")
    assert followed() == [({"person_id": person("pia").id}, False)]


def test_the_page_says_who_acts_meanwhile(client_of):
    assert "Ihre Vertretung im Amt: Detlef Dorn" in client_of("pia").get(PAGE).text
    assert "keine Stellvertretung" in client_of("paul").get(PAGE).text
    assert "werden Fragen weitergegeben" in client_of("erika").get(PAGE).text


def test_one_to_come_is_removed_and_a_running_one_ends_now(client_of):
    client = client_of("pia")
    record(client, "2026-11-24", "2026-11-27")
    record(client, "2026-12-24", "2026-12-31")
    assert "27. November 2026" in client.get(PAGE).text
    running, later = db.session.scalars(select(Absence.id).order_by(Absence.id)).all()
    for number in (running, later):
        submit(client, PAGE, action=f"{PAGE}/{number}/absagen")
    [absence] = db.session.scalars(select(Absence)).all()
    assert NOW < absence.ends_at < NOW + timedelta(minutes=5)
    assert len(followed()) == 1 + 2 + 2
    assert "keine Abwesenheit eingetragen" in client.get(PAGE).text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-11-20", "2026-11-24", "noch nicht vorbei"),
        ("2026-12-02", "2026-12-01", "nicht vor dem ersten"),
        ("2026-12-02", "2030-12-01", "höchstens zwei Jahre"),
        ("", "2026-12-01", "ersten Tag als Datum"),
        ("2026-12-01", "01.12.2026", "letzten Tag als Datum"),
        ("2027-01-02", "2027-01-09", "schon eine Abwesenheit"),
    ],
)
def test_days_that_do_not_fit_are_refused(client_of, first, last, text):
    client = client_of("pia")
    record(client, "2027-01-01", "2027-01-05")
    answer = record(client, first, last)
    assert answer.status_code == 422
    assert text in answer.text
    assert len(db.session.scalars(select(Absence)).all()) == 1


def test_the_office_records_for_somebody_who_fell_ill_and_colleagues_do_not(app):
    span = {"starts_at": utcnow(), "ends_at": utcnow() + timedelta(days=1)}
    with transaction(), pytest.raises(NotAllowed):
        actions.record_absence(actor=person("erika"), person=person("pia"), **span)
    with transaction():
        actions.record_absence(actor=person("olga"), person=person("pia"), **span)
    with transaction(), pytest.raises(Conflict, match="absence_overlaps"):
        actions.record_absence(actor=person("pia"), person=person("pia"), **span)


def test_nobody_cancels_the_absence_of_somebody_else(client_of):
    record(client_of("pia"), "2026-12-01", "2026-12-02")
    number = db.session.scalars(select(Absence.id)).one()
    assert submit(client_of("erika"), PAGE, to=f"{PAGE}/{number}/absagen").status_code == 404


def test_the_office_sees_and_ends_what_it_recorded_for_somebody(client_of):
    olga, pia = client_of("olga"), person("pia").id
    page = f"/verwaltung/personen/{pia}"
    assert "Abwesenheit absagen" not in olga.get(page).text
    for first, last in (("2026-11-25", "2026-11-27"), ("2026-12-24", "2026-12-31")):
        submit(olga, f"{page}/abwesenheit", starts_on=first, ends_on=last)
    shown = olga.get(page).text
    assert "27. November 2026" in shown
    assert "24. Dezember 2026" in shown
    running, later = db.session.scalars(select(Absence.id).order_by(Absence.id)).all()
    for number in (running, later):
        assert submit(olga, page, action=f"{page}/abwesenheit/{number}/absagen").location == page
    [absence] = db.session.scalars(select(Absence)).all()
    assert absence.ends_at < NOW + timedelta(minutes=5)
    assert "27. November 2026" not in olga.get(page).text
    again = submit(olga, f"{page}/abwesenheit", to=f"{page}/abwesenheit/{running}/absagen")
    assert "schon vorbei" in olga.get(again.location).text
    told = client_of("pia").get("/ich/mitteilungen").text
    assert "hat Ihre Abwesenheiten geändert" in told
    assert db.session.scalars(select(Notice.person_id).where(Notice.kind == "absence_changed")).all() == [pia] * 4
    assert "Abwesenheiten geändert" not in olga.get("/ich/mitteilungen").text


def test_an_absence_is_found_only_below_its_own_person(client_of):
    record(client_of("pia"), "2026-12-01", "2026-12-02")
    number = db.session.scalars(select(Absence.id)).one()
    page = f"/verwaltung/personen/{person('erika').id}"
    assert (
        submit(client_of("olga"), f"{page}/abwesenheit", to=f"{page}/abwesenheit/{number}/absagen").status_code == 404
    )
