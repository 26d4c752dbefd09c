"""Departments as the administration keeps them."""

import pytest
from sqlalchemy import select

from accounts import actions, queries
from accounts.models import Department
from core.audit import AuditEntry
from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from tests.conftest import person
from tests.forms import submit


def department(code: str) -> Department:
    return db.session.scalars(select(Department).where(Department.code == code)).one()


def entry(code: str, name: str, **more) -> actions.DepartmentEntry:
    return actions.DepartmentEntry(code=code, name=name, **more)


def create(code: str, name: str, **more) -> str:
    with transaction():
        return actions.create_department(actor=person("olga"), entry=entry(code, name, **more)).slug


def test_the_tree_shows_departments_below_their_division(client_of):
    page = client_of("olga").get("/verwaltung/aemter").text
    names = ["Dezernat I<", "Ordnungsamt<", "Standesamt<", "Dezernat II<", "Kämmerei<"]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)
    assert "Detlef Dorn (Stellvertretung)" in page


def test_the_office_makes_a_department(client_of):
    answer = submit(
        client_of("olga"),
        "/verwaltung/aemter/neu",
        code="41",
        name="Kulturamt",
        parent=department("D1").id,
        head="heike@stadt.example",
        phone="07000 4711-41",
        email="kultur@stadt.example",
        location="Altes Rathaus",
        is_counted="y",
    )
    assert answer.status_code == 303
    made = department("41")
    assert (made.slug, made.parent.code, made.head.name, made.phone) == (
        "kulturamt",
        "D1",
        "Heike Haupt",
        "07000 4711-41",
    )
    assert made.is_counted
    assert db.session.scalars(select(AuditEntry.act)).all() == ["accounts.create_department"]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"code": "", "name": "X"}, "Geben Sie die Kennziffer ein."),
        ({"code": "34", "name": "X"}, "Ein anderes Amt hat diese Kennziffer."),
        ({"code": "1" * 21, "name": "X"}, "Kürzen Sie"),
        ({"code": "41", "name": "X", "head": "Niemand Da"}, "gibt es kein Konto"),
        ({"code": "41", "name": "X", "email": "kein"}, "Geben Sie eine E-Mail-Adresse wie"),
        ({"code": "41", "name": "X", "parent": "999999"}, "422"),
    ],
)
def test_what_does_not_fit_comes_back(client_of, fields, text):
    answer = submit(client_of("olga"), "/verwaltung/aemter/neu", **fields)
    assert answer.status_code == 422
    assert text in answer.text or text == "422"
    assert len(queries.every_department()) == 8


def test_a_name_of_two_people_needs_the_address(client_of):
    with transaction():
        actions.create_person(actor=person("anna"), email="h2@stadt.example", name="Heike Haupt")
    answer = submit(client_of("olga"), "/verwaltung/aemter/neu", code="41", name="X", head="Heike Haupt")
    assert "Mehrere Personen heißen so" in answer.text


def test_a_slug_is_made_once_and_numbered(app):
    assert create("41", "Ämter für Kultur & Sport") == "aemter-fuer-kultur-sport"
    assert create("42", "Ämter für Kultur & Sport") == "aemter-fuer-kultur-sport-2"
    assert create("43", "Ämter für Kultur & Sport") == "aemter-fuer-kultur-sport-3"
    with transaction():
        actions.change_department(
            actor=person("olga"), department=department("41"), entry=entry("41", "Kulturamt", is_counted=True)
        )
    assert department("41").slug == "aemter-fuer-kultur-sport"


def test_a_change_says_which_fields(client_of):
    path = f"/verwaltung/aemter/{department('60').id}/bearbeiten"
    page = client_of("olga").get(path).text
    assert 'value="Bauamt"' in page
    submit(client_of("olga"), path, code="60", name="Bauverwaltungsamt", parent=department("D3").id, phone="1")
    assert department("60").name == "Bauverwaltungsamt"
    assert not department("60").is_counted
    details = db.session.scalars(select(AuditEntry.details)).one()
    assert details == {"fields": "name,phone,is_counted"}


def test_a_department_cannot_stand_above_itself(client_of):
    division = department("D1")
    path = f"/verwaltung/aemter/{division.id}/bearbeiten"
    answer = submit(client_of("olga"), path, code="D1", name="Dezernat I", parent=department("34").id)
    assert answer.status_code == 422
    assert "nicht über sich selbst" in answer.text
    assert department("D1").parent is None


def test_closing_waits_until_nobody_is_left(client_of, app):
    olga = client_of("olga")
    page = f"/verwaltung/aemter/{department('34').id}"
    submit(olga, f"/verwaltung/aemter/{department('60').id}/bearbeiten", to=f"{page}/schliessen")
    assert department("34").is_open
    with transaction():
        for key in ("erika", "pia", "detlef"):
            person(key).department = department("32")
    with pytest.raises(Conflict, match="has_appointments"), transaction():
        actions.close_department(actor=person("olga"), department=department("34"))
    with pytest.raises(Conflict, match="has_departments"), transaction():
        actions.close_department(actor=person("olga"), department=department("D1"))


def test_what_stands_against_closing_is_said_before(client_of):
    olga = client_of("olga")
    for code, name, reasons in (
        ("34", "Standesamt", ("gehören Personen", "laufen Benennungen")),
        ("D1", "Dezernat I", ("gehören Ämter",)),
    ):
        path = f"/verwaltung/aemter/{department(code).id}"
        for page in (olga.get(path).text, olga.get(f"{path}/schliessen").text):
            assert f"„{name}“ kann noch nicht geschlossen werden" in page
            assert all(reason in page for reason in reasons)
            assert f'action="{path}/schliessen"' not in page
            assert f'href="{path}/schliessen"' not in page
    create("D9", "Dezernat IX")
    page = olga.get(f"/verwaltung/aemter/{department('D9').id}").text
    assert "„Dezernat IX“ schließen" in page
    assert "Amt schließen" not in page


def test_an_appointment_is_named_without_an_article(client_of):
    olga, path = client_of("olga"), f"/verwaltung/aemter/{department('32').id}/benennen"
    assert "Benennung für: Ordnungsamt" in olga.get(path).text
    assert "Benennung von Emil Ernst für: Ordnungsamt" in olga.get(f"{path}?person={person('emil').id}").text


def test_an_empty_department_is_closed_and_opened_again(client_of, app):
    create("41", "Kulturamt", parent=department("D1"))
    olga, page = client_of("olga"), f"/verwaltung/aemter/{department('41').id}"
    submit(olga, f"{page}/schliessen")
    assert department("41").closed_at is not None
    assert "41" not in [one.code for one in queries.organisation().all]
    with pytest.raises(Conflict, match="department_closed"), transaction():
        actions.create_person(actor=person("anna"), email="x@stadt.example", name="X", department=department("41"))
    submit(olga, page, action=f"{page}/oeffnen")
    assert department("41").is_open


def test_nothing_opens_below_a_closed_department(app):
    create("D9", "Dezernat IX")
    create("90", "Neuntes Amt", parent=department("D9"))
    for code in ("90", "D9"):
        with transaction():
            actions.close_department(actor=person("olga"), department=department(code))
    with pytest.raises(Conflict, match="parent_closed"), transaction():
        actions.reopen_department(actor=person("olga"), department=department("90"))


@pytest.mark.parametrize("key", ["erika", "pia", "heike", "karl"])
def test_others_change_no_department(app, key):
    with pytest.raises(NotAllowed), transaction():
        actions.create_department(actor=person(key), entry=entry("41", "X"))
    with pytest.raises(NotAllowed), transaction():
        actions.close_department(actor=person(key), department=department("60"))
