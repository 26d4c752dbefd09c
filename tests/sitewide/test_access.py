"""Every endpoint and method has its rows in the access table, and each person gets what the row says."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from core import pdf
from core.db import db
from tests.sitewide.access import PEOPLE, ROWS, Row
from tests.sitewide.things import things

pytestmark = pytest.mark.parametrize("whole_app", ["sqlite"], indirect=True)
# Who may what is judged before the database is asked; the other tests ask both.

FOLDERS = ("index", "uploads")
"""What lies beside the database."""
SHEETS = ("knowledge.practice_sheet", "pilots.certificate_sheet", "pilots.attendance_sheet")


def test_every_endpoint_and_method_has_a_row(whole_app: Flask) -> None:
    served = {
        (method, rule.endpoint)
        for rule in whole_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == {(row.method, row.endpoint) for row in ROWS}


@pytest.fixture(scope="module")
def made(whole_app: Flask) -> dict[str, int | str]:
    """The things, made once and kept: each person finds them untouched."""
    database = whole_app.extensions["test_database"]
    with whole_app.app_context():
        database.restore()
        names = things()
        db.session.remove()
        db.engine.dispose()
    database.keep("things")
    for folder in FOLDERS:
        _copy(_instance(whole_app) / folder, _instance(whole_app) / f"{folder}.kept")
    return names


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_person_gets_the_status_of_the_table(
    made: dict[str, int | str],
    app: Flask,
    client_of: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    row: Row,
) -> None:
    if row.endpoint in SHEETS and not pdf.is_available():
        pytest.skip("no Pango on this machine, so pages offer no PDF")
    # The rules are the subject here, and a token of the form would need a page that some may not see.
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with app.test_request_context():
        address = url_for(row.endpoint, **{name: made[key] for name, key in row.names.items()})
    got = {}
    for number, name in enumerate(PEOPLE):
        if row.method != "GET" or number == 0:  # what one changes must not decide what another gets
            _put_back(app)
        client = app.test_client() if name == "nobody" else client_of(name)
        got[name] = client.open(address, method=row.method).status_code
    assert got == row.statuses


def _put_back(app: Flask) -> None:
    db.session.remove()
    db.engine.dispose()
    app.extensions["test_database"].restore("things")
    for folder in FOLDERS:
        _copy(_instance(app) / f"{folder}.kept", _instance(app) / folder)


def _instance(app: Flask) -> Path:
    return Path(app.config["LOTSENNETZ"].instance)


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
