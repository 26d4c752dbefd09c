"""Departments and people from a file: what the rows may say, and what becomes of them."""

import io
import time

import openpyxl
import pytest
from sqlalchemy import func, select

from accounts import actions, queries
from accounts.actions.imports.checks import circles
from accounts.models import AppointmentKind, Department, Person, Role
from accounts.views.importing import perform
from core.audit import AuditEntry
from core.db import db
from core.errors import NotAllowed
from core.outbox import OutboxJob
from core.tables import ImportReport
from tests.conftest import counted_queries, person

# Ordered as such lists are, with the parent after the child once.
CITY = """code;name;parent;head;phone;email;location
D7;Dezernat VII – Bau;;;;;
70;Hochbauamt;D7;Heike Haupt;07000 4711-70;hochbau@stadt.example;Rathaus, Zimmer 7
80;Kulturamt;D8;paul@stadt.example;;;
D8;Dezernat VIII – Kultur;;;;;
"""


def departments(text: str, *, actor: Person | None = None, dry_run: bool = False) -> ImportReport:
    data = text.encode()
    return perform("departments", data, "aemter.csv", actor=actor or actions.OPERATOR, dry_run=dry_run)


def people(text: str, *, actor: Person | None = None, dry_run: bool = False, **options: bool) -> ImportReport:
    data = text.encode()
    return perform("people", data, "personen.csv", actor=actor or actions.OPERATOR, dry_run=dry_run, **options)


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    assert not report.applied
    return [(one.line, one.field, one.reason_code) for one in report.rejected]


def department(code: str) -> Department:
    return db.session.scalars(select(Department).where(Department.code == code)).one()


def total(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_departments_arrive_with_parents_heads_and_slugs(app):
    report = departments(CITY)
    assert (report.created, report.changed, report.unchanged, report.applied) == (4, 0, 0, True)
    made = department("70")
    assert (made.slug, made.parent.code, made.head.name) == ("hochbauamt", "D7", "Heike Haupt")
    assert (made.phone, made.email, made.location) == ("07000 4711-70", "hochbau@stadt.example", "Rathaus, Zimmer 7")
    assert department("80").parent.code == "D8"
    assert department("80").head.name == "Paul Pohl"
    assert db.session.scalars(select(AuditEntry.act)).all() == ["accounts.create_department"] * 4


def test_a_second_run_changes_nothing(app):
    departments(CITY)
    report = departments(CITY)
    assert (report.created, report.changed, report.unchanged, report.applied) == (0, 0, 4, True)
    assert total(AuditEntry) == 4


def test_a_dry_run_counts_and_writes_nothing(app):
    report = departments(CITY, dry_run=True)
    assert (report.created, report.applied) == (4, False)
    assert total(Department) == 8
    assert not people("email;name\nneu@stadt.example;Neu\n", dry_run=True).applied
    assert total(Person) == 10


def test_an_empty_cell_or_missing_column_changes_nothing(app):
    departments(CITY)
    report = departments("code;name;parent;phone\n70;Amt für Hochbau;;\n")
    assert report.changed == 1
    made = department("70")
    assert (made.name, made.slug, made.parent.code, made.phone) == (
        "Amt für Hochbau",
        "hochbauamt",
        "D7",
        "07000 4711-70",
    )
    assert db.session.scalars(select(AuditEntry.details).order_by(AuditEntry.id.desc())).first() == {
        "by": "import",
        "fields": "name",
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("90;A;;;;;\n90;B;;;;;", [(3, "code", "stands_twice")]),
        ("90;A;99;;;;", [(2, "parent", "unknown_parent")]),
        ("90;A;90;;;;", [(2, "parent", "parent_circle")]),
        ("90;A;91;;;;\n91;B;90;;;;", [(2, "parent", "parent_circle"), (3, "parent", "parent_circle")]),
        ("D1;Dezernat I;34;;;;", [(2, "parent", "parent_circle")]),
        ("90;A;;niemand@stadt.example;;;", [(2, "head", "unknown_head")]),
        ("90;A;;Niemand Da;;;", [(2, "head", "unknown_head")]),
        ("90;A;;Heike Haupt;;kein;", [(2, "email", "bad_email")]),
        (f"{'9' * 21};A;;;;;", [(2, "code", "too_long")]),
        (f"90;{'A' * 121};;;;;", [(2, "name", "too_long")]),
        (f"90;A;;;{'1' * 61};;", [(2, "phone", "too_long")]),
        (";A;;;;;", [(2, "code", "missing_value")]),
        ("90;=1+1;;;;;", [(2, "name", "formula")]),
        (
            "90;;99;;=1;kein;",
            [
                (2, "name", "missing_value"),
                (2, "phone", "formula"),
                (2, "email", "bad_email"),
                (2, "parent", "unknown_parent"),
            ],
        ),
        (
            ";A;98;;;;\n;B;90;;;;\n90;;;;;;",
            [
                (2, "code", "missing_value"),
                (2, "parent", "unknown_parent"),
                (3, "code", "missing_value"),
                (4, "name", "missing_value"),
            ],
        ),
        ("90;A;;;;;\n91;;;;;;\n92;C;93;;;;", [(3, "name", "missing_value"), (4, "parent", "unknown_parent")]),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(app, rows, expected):
    report = departments(f"code;name;parent;head;phone;email;location\n{rows}\n95;Richtig;;;;;\n")
    assert reasons(report) == expected
    assert report.created >= 1
    assert total(Department) == 8
    assert total(AuditEntry) == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7 \xe2\xe3\xcf\xd3", "file_type"),
        (b"\x89PNG\r\n", "file_type"),
        (b"PK\x03\x04 not an archive", "damaged_file"),
        (b"name;parent\nA;B\n", "missing_column"),
        (b"code;name\n", "no_rows"),
        ("code;name\n1;Ä".encode() + b"\xfc\n", "encoding"),
        (b'code;name\n1;"offen\n', "unclosed_quote"),
        (b"code;name\n1;A\x00B\n", "nul_bytes"),
        (b"x" * (10 * 1024 * 1024 + 1), "file_too_large"),
    ],
)
def test_a_file_that_is_no_table_is_one_line_of_the_report(app, data, code):
    report = perform("departments", data, "aemter.csv", actor=actions.OPERATOR, dry_run=False)
    assert [one.reason_code for one in report.rejected] == [code]
    assert not report.applied


def test_windows_files_and_workbooks_are_read(app):
    assert departments("Kennziffer;Bezeichnung\r\n90;Ämter\r\n").created == 1
    data = "code,name\n91,Straßenbau\n".encode("cp1252")
    assert perform("departments", data, "a.csv", actor=actions.OPERATOR, dry_run=False).created == 1
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (["code", "name", "parent"], [92, "Gartenamt", "D1"]):
        book.active.append(row)
    book.save(file)
    report = perform("departments", file.getvalue(), "a.xlsx", actor=actions.OPERATOR, dry_run=False)
    assert report.created == 1
    assert department("92").parent.code == "D1"
    assert department("91").name == "Straßenbau"


def test_people_arrive_with_department_and_roles(app):
    report = people(
        "E-Mail;Name;Amt;Rollen\n"
        "Nele@Stadt.Example;Nele Neu;34;\n"
        "olaf@stadt.example;Olaf Ott;15;Beschäftigte, Amt\n"
        "kim@stadt.example;Kim Kern;;committee\n"
        "ada@stadt.example;Ada Alt;15;employee admin\n"
        "lotte@stadt.example;Lotte Lang;32;Lotsin\n"
    )
    assert (report.created, report.rejected, report.applied) == (5, [], True)
    roles = {key: set(person(key).roles) for key in ("nele", "olaf", "kim", "ada", "lotte")}
    assert roles == {
        "nele": {Role.EMPLOYEE},
        "olaf": {Role.EMPLOYEE, Role.OFFICE},
        "kim": {Role.COMMITTEE},
        "ada": {Role.EMPLOYEE, Role.ADMIN},
        "lotte": {Role.EMPLOYEE, Role.PILOT},
    }
    assert person("lotte").pilot_departments == {department("32").id}
    assert person("nele").department.code == "34"
    assert person("nele").password_hash is None
    assert "accounts.appoint_person" in db.session.scalars(select(AuditEntry.act)).all()


def test_existing_people_keep_password_and_what_is_not_stated(app):
    before = person("erika").password_hash
    report = people("email;name;department;roles\nerika@stadt.example;Erika Engel;;\n")
    assert report.unchanged == 1
    report = people("email;name;department;roles\nerika@stadt.example;Erika E.;20;office\n")
    assert report.changed == 1
    assert (person("erika").name, person("erika").department.code) == ("Erika E.", "20")
    assert person("erika").password_hash == before
    assert set(person("erika").roles) == {Role.OFFICE}
    topics = db.session.scalars(select(OutboxJob.topic)).all()
    assert topics == ["knowledge.follow_person"]


def test_pilots_are_appointed_once(app):
    text = (
        "email;name;department;roles\nemil@stadt.example;Emil Ernst;32;pilot\npia@stadt.example;Pia Petersen;;pilot\n"
    )
    assert (people(text).changed, people(text).unchanged) == (1, 2)
    running = queries.appointments_of_department(department("32").id)
    assert [(one.person.name, one.kind) for one in running] == [("Emil Ernst", AppointmentKind.PILOT)]


def test_invitations_go_out_only_when_asked_for(app, run_jobs, mailbox):
    people("email;name\na@stadt.example;A\n")
    run_jobs()
    assert mailbox() == []
    people("email;name\na@stadt.example;A\nb@stadt.example;B\n", send_invitations=True)
    run_jobs()
    assert [mail["To"] for mail in mailbox()] == ["B <b@stadt.example>"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("kein;X;;", [("email", "bad_email")]),
        ("ü@stadt.example;X;;", [("email", "bad_email")]),
        ("x@stadt.example;;;", [("name", "missing_value")]),
        (f"x@stadt.example;{'X' * 121};;", [("name", "too_long")]),
        ("x@stadt.example;X;99;", [("department", "unknown_department")]),
        ("x@stadt.example;X;34;Kaiser", [("roles", "unknown_role")]),
        ("x@stadt.example;X;;pilot", [("roles", "pilot_without_department")]),
        ("detlef@stadt.example;Detlef Dorn;34;pilot", [("roles", "already_deputy")]),
        ("anna@stadt.example;Anna Adler;15;employee", [("roles", "last_admin")]),
        ("kein;X;99;Kaiser", [("email", "bad_email"), ("department", "unknown_department"), ("roles", "unknown_role")]),
        (
            "kein;;99;Kaiser König",
            [
                ("name", "missing_value"),
                ("email", "bad_email"),
                ("department", "unknown_department"),
                ("roles", "unknown_role"),
                ("roles", "unknown_role"),
            ],
        ),
        ("x@stadt.example;;=1;pilot", [("name", "missing_value"), ("department", "formula")]),
        ("x@stadt.example;X;;Kaiser pilot", [("roles", "unknown_role"), ("roles", "pilot_without_department")]),
        ("ERIKA2@stadt.example;X;;\nerika2@Stadt.example;Y;;", [("email", "stands_twice")]),
        ("=HYPERLINK();X;;", [("email", "formula")]),
    ],
)
def test_a_wrong_person_is_named_and_nobody_is_written(app, row, expected):
    report = people(f"email;name;department;roles\n{row}\ngut@stadt.example;Gut;34;\n")
    assert [(field, code) for _line, field, code in reasons(report)] == expected
    assert total(Person) == 10


def test_nobody_changes_the_own_roles_by_a_file(app):
    report = people("email;name;roles\nanna@stadt.example;Anna Adler;admin office\n", actor=person("anna"))
    assert reasons(report) == [(2, "roles", "own_roles")]


def test_who_may_import(app):
    for kind, keys in {"people": ("olga", "pia", "erika"), "departments": ("pia", "erika", "karl")}.items():
        for key in keys:
            with pytest.raises(NotAllowed):
                perform(kind, b"code;name;email\n1;A;a@b.example\n", "x.csv", actor=person(key), dry_run=True)


def test_ten_thousand_people_with_three_wrong_ones_take_seconds_and_few_queries(app):
    rows = [f"p{n}@stadt.example;Person {n};34;employee" for n in range(10_000)]
    for at, wrong in ((10, "kein;X;34;"), (5_000, "x@stadt.example;X;99;"), (9_999, "y@stadt.example;Y;34;König")):
        rows[at] = wrong
    text, started = "\n".join(["email;name;department;roles", *rows]), time.process_time()
    with counted_queries() as statements:
        report = people(text, dry_run=True)
    assert time.process_time() - started < 10
    assert reasons(report) == [
        (12, "email", "bad_email"),
        (5_002, "department", "unknown_department"),
        (10_001, "roles", "unknown_role"),
    ]
    assert report.created == 9_997
    assert len(statements) < 10


def test_applying_many_rows_asks_nothing_for_each(app):
    """Each row is written, and none is looked up by itself."""

    def reads(count: int) -> int:
        rows = "".join(f"q{count}-{n}@stadt.example;P {n};34;employee\n" for n in range(count))
        with counted_queries() as found:
            assert people(f"email;name;department;roles\n{rows}").applied
            changed = rows.replace(";P ", ";Q ").replace(";34;", ";20;")
            assert people(f"email;name;department;roles\n{changed}").changed == count
        return sum(statement.startswith("SELECT") for statement in found)

    assert reads(300) == reads(5)


def test_circles_are_found_wherever_they_hang():
    above = {"a": "b", "b": "c", "c": "b", "d": "a", "e": None, "f": "f", "g": "x"}
    assert set(circles(above)) == {"b", "c", "f"}
    chain = {str(n): str(n + 1) for n in range(300)}
    assert list(circles(chain)) == []
