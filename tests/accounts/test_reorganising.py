"""Departments that merge and split: everybody and everything goes where it belongs, and what was stays readable."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts import actions
from accounts.models import Appointment, AppointmentKind, Department, DepartmentSuccession
from accounts.queries.organisation import today
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge import actions as knowledge_actions
from knowledge.models import Follow, QuestionState
from pilots.queries import coverage_history, coverage_on
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.pilots.nominating import nominate


def department(code: str) -> Department:
    return db.session.scalars(select(Department).where(Department.code == code)).one()


def merge(code: str, into: str, by: str = "olga") -> None:
    with transaction():
        actions.merge_departments(actor=person(by), department=department(code), into=department(into))
    db.session.expire_all()


def split(code: str, *people: str, by: str = "olga", new: str = "35") -> None:
    entry = actions.DepartmentEntry(code=new, name="Bürgeramt", parent=department("D1"))
    with transaction():
        actions.split_department(
            actor=person(by), department=department(code), entry=entry, people=[person(key) for key in people]
        )
    db.session.expire_all()


def spans(code: str) -> set[tuple]:
    rows = db.session.scalars(select(Appointment).where(Appointment.department_id == department(code).id))
    return {(one.person.name, one.kind, one.valid_from == today(), one.valid_until) for one in rows}


def statuses(day=None) -> dict[str, str]:
    return {row.department.slug: row.status.value for row in coverage_on(day).rows}


def test_at_a_merge_people_and_appointments_go_over_and_the_past_stays(app, run_jobs):
    yesterday = today() - timedelta(days=1)
    before = statuses(yesterday)
    merge("34", "32")
    assert not department("34").is_open
    assert {person(key).department_id for key in ("erika", "pia", "detlef", "emil")} == {department("32").id}
    assert spans("34") == {
        ("Pia Petersen", AppointmentKind.PILOT, False, today()),
        ("Detlef Dorn", AppointmentKind.DEPUTY, False, today()),
    }
    assert spans("32") == {
        ("Pia Petersen", AppointmentKind.PILOT, True, None),
        ("Detlef Dorn", AppointmentKind.DEPUTY, True, None),
    }
    assert person("pia").pilot_departments == {department("32").id}
    assert statuses(yesterday) == before
    assert statuses()["ordnungsamt"] == "with_pilot"
    assert "standesamt" not in statuses()
    run_jobs()


def test_open_questions_go_over_and_solved_ones_stay(app):
    opened, solved = ask("erika"), ask("erika", title="Wie scanne ich?")
    accept(answer(solved))
    merge("34", "32")
    assert again(opened).department_id == department("32").id
    assert again(opened).owner_id == person("pia").id
    assert again(solved).department_id == department("34").id
    assert again(solved).state is QuestionState.SOLVED


def test_who_follows_both_follows_one(app):
    with transaction():
        for key, codes in (("ben", ["34", "32"]), ("paul", ["34"])):
            for code in codes:
                knowledge_actions.follow_department(actor=person(key), department=department(code), is_on=True)
    merge("34", "32")
    rows = db.session.scalars(select(Follow).where(Follow.department_id.is_not(None))).all()
    assert sorted((row.person_id, row.department_id) for row in rows) == sorted(
        (person(key).id, department("32").id) for key in ("ben", "paul")
    )


def test_a_nomination_under_way_speaks_for_the_department_that_goes_on(app):
    with time_machine.travel(utcnow() - timedelta(days=5)):
        nominate()
    assert statuses()["ordnungsamt"] == "nominated"
    merge("32", "60")
    day = today()
    assert statuses() == statuses() | {"bauamt": "nominated"}
    assert statuses(day - timedelta(days=1))["bauamt"] == "without"
    assert statuses(day - timedelta(days=1))["ordnungsamt"] == "nominated"
    days = [day - timedelta(days=2), day]
    assert coverage_history(day).figures(days) == [coverage_on(one).figures for one in days]


def test_an_old_address_leads_on_step_by_step(app, client_of):
    merge("34", "32")
    merge("32", "60")
    erika = client_of("erika")
    for slug in ("standesamt", "ordnungsamt"):
        answered = erika.get(f"/lotsen/{slug}")
        assert (answered.status_code, answered.location) == (301, "/lotsen/bauamt")
    assert erika.get("/lotsen/gibtesnicht").status_code == 404


def test_a_split_takes_those_chosen_with_their_appointments_and_questions(app, client_of):
    own, others = ask("erika"), ask("detlef")
    split("34", "pia", "erika")
    assert spans("35") == {("Pia Petersen", AppointmentKind.PILOT, True, None)}
    assert {name for name, _kind, _first, until in spans("34") if until is None} == {"Detlef Dorn"}
    assert again(own).department_id == department("35").id
    assert again(others).department_id == department("34").id
    now = {row.department.slug: (row.status.value, row.provision.is_at_risk) for row in coverage_on().rows}
    assert now["buergeramt"] == ("with_pilot", False)
    assert now["standesamt"] == ("with_pilot", True)


def test_a_department_that_went_into_several_names_them(app, client_of):
    split("60", new="61")
    merge("60", "32")
    page = client_of("erika").get("/lotsen/bauamt")
    assert page.status_code == 200
    assert "gibt es nicht mehr" in page.text
    assert "/lotsen/ordnungsamt" in page.text
    assert "/lotsen/buergeramt" in page.text


@pytest.mark.parametrize(
    ("code", "into", "refused"),
    [("34", "34", "into_itself"), ("D1", "60", "has_departments"), ("60", "D1", "into_division")],
)
def test_what_cannot_be_merged_is_refused(app, code, into, refused):
    with pytest.raises(Conflict, match=refused):
        merge(code, into)
    assert db.session.scalars(select(DepartmentSuccession)).all() == []


def test_what_is_closed_goes_nowhere_and_strangers_stay_out_of_a_split(app):
    merge("34", "32")
    with pytest.raises(Conflict, match="closed"):
        merge("34", "60")
    with pytest.raises(Conflict, match="not_its_people"):
        split("32", "ben")


@pytest.mark.parametrize("key", ["erika", "pia", "heike", "karl"])
def test_others_merge_and_split_nothing(app, key):
    with pytest.raises(NotAllowed):
        merge("34", "32", by=key)
    with pytest.raises(NotAllowed):
        split("34", by=key)


def test_the_office_does_both_by_form_and_reads_the_history(client_of):
    olga, old, new = client_of("olga"), department("34").id, department("32").id
    assert submit(olga, f"/verwaltung/aemter/{old}/zusammenlegen", into="").status_code == 422
    pia = str(person("pia").id)
    made = submit(olga, f"/verwaltung/aemter/{old}/aufteilen", code="35", name="Bürgeramt", people=pia)
    assert made.status_code == 303
    assert "Pia Petersen" in olga.get(made.location).text
    assert "entstand aus" in olga.get(made.location).text
    merged = submit(olga, f"/verwaltung/aemter/{old}/zusammenlegen", into=str(new))
    assert merged.location == f"/verwaltung/aemter/{new}"
    assert "kam dazu" in olga.get(merged.location).text
    page = olga.get(f"/verwaltung/aemter/{old}").text
    assert "wurde ein Teil von" in page
    assert "geschlossen" in page
