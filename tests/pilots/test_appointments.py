"""The way of an appointment: training, pause, handover and its acceptance; what the clock does, who may read."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts import actions as accounts
from accounts.models import Appointment, AppointmentKind, AppointmentState, Department, Notice
from accounts.queries.organisation import today
from core.cli import run_nightly
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from pilots.actions.appointments import move_appointment
from pilots.models import AppointmentMove
from pilots.queries import coverage_on
from tests.conftest import person
from tests.forms import submit

State = AppointmentState
REASON = "Kennt die Verfahren seit Jahren."


def department(code: str) -> Department:
    return db.session.scalars(select(Department).where(Department.code == code)).one()


def appoint(key: str = "emil", code: str = "32", *, reason: str = REASON, **more) -> int:
    with transaction():
        made = accounts.appoint_person(
            actor=person("olga"), person=person(key), department=department(code),
            kind=more.pop("kind", AppointmentKind.PILOT), valid_from=today(), reason=reason, **more,
        )  # fmt: skip
    return made.id


def of(key: str) -> int:
    return db.session.scalars(select(Appointment).where(Appointment.person_id == person(key).id)).one().id


def go(number: int, name: str, by: str = "olga", reason: str = "") -> Appointment:
    with transaction():
        move_appointment(
            actor=person(by), appointment=db.session.get_one(Appointment, number), name=name, reason=reason
        )
    db.session.expire_all()
    return db.session.get_one(Appointment, number)


def standing(slug: str = "ordnungsamt", on=None) -> tuple[str, bool]:
    row = next(one for one in coverage_on(on).rows if one.department.slug == slug)
    return row.status.value, row.provision.is_at_risk


def told(kind: str) -> list[str]:
    rows = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return sorted(db.session.get_one(type(person("olga")), row.person_id).email.split("@")[0] for row in rows)


def test_without_a_training_it_takes_a_reason(app):
    with pytest.raises(Conflict, match="needs_reason"):
        appoint(reason="")
    number = appoint()
    moves = db.session.scalars(select(AppointmentMove)).all()
    assert [(one.subject_id, one.move, one.reason, one.to_state) for one in moves] == [
        (number, "appoint_by_exception", REASON, "active")
    ]
    assert standing() == ("with_pilot", False)


def test_who_still_learns_is_no_pilot_and_the_department_is_in_training(app):
    number = appoint(reason="", state=State.APPOINTED)
    assert not person("emil").is_pilot
    assert standing() == ("in_training", False)
    go(number, "begin_training")
    with pytest.raises(Conflict, match="step_not_allowed"):
        go(number, "finish_training")
    with pytest.raises(Conflict, match="needs_reason"):
        go(number, "excuse_training")
    go(number, "excuse_training", reason="Hat den Kurs anderswo besucht.")
    assert person("emil").is_pilot
    assert standing() == ("with_pilot", False)


def test_a_pause_says_nothing_of_its_reason_and_leaves_nobody_in_charge(app):
    number = of("paul")
    go(number, "pause_appointment", by="paul", reason="Elternzeit")
    assert standing("kaemmerei") == ("without", False)
    assert {one.reason for one in db.session.scalars(select(AppointmentMove))} == {""}
    assert go(number, "resume_appointment", by="paul").state is State.ACTIVE
    assert standing("kaemmerei") == ("with_pilot", False)


def test_an_end_of_today_is_a_handover_until_it_is_accepted(app, client_of, run_jobs):
    number = of("pia")
    path = f"/verwaltung/benennungen/{number}/beenden"
    assert submit(client_of("olga"), path, valid_until=today().isoformat()).status_code == 303
    assert standing("standesamt") == ("with_pilot", True)
    assert told("handover_to_accept") == ["detlef"]
    assert not person("pia").is_pilot
    with pytest.raises(NotAllowed):
        go(number, "accept_handover", by="erika")
    with pytest.raises(NotAllowed):
        go(number, "accept_handover", by="pia")
    ended = go(number, "accept_handover", by="detlef")
    assert (ended.state, ended.valid_until) == (State.ENDED, today())
    assert standing("standesamt") == ("with_pilot", True), "a deputy alone"
    run_jobs()


def test_nobody_there_is_said_by_the_head_and_counts(app):
    number = appoint()
    with time_machine.travel(utcnow() + timedelta(days=3)):
        go(number, "begin_handover", by="emil")
        assert standing() == ("with_pilot", True)
        with pytest.raises(NotAllowed):
            go(number, "end_unaccepted")
        go(number, "end_unaccepted", by="heike")
        assert standing() == ("without", False)
        assert standing(on=today() - timedelta(days=1)) == ("with_pilot", False)


def test_where_no_head_is_entered_the_office_acts_for_it(app):
    number = appoint("ben", "60")
    go(number, "begin_handover")
    assert go(number, "end_unaccepted").state is State.ENDED


def test_who_is_blocked_or_leaves_hands_over(app):
    with transaction():
        accounts.block_person(actor=person("anna"), person=person("paul"))
    assert standing("kaemmerei") == ("with_pilot", True)
    with transaction():
        accounts.change_person(
            actor=person("anna"), person=person("pia"), email="pia@stadt.example", name="Pia Petersen",
            department=department("60"),
        )  # fmt: skip
    assert db.session.get_one(Appointment, of("pia")).state is State.HANDING_OVER
    assert standing("standesamt") == ("with_pilot", True)
    assert person("pia").is_pilot, "until somebody accepted"


def test_a_coming_end_is_announced_once_at_each_stage_however_late_the_night(app):
    number = appoint(valid_until=today() + timedelta(days=100))
    for days, stages in ((1, 0), (10, 1), (11, 1), (69, 1), (75, 2), (95, 3), (99, 3)):
        with time_machine.travel(utcnow() + timedelta(days=days)):
            run_nightly()
            run_nightly()
        assert told("appointment_ends").count("emil") == stages, days
        assert told("appointment_ends").count("heike") == stages
        assert told("appointment_ends").count("olga") == stages
    with time_machine.travel(utcnow() + timedelta(days=102)):
        day = today() - timedelta(days=1)
        assert standing(on=day) == ("with_pilot", True), "whether or not the clock came by"
        run_nightly()
        run_nightly()
        assert db.session.get_one(Appointment, number).state is State.HANDING_OVER
        assert standing(on=day) == ("with_pilot", True)
    assert told("handover_to_accept") == ["heike"]


def test_the_state_repeats_the_last_row(app):
    number = appoint(reason="", state=State.APPOINTED)
    go(number, "begin_training")
    go(number, "excuse_training", reason=REASON)
    go(number, "begin_handover")
    go(number, "end_unaccepted", by="heike")
    rows = db.session.scalars(select(AppointmentMove).order_by(AppointmentMove.seq)).all()
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert [row.from_state for row in rows[1:]] == [row.to_state for row in rows[:-1]]
    assert db.session.get_one(Appointment, number).state == rows[-1].to_state


def test_the_pages_offer_what_one_may_and_keep_from_others(client_of):
    number = appoint()
    path = f"/benennungen/{number}"
    emil, heike = client_of("emil"), client_of("heike")
    page = emil.get(path).text
    assert "Die Übergabe beginnen" in page
    assert REASON in page
    assert "Pausieren" not in heike.get(path).text
    for key in ("erika", "pia"):
        assert client_of(key).get(path).status_code == 404
    assert submit(emil, path, to=f"{path}/begin_handover").location == path
    assert "Beenden: Es ist niemand da" in heike.get(path).text
    assert submit(heike, path, to=f"{path}/end_unaccepted").status_code == 303
    assert "Ausnahmsweise benannt" in emil.get("/ich/benennungen").text
    history = heike.get("/lotsen/ordnungsamt/benennungen")
    assert "Emil Ernst" in history.text
    assert emil.get("/lotsen/ordnungsamt/benennungen").status_code == 404


def test_the_office_appoints_for_a_term_by_form(client_of):
    olga, path = client_of("olga"), f"/verwaltung/aemter/{department('32').id}/benennen?person={person('emil').id}"
    fields = {"kind": "pilot", "valid_from": today().isoformat(), "begins_as": "active"}
    assert submit(olga, path, **fields).status_code == 422
    until = (today() + timedelta(days=200)).isoformat()
    assert submit(olga, path, **fields, valid_until=until, reason=REASON).status_code == 303
    assert db.session.get_one(Appointment, of("emil")).valid_until.isoformat() == until
