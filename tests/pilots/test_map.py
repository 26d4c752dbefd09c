"""The map of departments and their pilots."""

from datetime import date, timedelta

import html5lib
import pytest
from sqlalchemy import select

from accounts.models import Absence, Appointment, AppointmentKind, Department
from core.db import db, transaction, utcnow
from tests.conftest import counted_queries, person


def cards(markup: str) -> dict[str, str]:
    """The text of each department's card, by the department's name."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(markup)
    found = [element for element in root.iter("li") if element.get("class") == "card"]
    assert len({card.find("h3/a").text for card in found}) == len(found)
    return {card.find("h3/a").text: " ".join(" ".join(card.itertext()).split()) for card in found}


def department(code: str) -> Department:
    return db.session.scalars(select(Department).where(Department.code == code)).one()


def send_away(key: str, days: int = 3) -> None:
    with transaction():
        now = utcnow()
        db.session.add(
            Absence(person_id=person(key).id, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=days))
        )


@pytest.fixture(autouse=True)
def _divisions_do_not_count(app) -> None:
    with transaction():
        for code in ("D1", "D2", "D3"):
            department(code).is_counted = False


def test_every_open_department_stands_once_with_status_and_names(client_of) -> None:
    page = client_of("erika").get("/lotsen")
    shown = cards(page.text)
    assert set(shown) == {"Standesamt", "Ordnungsamt", "Kämmerei", "Amt für Digitalisierung", "Bauamt"}
    assert "Mit Lotsin oder Lotse" in shown["Standesamt"]
    assert "Pia Petersen" in shown["Standesamt"]
    assert "Detlef Dorn" not in shown["Standesamt"]
    assert "Noch unbesetzt" in shown["Bauamt"]
    assert "2 von 5 Ämtern haben eine Lotsin oder einen Lotsen." in page.text


def test_one_covered_department_is_told_in_the_singular(client_of) -> None:
    with transaction():
        paul = db.session.scalars(select(Appointment).where(Appointment.person_id == person("paul").id)).one()
        paul.valid_until = date(2025, 1, 1)
    assert "1 von 5 Ämtern hat eine Lotsin oder einen Lotsen." in client_of("erika").get("/lotsen").text


def test_a_department_with_only_a_deputy_is_at_risk_and_counts(client_of) -> None:
    with transaction():
        appointment = Appointment(kind=AppointmentKind.DEPUTY, valid_from=date(2024, 1, 1))
        appointment.person, appointment.department = person("ben"), department("60")
        db.session.add(appointment)
    page = client_of("erika").get("/lotsen")
    assert "Gefährdet" in cards(page.text)["Bauamt"]
    assert "Ben Bauer" in cards(page.text)["Bauamt"]
    assert "3 von 5 Ämtern" in page.text


def test_the_deputy_acts_while_the_pilot_is_away(client_of) -> None:
    send_away("pia")
    card = cards(client_of("erika").get("/lotsen").text)["Standesamt"]
    assert "Abwesend, wieder da am" in card
    assert "Solange: Detlef Dorn" in card


def test_a_closed_department_is_gone_from_map_and_figures(client_of) -> None:
    with transaction():
        department("60").closed_at = utcnow()
    page = client_of("erika").get("/lotsen")
    assert "Bauamt" not in cards(page.text)
    assert "2 von 4 Ämtern" in page.text


def test_departments_without_division_stand_under_their_own_heading(client_of) -> None:
    with transaction():
        db.session.add(Department(code="99", name="Stabsstelle", slug="stabsstelle"))
    page = client_of("erika").get("/lotsen")
    assert "Ohne Dezernat" in page.text
    assert "Stabsstelle" in cards(page.text)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?status=with_pilot", {"Standesamt", "Kämmerei"}),
        ("?status=without&dezernat=dezernat-1", {"Ordnungsamt"}),
        ("?q=kaemmerei", {"Kämmerei"}),
        ("?q=PETERSEN", {"Standesamt"}),
        ("?q=kammerei", {"Kämmerei"}),
        ("?q=60", {"Bauamt"}),
        ("?q=pohl+20", {"Kämmerei"}),
        ("?dezernat=dezernat-3", {"Bauamt"}),
        ("?status=nonsense", {"Standesamt", "Ordnungsamt", "Kämmerei", "Amt für Digitalisierung", "Bauamt"}),
    ],
)
def test_the_address_narrows_the_map_down(client_of, query: str, names: set[str]) -> None:
    page = client_of("erika").get("/lotsen" + query)
    assert set(cards(page.text)) == names
    assert "2 von 5 Ämtern" in page.text


def test_what_was_typed_stays_in_the_form(client_of) -> None:
    page = client_of("erika").get("/lotsen?q=%22%3Cb%3E&status=at_risk")
    assert 'value="&#34;&lt;b&gt;"' in page.text
    assert '<option value="at_risk" selected>' in page.text
    assert "Kein Amt passt zu Ihrer Auswahl." in page.text


def test_an_empty_city_says_what_comes(client_of) -> None:
    client = client_of("erika")
    with transaction():
        for one in db.session.scalars(select(Department)):
            one.closed_at = utcnow()
    assert "Es ist noch kein Amt eingetragen." in client.get("/lotsen").text


def test_a_bigger_city_costs_no_more_queries(client_of) -> None:
    client = client_of("erika")
    with counted_queries() as small:
        client.get("/lotsen")
    with transaction():
        db.session.add_all(Department(code=f"N{i}", name=f"Neues Amt {i}", slug=f"neu-{i}") for i in range(40))
    with counted_queries() as large:
        client.get("/lotsen")
    assert len(large) == len(small) <= 8


def test_who_may_see_the_map(client, client_of) -> None:
    assert client.get("/lotsen").status_code == 303
    assert client_of("karl").get("/lotsen").status_code == 403
