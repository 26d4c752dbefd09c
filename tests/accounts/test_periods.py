"""The history of departments: every change is a row, and no day that is over changes."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts import actions
from accounts.models import Department, DepartmentPeriod
from accounts.queries.organisation import today
from core.db import db, transaction, utcnow
from core.tables import read_table
from tests.conftest import person
from tests.people import SETTLED_ON


def department(code: str) -> Department:
    return db.session.scalars(select(Department).where(Department.code == code)).one()


def rows(number: int) -> list[tuple]:
    found = db.session.scalars(
        select(DepartmentPeriod).where(DepartmentPeriod.department_id == number).order_by(DepartmentPeriod.valid_from)
    )
    return [(one.valid_from, one.valid_until, one.name, one.is_counted, one.is_open) for one in found]


def change(code: str, **changed) -> None:
    one = department(code)
    stated = {"code": one.code, "name": one.name, "parent": one.parent, "is_counted": one.is_counted} | changed
    with transaction():
        actions.change_department(
            actor=person("olga"), department=department(code), entry=actions.DepartmentEntry(**stated)
        )


def test_a_new_department_begins_today(app):
    with transaction():
        entry = actions.DepartmentEntry(code="41", name="Kulturamt", parent=department("D1"))
        made = actions.create_department(actor=person("olga"), entry=entry)
    assert rows(made.id) == [(today(), None, "Kulturamt", True, True)]
    period = db.session.scalars(select(DepartmentPeriod).where(DepartmentPeriod.department_id == made.id)).one()
    assert (period.code, period.parent_id) == ("41", department("D1").id)


def test_a_change_ends_what_was_and_a_second_one_on_the_day_takes_its_place(app):
    number = department("60").id
    change("60", name="Bauverwaltung")
    change("60", name="Amt für Bauen")
    assert rows(number) == [
        (SETTLED_ON, today(), "Bauamt", True, True),
        (today(), None, "Amt für Bauen", True, True),
    ]


def test_what_is_no_part_of_it_begins_nothing(app):
    number = department("60").id
    change("60", phone="07000 4711-60")
    assert len(rows(number)) == 1


def test_closing_and_opening_again_days_later_stays_visible(app):
    number = department("60").id
    with transaction():
        actions.change_person(
            actor=person("anna"), person=person("ben"), email="ben@stadt.example", name="Ben Bauer", department=None
        )
    with transaction():
        actions.close_department(actor=person("olga"), department=department("60"))
    closed = today()
    with time_machine.travel(utcnow() + timedelta(days=40)):
        with transaction():
            actions.reopen_department(actor=person("olga"), department=department("60"))
        opened = today()
    assert [(first, until, is_open) for first, until, _name, _counts, is_open in rows(number)] == [
        (SETTLED_ON, closed, True),
        (closed, opened, False),
        (opened, None, True),
    ]


def test_the_import_writes_it_too(app):
    text = b"code;name;parent\n60;Bauverwaltung;D3\n61;Planungsamt;D3\n"
    table = read_table(text, "aemter.csv", columns=actions.DEPARTMENT_COLUMNS)
    with transaction():
        report = actions.import_departments(actor=person("olga"), table=table, dry_run=False)
    assert report.applied
    assert [name for _first, _until, name, _counts, _open in rows(department("60").id)] == ["Bauamt", "Bauverwaltung"]
    assert rows(department("61").id) == [(today(), None, "Planungsamt", True, True)]


@pytest.mark.parametrize("code", ["34", "D1"])
def test_every_department_has_one_running_row(app, code):
    change(code, is_counted=False)
    assert rows(department(code).id)[-1][:2] == (today(), None)
    assert rows(department(code).id)[0][:1] == (date(2024, 1, 1),)
