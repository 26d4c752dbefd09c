"""The commands about accounts, as scripts and admins call them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import queries
from accounts.models import ApiToken, Department, Role
from core.db import db, utcnow
from core.hashing import hashed
from tests.conftest import person

PASSWORD = "ein-langes-kennwort"


@pytest.fixture
def run(app: Flask):
    def invoke(*arguments: object, typed: str = ""):
        result = app.test_cli_runner().invoke(args=[str(one) for one in arguments], input=typed)
        db.session.rollback()
        return result

    return invoke


def written(folder: Path, text: str, name: str = "liste.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_prints_one_json_document(run, tmp_path):
    path = written(tmp_path, "code;name;parent\n90;Neuntes Amt;D1\n34;Standesamt;\n")
    result = run("import-departments", path, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"created": 1, "changed": 0, "unchanged": 1, "rejected": [], "applied": True}
    assert "1 neu, 0 geändert, 1 unverändert, 0 abgelehnt. Alles wurde übernommen." in result.stderr
    again = json.loads(run("import-departments", path, "--json").stdout)
    assert (again["created"], again["unchanged"]) == (0, 2)


def test_a_dry_run_says_so_and_writes_nothing(run, tmp_path):
    result = run("import-departments", written(tmp_path, "code;name\n90;Neu\n"), "--dry-run")
    assert result.exit_code == 0
    assert "Das war eine Probe" in result.stderr
    assert result.stdout == ""
    assert db.session.scalars(select(Department).where(Department.code == "90")).all() == []


def test_rejected_rows_are_told_in_german_with_exit_code_1(run, tmp_path):
    path = written(tmp_path, "email;name;department;roles\ngut@stadt.example;Gut;34;\nkein;X;99;\n")
    result = run("import-people", path, "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["applied"] is False
    assert report["rejected"] == [
        {"line": 3, "field": "email", "value": "kein", "reason": "Das ist keine E-Mail-Adresse."},
        {
            "line": 3,
            "field": "department",
            "value": "99",
            "reason": "Kein Amt hat diese Kennziffer. Importieren Sie zuerst die Ämter.",
        },
    ]
    assert "Zeile 3, department (Amt) „99“: Kein Amt" in result.stderr
    assert queries.people_by_email(["gut@stadt.example"]) == {}


@pytest.mark.parametrize("text", ["", "%PDF-1.7", "a;b\n1;2\n", "email;name\n"])
def test_an_unusable_file_is_a_report_and_no_traceback(run, tmp_path, text):
    result = run("import-people", written(tmp_path, text), "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert len(report["rejected"]) == 1
    assert report["rejected"][0]["reason"]
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [(), ("/no/such/file.csv",), ("--nonsense",)])
def test_wrong_usage_is_exit_code_2(run, arguments):
    assert run("import-people", *arguments).exit_code == 2


def test_new_people_are_invited_on_request(run, tmp_path, run_jobs, mailbox):
    run("import-people", written(tmp_path, "email;name\na@stadt.example;A\n"))
    run("import-people", written(tmp_path, "email;name\nb@stadt.example;B\n"), "--invite")
    run_jobs()
    assert [mail["To"] for mail in mailbox()] == ["B <b@stadt.example>"]


def test_the_first_admin_is_made_with_a_password(run):
    result = run("create-admin", "Chef@Stadt.Example", "--name", "Carla Chef", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    made = person("chef")
    assert (made.name, made.is_admin) == ("Carla Chef", True)
    assert queries.proven_person("chef@stadt.example", PASSWORD) == made


def test_an_existing_person_becomes_admin_and_keeps_the_other_roles(run):
    assert run("create-admin", "erika@stadt.example", typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    assert set(person("erika").roles) == {Role.EMPLOYEE, Role.ADMIN}
    assert person("erika").name == "Erika Engel"
    assert queries.proven_person("erika@stadt.example", PASSWORD)


@pytest.mark.parametrize(
    ("email", "typed"),
    [
        ("kein", ""),
        ("neu@stadt.example", "kurz\nkurz\n"),
        ("neu@stadt.example", "a" * 12 + "\n"),
        ("neu@stadt.example", "passwort1234\n" * 2),
    ],
)
def test_no_admin_without_a_proper_address_and_password(run, email, typed):
    result = run("create-admin", email, typed=typed)
    assert result.exit_code == 1
    assert queries.people_by_email([email]) == {}


def test_a_token_is_printed_once_and_alone(run):
    result = run("create-token", "Pia@stadt.example", "--write")
    assert result.exit_code == 0
    secret = result.stdout.strip()
    token = db.session.scalars(select(ApiToken)).one()
    assert (token.token_hash, token.person_id, token.may_write) == (hashed(secret), person("pia").id, True)
    assert timedelta(days=364) < token.expires_at - utcnow() < timedelta(days=366)
    assert not queries.person_of_token(hashed(run("create-token", "pia@stadt.example").stdout.strip()))[1].may_write


def test_nobody_gets_a_token_for_nobody(run):
    result = run("create-token", "niemand@stadt.example")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "gibt es kein Konto" in result.stderr
