"""Tokens: made, shown once, judged by their hash, ended."""

import re
from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import select

from accounts import actions
from accounts.models import ApiToken
from core.access import SignInNeeded, actor
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from core.hashing import hashed
from tests.conftest import counted_queries, person
from tests.forms import submit

PAGE = "/ich/zugriff"


def make(client, access="read", label="Statistik"):
    return submit(client, PAGE, action=PAGE, label=label, access=access)


def secret_on(page):
    return re.search(r"<code>(lotsennetz_[\w-]+)</code>", page).group(1)


def test_a_token_is_shown_once_and_kept_as_a_hash(client_of):
    client = client_of("erika")
    answer = make(client)
    assert answer.status_code == 200
    secret = secret_on(answer.text)
    [token] = db.session.scalars(select(ApiToken)).all()
    assert (token.token_hash, token.label, token.may_write) == (hashed(secret), "Statistik", False)
    assert timedelta(days=364) < token.expires_at - utcnow() < timedelta(days=366)
    page = client.get(PAGE).text
    assert "Statistik" in page
    assert secret not in page
    with client.session_transaction() as session:
        assert secret not in str(dict(session))
    assert db.session.scalars(select(AuditEntry.act)).all() == ["accounts.create_token"]


def test_a_token_needs_a_name_and_a_known_right(client_of):
    client = client_of("erika")
    assert make(client, label=" ").status_code == 422
    assert make(client, access="all").status_code == 422
    assert db.session.scalars(select(ApiToken)).all() == []


def test_one_ends_the_own_tokens_and_no_others(client_of):
    erika = client_of("erika")
    make(erika)
    address = f"{PAGE}/{db.session.scalars(select(ApiToken.id)).one()}/beenden"
    assert submit(client_of("anna"), PAGE, to=address).status_code == 404
    assert submit(erika, PAGE, action=address).status_code == 303
    assert db.session.scalars(select(ApiToken.ended_at)).one() is not None
    assert "Sie haben keinen Zugriffsschlüssel" in erika.get(PAGE).text


def test_twenty_are_enough(app):
    with transaction():
        for number in range(20):
            actions.create_token(actor=person("erika"), person=person("erika"), label=str(number))
    with transaction(), pytest.raises(Conflict, match="too_many_tokens"):
        actions.create_token(actor=person("erika"), person=person("erika"), label="one more")


def test_nobody_gets_a_token_of_somebody_else(app):
    with transaction(), pytest.raises(NotAllowed):
        actions.create_token(actor=person("anna"), person=person("erika"), label="x")


# In use


@pytest.fixture
def secret(app):
    with transaction():
        _token, secret = actions.create_token(actor=person("erika"), person=person("erika"), label="x", may_write=True)
    return secret


def reader_of(app, header, path="/api/v1/notices"):
    """Who a request with this header is, and what is known of its token."""
    with app.test_request_context(path, headers={"Authorization": header} if header else {}):
        return actor().name, g.get("api_token")


def test_a_token_opens_the_api_in_one_query(app, secret):
    with counted_queries() as queries:
        name, token = reader_of(app, f"Bearer {secret}")
    assert (name, token.may_write) == ("Erika Engel", True)
    assert len(queries) == 1


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic {}", "{}", None])
def test_anything_else_opens_nothing(app, secret, header):
    assert reader_of(app, header and header.format(secret)) == ("", None)


def test_a_token_opens_no_pages(app, secret):
    assert reader_of(app, f"Bearer {secret}", "/ich") == ("", None)


@pytest.mark.parametrize("reason", ["ended", "lapsed", "blocked"])
def test_a_token_that_works_no_longer(app, secret, reason):
    with transaction():
        token = db.session.scalars(select(ApiToken)).one()
        if reason == "ended":
            actions.end_token(actor=person("erika"), token=token)
        elif reason == "lapsed":
            token.expires_at = utcnow() - timedelta(seconds=1)
        else:
            person("erika").blocked_at = utcnow()
    assert reader_of(app, f"Bearer {secret}") == ("", None)


def test_a_refused_token_does_not_fall_back_to_the_cookie(app, client_of):
    client = client_of("erika")
    with client.session_transaction() as session:
        name = session["sign_in"]
    with app.test_request_context("/api/v1/notices", headers={"Authorization": "Bearer wrong"}) as context:
        context.session["sign_in"] = name
        assert actor().name == ""


def test_programs_are_told_by_a_problem_document(app):
    with app.test_request_context("/api/v1/notices"):
        answer = app.make_response(app.handle_user_exception(SignInNeeded()))
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
