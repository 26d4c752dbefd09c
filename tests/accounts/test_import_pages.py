"""Imports in the browser: the report first, then the decision."""

import os
import time

import html5lib
import pytest

from accounts import actions
from accounts.actions.imports.kept_files import keep_file, kept_file
from accounts.models import Department
from core.db import transaction
from core.errors import NotFound
from tests.accounts.test_imports import CITY, total
from tests.conftest import person
from tests.forms import hidden_fields, submit


def upload(client, what: str, data: bytes, name: str = "liste.csv", **fields: str):
    path = f"/verwaltung/import/{what}"
    values = {**hidden_fields(client.get(path).text), **fields}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{one}\r\n' for key, one in values.items()]
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + data + b"\r\n--x--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=x")


def take_over(client, what: str, page: str):
    action = f"/verwaltung/import/{what}/uebernehmen"
    return client.post(action, data=hidden_fields(page, action))


def test_a_report_first_then_the_decision(client_of, instance):
    olga = client_of("olga")
    answer = upload(olga, "aemter", CITY.encode())
    assert answer.status_code == 200
    assert "Noch ist nichts geändert" in answer.text
    assert total(Department) == 8
    done = take_over(olga, "aemter", answer.text)
    assert done.status_code == 303
    assert "Übernommen: 4 neu, 0 geändert." in olga.get(done.location).text
    assert total(Department) == 12
    assert list((instance / "imports").glob("*")) == []
    assert "neuesten Stand" in upload(olga, "aemter", CITY.encode()).text


def test_a_wrong_file_shows_line_value_and_reason(client_of, instance):
    answer = upload(client_of("olga"), "aemter", b"code;name;parent\n90;Amt <b>;77\n")
    assert answer.status_code == 422
    assert "Kein Amt hat diese Kennziffer, weder in der Datei" in answer.text
    assert "<td>77</td>" in answer.text
    assert "Jetzt übernehmen" not in answer.text
    pdf = upload(client_of("olga"), "aemter", b"%PDF-1.7", "aemter.csv")
    assert "weder eine CSV- noch eine XLSX-Datei" in pdf.text


def test_a_report_calls_columns_as_the_file_does_and_says_what_would_be(client_of):
    answer = upload(client_of("olga"), "aemter", b"Kennziffer;Bezeichnung;DEZERNAT\n90;;77\n91;Neu;\n")
    assert "<td>DEZERNAT (Gehört zu)</td>" in answer.text
    assert "<td>Bezeichnung (Name)</td>" in answer.text
    assert "Neu wären" in answer.text
    assert "Geändert würden" in answer.text


def test_what_changes_is_shown_before_it_is_taken_over(client_of):
    text = "code;name;parent;head\n34;Amt für Ehen;D2;heike@stadt.example\n20;Kämmerei;;\n90;Neues Amt;34;\n"
    page = upload(client_of("olga"), "aemter", text.encode()).text
    rows = changes(page)
    assert [row[:2] for row in rows] == [["2", "34 Standesamt"], ["4", "90 Neues Amt"]]
    assert rows[0][2] == "Name: Standesamt →wird zu Amt für Ehen Gehört zu: D1 →wird zu D2 Leitung: Heike Haupt"
    assert rows[1][2] == "Neu Gehört zu: 34"


def test_who_changes_is_shown_with_roles_in_words(client_of):
    text = (
        "email;name;department;roles\nerika@stadt.example;Erika Engel;20;admin\nneu@stadt.example;Nele Neu;32;pilot\n"
    )
    rows = changes(upload(client_of("anna"), "personen", text.encode()).text)
    assert rows[0][1] == "Erika Engel (erika@stadt.example)"
    assert rows[0][2] == "Amt: Standesamt →wird zu Kämmerei Rollen: Beschäftigt →wird zu Administration"
    assert rows[1][1] == "Nele Neu (neu@stadt.example)"
    assert rows[1][2] == "Neu Amt: Ordnungsamt Rollen: Beschäftigt Ab heute Lotsin oder Lotse: Ordnungsamt"


def test_of_many_changes_200_are_shown_and_the_rest_counted(client_of):
    text = "code;name\n" + "".join(f"X{n};Amt {n}\n" for n in range(205))
    page = upload(client_of("olga"), "aemter", text.encode()).text
    assert len(changes(page)) == 200
    assert "… und 5 weitere" in page


def changes(page: str) -> list[list[str]]:
    """The rows of the table of changes, in words."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    rows = root.findall(".//section[@aria-labelledby='aenderungen']//tbody/tr")
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]


def test_a_file_is_needed(client_of):
    answer = submit(client_of("olga"), "/verwaltung/import/aemter")
    assert answer.status_code == 422
    assert "Wählen Sie eine Datei." in answer.text


def test_people_come_in_by_the_browser_with_invitations(client_of, run_jobs, mailbox):
    anna = client_of("anna")
    answer = upload(anna, "personen", "email;name\nue@stadt.example;Ü\n".encode(), send_invitations="y")
    assert "Einladung per E-Mail" in answer.text
    take_over(anna, "personen", answer.text)
    run_jobs()
    assert len(mailbox()) == 1


def test_a_file_of_several_megabytes_is_taken(client_of):
    rows = "".join(f"{n};Amt {n} {'x' * 90};D1\n" for n in range(1, 3))
    data = f"code;name;parent;bemerkung\n{rows}".encode() + b"3;Amt;D1;" + b"y" * 3_000_000 + b"\n"
    answer = upload(client_of("olga"), "aemter", data)
    assert answer.status_code == 422  # read, and refused for its content
    assert "Zeile" in answer.text or "Spalte" in answer.text
    too_large = upload(client_of("olga"), "aemter", b"x" * (12 * 1024 * 1024))
    assert too_large.status_code == 413


def test_a_kept_file_is_its_senders_for_an_hour(tmp_path):
    name = keep_file(tmp_path, 1, b"data")
    assert kept_file(tmp_path, 1, name) == b"data"
    for person_id, other in ((2, name), (1, "x"), (1, "../" + name), (1, "")):
        with pytest.raises(NotFound):
            kept_file(tmp_path, person_id, other)
    (path,) = (tmp_path / "imports").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert name not in path.name
    os.utime(path, (time.time() - 3601,) * 2)
    with pytest.raises(NotFound):
        kept_file(tmp_path, 1, name)
    keep_file(tmp_path, 2, b"other")
    assert len(list((tmp_path / "imports").iterdir())) == 1


def test_a_file_that_is_gone_is_asked_for_again(client_of, instance):
    olga = client_of("olga")
    page = upload(olga, "aemter", CITY.encode()).text
    for path in (instance / "imports").iterdir():
        path.unlink()
    done = take_over(olga, "aemter", page)
    assert done.status_code == 303
    assert "liegt nicht mehr vor" in olga.get(done.location).text
    assert total(Department) == 8


def test_what_changed_meanwhile_is_reported_instead_of_taken_over(client_of):
    olga = client_of("olga")
    page = upload(olga, "aemter", b"code;name;head\n90;Neu;heike@stadt.example\n").text
    with transaction():
        actions.block_person(actor=person("anna"), person=person("heike"))
    answer = take_over(olga, "aemter", page)
    assert answer.status_code == 422
    assert total(Department) == 8


def test_the_office_imports_departments_only(client_of):
    olga = client_of("olga")
    assert "/verwaltung/import/personen" not in olga.get("/verwaltung/import").text
    assert olga.get("/verwaltung/import/personen").status_code == 403
    assert client_of("anna").get("/verwaltung/import/personen").status_code == 200
