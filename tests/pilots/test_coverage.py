"""Coverage from the database to page, API and command line: they agree on every day, and no past day changes."""

import json
import re
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Appointment, AppointmentKind, Department, DepartmentPeriod
from accounts.queries.organisation import today
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import NotAllowed
from pilots.actions.coverage import set_goal
from pilots.jobs import renew_forecast
from pilots.models import CoverageGoal
from pilots.models import NominationState as State
from pilots.models.nominations import LIVE
from pilots.queries import coverage_history, coverage_on
from tests.api.caller import script_of
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.pilots import enrolling, naive, nominating, teaching
from tests.pilots.city import City

FIGURES = ("with_pilot", "at_risk", "in_training", "nominated", "without")


def on_page(text: str) -> dict[str, int]:
    """The figures as the page shows them, each in the link to its list."""
    found = re.findall(r'href="/abdeckung/aemter\?stand=(\w+)[^"]*"><strong>(\d+)</strong>', text)
    return {name: int(count) for name, count in found}


def told(app, day: date) -> dict:
    result = app.test_cli_runner().invoke(args=["coverage", "--on", day.isoformat(), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("seed", range(3))
def test_on_every_day_of_a_random_history_all_agree(app, client_of, seed: int) -> None:
    city = City(seed)
    days = city.live(30)
    city.write_down()
    script, erika = script_of("erika"), client_of("erika")
    history = coverage_history(days[-1])
    walked = dict(zip(days, history.figures(days), strict=True))
    for day in days:
        document = told(app, day)
        assert document == script.get("/coverage", on=day.isoformat()).json
        assert {row["slug"]: row["status"] for row in document["by_department"]} == naive.coverage(city.diary, day)
        counts = {status: document[status] for status in naive.ORDER}
        assert document["departments"] == sum(counts.values()) == len(document["by_department"])
        shown = on_page(erika.get(f"/abdeckung?am={day.isoformat()}").text)
        assert shown == (counts | {"at_risk": naive.at_risk(city.diary, day)} if document["departments"] else {})
        assert coverage_on(day).figures == walked[day]


def test_a_past_day_never_changes_when_something_happens_today(app) -> None:
    city = City(7)
    snapshots: dict[date, dict] = {}
    start = utcnow() - timedelta(days=25)
    for number in range(25):
        with time_machine.travel(start + timedelta(days=number)):
            city.live(0, acts_a_day=3)
            snapshots[today()] = told(app, today())
            assert all(told(app, day) == kept for day, kept in snapshots.items())


def test_the_document_has_just_the_promised_shape(app) -> None:
    renew_forecast()
    document = told(app, today())
    assert list(document) == [
        "on", "departments", "with_pilot", "in_training", "nominated", "without", "coverage", "forecast",
        "by_department",
    ]  # fmt: skip
    assert document["on"] == today().isoformat()
    assert (document["departments"], document["with_pilot"], document["coverage"]) == (5, 2, 0.4)
    assert list(document["forecast"]) == ["complete_on", "earliest", "latest", "basis"]
    assert "zu wenige Daten" in document["forecast"]["basis"]
    standesamt = next(row for row in document["by_department"] if row["slug"] == "standesamt")
    assert standesamt == {
        "slug": "standesamt", "name": "Standesamt", "status": "with_pilot", "pilots": 1, "deputy": True
    }  # fmt: skip


def test_the_command_speaks_to_people_too_and_knows_what_is_no_day(app) -> None:
    result = app.test_cli_runner().invoke(args=["coverage"])
    assert "2 von 5 Ämtern haben eine Lotsin oder einen Lotsen." in result.stdout
    assert app.test_cli_runner().invoke(args=["coverage", "--on", "gestern"]).exit_code == 2
    assert script_of("erika").get("/coverage", on="gestern").status_code == 422


def test_the_page_says_what_is_missing_and_who_has_to_act(client_of) -> None:
    page = client_of("erika").get("/abdeckung").text
    assert "2 von 5 Ämtern haben eine Lotsin oder einen Lotsen." in page
    row = page.split("/lotsen/ordnungsamt")[1].split("</tr>")[0]
    assert "Jemanden zur Ausbildung vorschlagen" in row
    assert "Amtsleitung: Heike Haupt" in row
    assert "es ist keine eingetragen" in page.split("/lotsen/bauamt")[1].split("</tr>")[0]
    assert "So war es" not in page


def test_each_figure_leads_to_the_list_behind_it(client_of) -> None:
    erika = client_of("erika")
    page = erika.get("/abdeckung").text
    for name, count in on_page(page).items():
        rows = erika.get(f"/abdeckung/aemter?stand={name}").text
        assert rows.count('<th scope="row">') == count
    division = erika.get("/abdeckung/aemter?stand=without&dezernat=dezernat-1").text
    assert "Ordnungsamt" in division
    assert "Bauamt" not in division


def test_the_past_is_told_by_the_names_of_then(client_of) -> None:
    before = (today() - timedelta(days=400)).isoformat()
    with transaction():
        period = select(DepartmentPeriod).join(Department, Department.id == DepartmentPeriod.department_id)
        one = db.session.scalars(period.where(Department.slug == "bauamt")).one()
        one.valid_until = today()
        db.session.flush()
        same = {name: getattr(one, name) for name in ("department_id", "code", "parent_id", "is_counted", "is_open")}
        db.session.add(DepartmentPeriod(valid_from=today(), name="Amt für Bauen", **same))
    erika = client_of("erika")
    assert "Bauamt" in erika.get(f"/abdeckung?am={before}").text
    assert "Amt für Bauen" not in erika.get(f"/abdeckung?am={before}").text
    assert "Amt für Bauen" in erika.get("/abdeckung").text


@pytest.mark.parametrize(
    ("state", "status"),
    [(state, "nominated" if state in LIVE or state is State.CONFIRMED else "without") for state in State],
)
def test_a_nomination_under_way_speaks_for_its_department(app, client_of, state, status) -> None:
    nominating.in_state(state)
    document = told(app, today())
    assert {row["slug"]: row["status"] for row in document["by_department"]}["ordnungsamt"] == status
    page = client_of("erika").get("/abdeckung").text
    assert on_page(page)["nominated"] == int(status == "nominated")
    assert "Emil Ernst" not in page


def test_a_seat_in_a_basic_course_is_a_department_in_training(app, client_of) -> None:
    enrolling.request(teaching.cohort(), "emil")
    assert {row["slug"]: row["status"] for row in told(app, today())["by_department"]}["ordnungsamt"] == "in_training"
    page = client_of("erika").get("/abdeckung").text
    assert on_page(page)["in_training"] == 1
    assert "Den Lehrgang abschließen, dann benennen" in page
    assert "Emil Ernst" not in page


@pytest.mark.parametrize("day", ["", "gestern", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_what_is_no_day_is_today(client_of, day: str) -> None:
    page = client_of("erika").get(f"/abdeckung?am={day}")
    assert page.status_code == 200
    assert f'value="{today().isoformat()}"' in page.text


def test_before_anything_was_known_nothing_counted(client_of) -> None:
    page = client_of("erika").get("/abdeckung?am=2001-01-01")
    assert page.status_code == 200
    assert "An diesem Tag zählte kein Amt." in page.text


def test_the_office_sets_a_goal_that_holds_from_its_day_on(client_of) -> None:
    olga, aim = client_of("olga"), today() + timedelta(days=700)
    assert submit(olga, "/abdeckung/ziel", day=today().isoformat()).status_code == 422
    assert submit(olga, "/abdeckung/ziel", day="bald").status_code == 422
    for _ in range(2):
        assert submit(olga, "/abdeckung/ziel", day=aim.isoformat()).status_code == 303
    goals = db.session.scalars(select(CoverageGoal)).all()
    assert [(goal.day, goal.covered) for goal in goals] == [(aim, 2)]
    assert db.session.scalars(select(AuditEntry.act)).all() == ["pilots.set_goal"]
    erika = client_of("erika")
    assert "Ziel: jedes Amt bis zum" in erika.get("/abdeckung").text
    assert "der Weg zum Ziel" in erika.get("/abdeckung").text
    assert "Ziel: jedes Amt" not in erika.get(f"/abdeckung?am={(today() - timedelta(days=1)).isoformat()}").text
    assert submit(olga, "/abdeckung/ziel", day="").status_code == 303
    assert "Ziel: jedes Amt" not in erika.get("/abdeckung").text


@pytest.mark.parametrize("key", ["erika", "pia", "heike", "anna", "karl"])
def test_others_set_no_goal(app, key: str) -> None:
    with pytest.raises(NotAllowed), transaction():
        set_goal(actor=person(key), day=today() + timedelta(days=9))


def test_a_bigger_city_with_a_longer_history_costs_no_more_statements(client_of) -> None:
    erika = client_of("erika")
    with counted_queries() as few:
        erika.get("/abdeckung")
    with transaction():
        made = [Department(code=f"N{i}", name=f"Neues Amt {i}", slug=f"neu-{i}") for i in range(60)]
        db.session.add_all(made)
        db.session.flush()
        for one in made:
            db.session.add(
                DepartmentPeriod(
                    department_id=one.id, valid_from=date(2021, 1, 1), code=one.code, name=one.name,
                    parent_id=None, is_counted=True, is_open=True,
                )
            )  # fmt: skip
            db.session.add(
                Appointment(
                    person_id=person("emil").id,
                    department_id=one.id,
                    kind=AppointmentKind.DEPUTY,
                    valid_from=date(2022, 1, 1) + timedelta(days=one.id),
                )
            )
    with counted_queries() as many:
        erika.get("/abdeckung")
    assert len(many) == len(few) <= 10
