"""Appointing pilots and deputies, and ending that."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from accounts import actions
from accounts.models import Appointment, AppointmentKind, Department
from accounts.queries.organisation import today
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from core.formats import LOCAL
from core.outbox import OutboxJob
from tests.conftest import person
from tests.forms import submit


def department(code: str) -> Department:
    return db.session.scalars(select(Department).where(Department.code == code)).one()


def appointments(key: str) -> list[Appointment]:
    return list(db.session.scalars(select(Appointment).where(Appointment.person_id == person(key).id)))


def appoint(key: str, code: str, *, kind: AppointmentKind = AppointmentKind.PILOT, by: str = "olga", on=None) -> None:
    with transaction():
        actions.appoint_person(
            actor=person(by),
            person=person(key),
            department=department(code),
            kind=kind,
            valid_from=on or today(),
            reason="Schon lange dabei.",
        )


def end(key: str, on: date, *, by: str = "olga") -> None:
    with transaction():
        actions.end_appointment(actor=person(by), appointment=appointments(key)[-1], valid_until=on)


def test_the_office_searches_somebody_and_appoints(client_of):
    olga, path = client_of("olga"), f"/verwaltung/aemter/{department('32').id}/benennen"
    assert "Emil Ernst" in olga.get(f"{path}?q=emil").text
    assert "wurde niemand gefunden" in olga.get(f"{path}?q=niemand").text
    answer = submit(
        olga,
        f"{path}?person={person('emil').id}",
        kind="pilot",
        valid_from=today().isoformat(),
        reason="Schon lange dabei.",
    )
    assert answer.status_code == 303
    assert person("emil").is_pilot
    assert "Emil Ernst" in olga.get(f"/verwaltung/aemter/{department('32').id}").text
    assert db.session.scalars(select(AuditEntry.act)).all() == ["accounts.appoint_person"]
    job = db.session.scalars(select(OutboxJob).where(OutboxJob.topic == "knowledge.follow_appointment")).one()
    assert job.payload == {"department_id": department("32").id, "person_id": person("emil").id}
    assert job.due_at <= utcnow()


def test_the_form_proposes_today(client_of):
    path = f"/verwaltung/aemter/{department('32').id}/benennen?person={person('emil').id}"
    assert f'value="{today().isoformat()}"' in client_of("olga").get(path).text


def test_several_hold_a_department_and_one_several(app):
    appoint("emil", "32")
    appoint("heike", "32", kind=AppointmentKind.DEPUTY)
    appoint("pia", "32")
    assert person("pia").pilot_departments == {department("34").id, department("32").id}


@pytest.mark.parametrize("kind", list(AppointmentKind))
def test_nobody_is_appointed_twice_in_a_department(client_of, kind):
    with pytest.raises(Conflict, match="already_appointed"):
        appoint("pia", "34", kind=kind)
    path = f"/verwaltung/aemter/{department('34').id}/benennen?person={person('pia').id}"
    answer = submit(client_of("olga"), path, kind=kind.value, valid_from=today().isoformat())
    assert answer.status_code == 422
    assert "schon benannt" in answer.text


def test_blocked_people_and_closed_departments_are_refused(app):
    with transaction():
        actions.block_person(actor=person("anna"), person=person("emil"))
        department("60").closed_at = utcnow()
    with pytest.raises(Conflict, match="blocked"):
        appoint("emil", "32")
    with pytest.raises(Conflict, match="department_closed"):
        appoint("ben", "60")


def test_a_coming_appointment_is_followed_on_its_day(app):
    tomorrow = today() + timedelta(days=1)
    appoint("emil", "32", on=tomorrow)
    assert not person("emil").is_pilot
    job = db.session.scalars(select(OutboxJob)).one()
    assert job.due_at == datetime.combine(tomorrow, datetime.min.time(), LOCAL)


def test_an_end_holds_from_the_day_given(client_of):
    number = appointments("pia")[0].id
    answer = submit(client_of("olga"), f"/verwaltung/benennungen/{number}/beenden", valid_until=today().isoformat())
    assert answer.status_code == 303
    assert appointments("pia")[0].valid_until == today()
    assert not person("pia").is_pilot
    topics = db.session.scalars(select(OutboxJob.topic).order_by(OutboxJob.topic)).all()
    assert topics == ["accounts.mail_notice", "knowledge.follow_appointment"], "Detlef can accept the handover"
    with pytest.raises(Conflict, match="ended"):
        end("pia", today())
    appoint("pia", "34", kind=AppointmentKind.DEPUTY)  # the next one begins where the last one ended
    assert person("pia").is_pilot


def test_a_mistake_of_today_disappears_and_history_does_not(app):
    appoint("emil", "32")
    end("emil", today())
    assert appointments("emil") == []
    with pytest.raises(Conflict, match="ends_in_the_past"):
        end("pia", date(2023, 12, 31))
    with pytest.raises(Conflict, match="ends_in_the_past"):
        end("pia", today() - timedelta(days=1))


def test_nobody_was_appointed_on_a_day_that_is_over(client_of):
    with pytest.raises(Conflict, match="begins_in_the_past"):
        appoint("emil", "32", on=today() - timedelta(days=1))
    path = f"/verwaltung/aemter/{department('32').id}/benennen?person={person('emil').id}"
    yesterday = (today() - timedelta(days=1)).isoformat()
    answer = submit(client_of("olga"), path, kind="pilot", valid_from=yesterday)
    assert answer.status_code == 422
    assert "Tage, die vorbei sind" in answer.text


@pytest.mark.parametrize("text", ["", "gestern", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_comes_back(client_of, text):
    number = appointments("pia")[0].id
    answer = submit(client_of("olga"), f"/verwaltung/benennungen/{number}/beenden", valid_until=text)
    assert answer.status_code == 422
    assert appointments("pia")[0].valid_until is None


@pytest.mark.parametrize("key", ["erika", "pia", "heike", "karl"])
def test_others_appoint_nobody(app, client_of, key):
    with pytest.raises(NotAllowed):
        appoint("emil", "32", by=key)
    with pytest.raises(NotAllowed):
        end("pia", today(), by=key)
    assert client_of(key).get(f"/verwaltung/aemter/{department('32').id}/benennen").status_code == 403
