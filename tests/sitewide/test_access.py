"""Every endpoint and method has its rows in the access table, and each person gets what the row says."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from core.db import db
from tests.sitewide.access import PEOPLE, ROWS, Row
from tests.sitewide.things import things


def test_every_endpoint_and_method_has_a_row(whole_app: Flask) -> None:
    served = {
        (method, rule.endpoint)
        for rule in whole_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == {(row.method, row.endpoint) for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_person_gets_the_status_of_the_table(
    app: Flask, client_of: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch, row: Row
) -> None:
    # The rules are the subject here, and a token of the form would need a page that some may not see.
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    got = {name: _status(app, client_of, row, name) for name in PEOPLE}
    assert got == row.statuses


def _status(app: Flask, client_of: Callable[[str], FlaskClient], row: Row, name: str) -> int:
    """Each on a database of their own: what one changes must not decide what another gets."""
    db.session.remove()
    db.engine.dispose()
    app.extensions["test_database"].restore()
    made = things()
    with app.test_request_context():
        address = url_for(row.endpoint, **{name: made[key] for name, key in row.names.items()})
    client = app.test_client() if name == "nobody" else client_of(name)
    return client.open(address, method=row.method).status_code
