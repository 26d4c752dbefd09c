"""Lists through the API: pages, departments, pilots, notices."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Absence, Appointment, AppointmentKind, Department
from core.db import db, transaction, utcnow
from knowledge import actions
from tests.api.caller import script_of
from tests.conftest import person
from tests.knowledge.asking import answer, ask


def test_130_questions_come_page_by_page_each_once(app: Flask) -> None:
    with transaction():
        numbers = [
            actions.ask_question(actor=person("erika"), title=f"Frage {n}", body="Text", submission=f"s{n}").id
            for n in range(130)
        ]
    script = script_of("emil")
    first = script.get("/questions", limit=100, status="open").json
    assert len(first["items"]) == 100
    assert first["next"] == f"http://127.0.0.1:5000/api/v1/questions?limit=100&status=open&after={numbers[30]}"
    assert [item["id"] for item in script.items("/questions", limit=100, status="open")] == numbers[::-1]
    assert [item["id"] for item in script.items("/questions")] == numbers[::-1]
    assert [item["id"] for item in script.items("/questions", limit=65)] == numbers[::-1]


def test_a_question_asked_meanwhile_shifts_no_page(app: Flask) -> None:
    asked = [ask(title=f"Frage {n}").id for n in range(4)]
    script = script_of("emil")
    page = script.get("/questions", limit=2).json
    ask(title="Eben erst")
    rest = script.get("/questions", limit=2, after=page["items"][-1]["id"]).json
    assert [item["id"] for item in rest["items"]] == [asked[1], asked[0]]
    assert rest["next"] is None


def test_departments_come_with_their_pilots(app: Flask) -> None:
    script = script_of("emil")
    items = script.items("/departments")
    assert [(item["slug"], item["division"], item["status"]) for item in items] == [
        ("digitalisierung", "dezernat-2", "without"),
        ("kaemmerei", "dezernat-2", "with_pilot"),
        ("ordnungsamt", "dezernat-1", "without"),
        ("standesamt", "dezernat-1", "with_pilot"),
        ("bauamt", "dezernat-3", "without"),
    ]
    office = items[3]
    assert office["url"] == "http://127.0.0.1:5000/lotsen/standesamt"
    assert [pilot["email"] for pilot in office["pilots"]] == ["pia@stadt.example"]
    assert [deputy["name"] for deputy in office["deputies"]] == ["Detlef Dorn"]
    assert script.items("/departments", limit=2) == items


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 100])
def test_the_last_page_of_departments_says_so(app: Flask, limit: int) -> None:
    assert len(script_of("emil").items("/departments", limit=limit)) == 5


def test_a_page_after_a_department_that_does_not_exist_is_refused(app: Flask) -> None:
    response = script_of("emil").get("/departments", after="nirgends")
    assert response.status_code == 422
    assert response.json["errors"] == [{"field": "after", "message": "Diesen Eintrag gibt es in der Liste nicht."}]


def test_one_department_and_one_division(app: Flask) -> None:
    script = script_of("emil")
    led = script.get("/departments/ordnungsamt").json
    assert (led["head"], led["status"], led["division"]) == ("Heike Haupt", "without", "dezernat-1")
    division = script.get("/departments/dezernat-1").json
    assert (division["status"], division["departments"]) == (None, ["ordnungsamt", "standesamt"])


def test_a_closed_department_is_gone(app: Flask) -> None:
    with transaction():
        db.session.scalars(select(Department).where(Department.slug == "bauamt")).one().closed_at = utcnow()
    script = script_of("emil")
    assert script.get("/departments/bauamt").status_code == 404
    assert "bauamt" not in [item["slug"] for item in script.items("/departments")]


def test_pilots_are_listed_once_with_their_departments_and_absence(app: Flask) -> None:
    back = utcnow() + timedelta(days=3)
    with transaction():
        db.session.add(Absence(person_id=person("pia").id, starts_at=utcnow() - timedelta(days=1), ends_at=back))
        building = db.session.scalars(select(Department).where(Department.slug == "bauamt")).one()
        second = Appointment(kind=AppointmentKind.PILOT, valid_from=date(2024, 1, 1), department_id=building.id)
        second.person = person("paul")
        db.session.add(second)
    script = script_of("erika")
    pilots = {item["name"]: item for item in script.items("/pilots")}
    assert list(pilots) == ["Pia Petersen", "Paul Pohl"]
    assert pilots["Paul Pohl"]["departments"] == ["kaemmerei", "bauamt"]
    assert pilots["Paul Pohl"]["away_until"] is None
    assert pilots["Pia Petersen"]["away_until"].startswith(back.date().isoformat())
    assert [item["name"] for item in script.items("/pilots", kind="deputy")] == ["Detlef Dorn"]
    assert script.items("/pilots", limit=1) == list(pilots.values())


def test_notices_are_ones_own(app: Flask) -> None:
    asked = ask("erika", title="Wie geht das?")
    answer(asked)
    [notice] = script_of("erika").get("/notices").json["items"]
    assert (notice["kind"], notice["read_at"]) == ("answer_posted", None)
    assert notice["url"] == f"http://127.0.0.1:5000/fragen/{asked.id}-wie-geht-das"
    assert "Wie geht das?" in notice["text"]
    assert [item["kind"] for item in script_of("pia").items("/notices")] == ["question_assigned"]
    assert script_of("emil").items("/notices") == []


def test_notices_come_page_by_page_newest_first(app: Flask) -> None:
    for number in range(5):
        ask("erika", title=f"Frage {number}")
    items = script_of("pia").items("/notices", limit=2)
    assert [item["id"] for item in items] == sorted((item["id"] for item in items), reverse=True)
    assert len(items) == 5


def test_a_notice_about_something_hidden_tells_nothing_of_it(app: Flask) -> None:
    asked = ask("erika", title="Streng geheim")
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=db.session.merge(asked))
    [notice] = script_of("pia").items("/notices")
    assert notice["url"] is None
    assert "geheim" not in notice["text"]
