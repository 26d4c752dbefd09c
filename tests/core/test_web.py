"""What every answer carries: headers, request id, language and theme; ways back; lines of the log."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from accounts.models import Person
from core import config, web
from core.assets import DIST
from core.db import db, transaction
from core.errors import Conflict
from core.logs import JsonLine

ClientOf = Callable[[str], FlaskClient]
FILE = next(path.name for path in sorted(DIST.glob("app.*.css")))


@pytest.fixture
def faults(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The imprint fails in the way its query names, and errors become answers as in real life."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "home.imprint", _fail)


def _fail() -> str:
    from flask import request

    if request.args["by"] == "conflict":
        raise Conflict("changed")
    if request.args["by"] == "busy":
        raise web.OperationalError("SELECT 1", None, Exception("database is locked"))
    if request.args["by"] == "doubled":
        with transaction():
            db.session.add(Person(name="Erika Zwei", email="erika@stadt.example"))
    raise RuntimeError("a mistake of ours")


def answers(client: FlaskClient, signed_in: FlaskClient) -> dict[str, TestResponse]:
    """One of every class."""
    return {
        "page": client.get("/anmelden"),
        "page of a person": signed_in.get("/ich"),
        "redirect to the sign-in": client.get("/ich"),
        "redirect after a form": client.post("/ansicht", data=_display(client)),
        "file": client.get(f"/static/dist/{FILE}", buffered=True),
        "unchanged file": client.get(f"/static/dist/{FILE}", headers=_unchanged(client), buffered=True),
        "refused way to a file": client.post(f"/static/dist/{FILE}", buffered=True),
        "missing file": client.get("/static/dist/nothing.css"),
        "way out of the files": client.get("/static/dist/../../app.py"),
        "robots": client.get("/robots.txt"),
        "health": client.get("/healthz"),
        "missing page": client.get("/nirgends"),
        "null byte": client.get("/anmelden?next=%00"),
        "forbidden": signed_in.get("/verwaltung"),
        "wrong method": client.delete("/anmelden"),
        "form without token": client.post("/anmelden", data={"email": "x"}),
        "missing of the API": client.get("/api/v1/nirgends"),
        "too large": client.post("/anmelden", data=b"x" * (web.MOST_BYTES + 1), content_type="text/plain"),
        "conflict": client.get("/impressum?by=conflict"),
        "busy": client.get("/impressum?by=busy"),
        "mistake": client.get("/impressum?by=mistake"),
    }


def _display(client: FlaskClient) -> dict[str, str]:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/ansicht").text)
    assert token
    return {"csrf_token": token[1], "theme": "dark", "language": "de", "next": "/anmelden"}


def _unchanged(client: FlaskClient) -> dict[str, str]:
    return {"If-None-Match": client.get(f"/static/dist/{FILE}", buffered=True).headers["ETag"]}


def test_every_class_of_answer_is_protected(client: FlaskClient, client_of: ClientOf, faults: None) -> None:
    for name, answer in answers(client, client_of("erika")).items():
        missing = {key for key, value in web.SECURITY_HEADERS.items() if answer.headers.get(key) != value}
        assert not missing, (name, answer.status, missing)
        if name not in ("file", "unchanged file", "refused way to a file"):
            assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"]), name
            assert "no-store" in answer.headers["Cache-Control"], name


def test_every_class_of_answer_has_its_status(client: FlaskClient, client_of: ClientOf, faults: None) -> None:
    expected = {
        "page": 200, "page of a person": 200, "redirect to the sign-in": 303, "redirect after a form": 303,
        "file": 200, "unchanged file": 304, "missing file": 404, "refused way to a file": 405,
        "way out of the files": 404, "robots": 200,
        "health": 503, "missing page": 404, "null byte": 404, "forbidden": 403, "wrong method": 405,
        "form without token": 400, "missing of the API": 404, "too large": 413, "conflict": 409, "busy": 503,
        "mistake": 500,
    }  # fmt: skip
    found = {name: answer.status_code for name, answer in answers(client, client_of("erika")).items()}
    assert found == expected


def test_the_policy_allows_no_inline_code_and_no_other_site() -> None:
    policy = web.CONTENT_SECURITY_POLICY
    assert "unsafe" not in policy
    assert "http" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy.split("; "))


def test_only_a_site_behind_tls_insists_on_it(app: Flask, client: FlaskClient) -> None:
    before = config.current()
    assert "Strict-Transport-Security" not in client.get("/anmelden").headers
    app.config["LOTSENNETZ"] = replace(before, base_url="https://lotsen.stadt.example")
    try:
        for path in ("/anmelden", "/nirgends", f"/static/dist/{FILE}"):
            assert "max-age=63072000" in client.get(path, buffered=True).headers["Strict-Transport-Security"]
    finally:
        app.config["LOTSENNETZ"] = before


def test_built_files_are_kept_for_long_and_nothing_else_is_served(client: FlaskClient) -> None:
    assert "immutable" in client.get(f"/static/dist/{FILE}", buffered=True).headers["Cache-Control"]
    for path in ("/static/src/app.scss", "/static/dist/../../app.py", "/static/dist/%2e%2e/%2e%2e/app.py"):
        assert client.get(path).status_code == 404, path


def test_a_fault_comes_with_a_time_to_try_again_and_a_mistake_with_its_number(
    client: FlaskClient, faults: None
) -> None:
    assert client.get("/impressum?by=busy").headers["Retry-After"] == "30"
    mistake = client.get("/impressum?by=mistake")
    assert mistake.headers["X-Request-ID"] in mistake.text
    assert "a mistake of ours" not in mistake.text


def test_programs_get_errors_as_problems(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nirgends")
    assert answer.mimetype == "application/problem+json"
    assert answer.json
    assert answer.json["status"] == 404


@pytest.mark.parametrize("target", ["/", "/fragen?seite=2", "/fragen/1-a#antwort", "/a//b", "/%2F%2Fx.example"])
def test_an_own_address_is_followed(target: str) -> None:
    assert web.own_address(target, "/sonst") == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "fragen", "//x.example", "///x.example", "/\\x.example", "\\\\x.example", "/a\\b", "http://x.example/",
        "https:x.example", "javascript:alert(1)", "/\t/x.example", "/a\r\nSet-Cookie: a=b", "\x00/", " //x.example",
    ],
)  # fmt: skip
def test_an_address_that_could_lead_away_is_not(target: str | None) -> None:
    assert web.own_address(target, "/sonst") == "/sonst"


def test_links_of_mails_start_with_the_public_address(app: Flask) -> None:
    assert web.absolute("/ich") == "http://127.0.0.1:5000/ich"


def test_german_is_the_default_whatever_the_browser_wishes(client: FlaskClient) -> None:
    page = client.get("/anmelden", headers={"Accept-Language": "en"}).text
    assert '<html lang="de"' in page
    assert "Zum Inhalt" in page


def test_cookies_choose_language_and_theme(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    client.set_cookie("theme", "dark")
    page = client.get("/anmelden").text
    assert '<html lang="en" data-kern-theme="dark"' in page
    assert "Skip to content" in page


@pytest.mark.parametrize("value", ["fr", "", '"><script>', "DE"])
def test_a_strange_cookie_chooses_nothing(client: FlaskClient, value: str) -> None:
    client.set_cookie("language", value)
    client.set_cookie("theme", value)
    page = client.get("/anmelden").text
    assert '<html lang="de">' in page


@pytest.fixture
def lines(app: Flask) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines the log would hold, read again as JSON."""
    kept: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(self.format(record))

    handler, root = Keep(), logging.getLogger()
    handler.setFormatter(JsonLine())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in kept]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_without_anything_personal(
    client_of: ClientOf, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    answer = client_of("erika").get("/suche?q=Scheidung+von+Ernst", headers={"User-Agent": "Geheimnis"})
    line = next(line for line in lines() if line["logger"] == "request")
    assert set(line) == {"at", "level", "logger", "message", "request_id", "method", "endpoint", "status", "ms"}
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["at"].endswith("+00:00")
    everything = json.dumps(lines(), ensure_ascii=False)
    for private in ("Scheidung", "Ernst", "erika", "Engel", "Geheimnis", "127.0.0.1"):
        assert private not in everything


def test_the_line_of_an_error_has_its_request_and_no_value_of_the_database(
    client: FlaskClient, faults: None, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    answer = client.get("/impressum?by=doubled")
    line = next(line for line in lines() if line["level"] == "error")
    assert (answer.status_code, line["request_id"]) == (500, answer.headers["X-Request-ID"])
    assert IntegrityError.__name__ in line["error"]
    assert "erika@stadt.example" not in line["error"]
    assert "Erika Zwei" not in line["error"]


def test_a_line_stays_a_line() -> None:
    record = logging.makeLogRecord(
        {"name": "x", "msg": "a\nb %s", "args": ("ü",), "levelno": 20, "job": 7, "path": Path("/x")}
    )
    text = JsonLine().format(record)
    assert "\n" not in text
    assert json.loads(text) | {"at": ""} == {
        "at": "", "level": "level none", "logger": "x", "message": "a\nb ü", "job": 7, "path": "/x",
    } | {"level": json.loads(text)["level"]}  # fmt: skip
