"""A script that talks to the API; every answer it gets is held against the document."""

from datetime import datetime
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.actions.tokens import create_token
from accounts.models import ApiToken
from core.api import ROOT
from core.db import db, transaction
from tests.api import document
from tests.conftest import person


class Caller:
    """`secret` goes along as bearer token; without one the client's own session counts."""

    def __init__(self, client: FlaskClient, secret: str | None = None) -> None:
        self.client, self.secret = client, secret

    def get(self, path: str, **query: Any) -> TestResponse:
        return self._open(path, method="GET", **({"query_string": query} if query else {}))

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self._open(path, method="POST", **({} if body is None else {"json": body}), **options)

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All items of a list, page after page."""
        found, address = [], path
        while address:
            page = self.get(address, **query).json
            found += page["items"]
            query, address = {}, (page["next"] or "").removeprefix("http://127.0.0.1:5000" + ROOT)
        return found

    def _open(self, path: str, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        token = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        response = self.client.open(f"{ROOT}{path}", headers={**token, **(headers or {})}, **options)
        document.check(response)
        return response


def script_of(key: str, *, may_write: bool = True, expires_at: datetime | None = None) -> Caller:
    """A script with a fresh token of one of the cast."""
    return Caller(current_app.test_client(), secret_of(key, may_write=may_write, expires_at=expires_at)[1])


def secret_of(key: str, **options: Any) -> tuple[int, str]:
    """Id and secret of a fresh token."""
    with transaction():
        owner = person(key)
        token, secret = create_token(actor=owner, person=owner, label="Test", **options)
    return token.id, secret


def token_row(number: int) -> ApiToken:
    return db.session.get_one(ApiToken, number)
