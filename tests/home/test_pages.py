"""Legal pages, display, health and what programs ask for."""

from datetime import timedelta

import pytest

from core import health, outbox
from core.db import db, transaction, utcnow
from core.outbox import OutboxJob
from tests.forms import submit

LEGAL = [
    ("/impressum", "Impressum", "Rathausplatz 1, 70000 Lindenbruck"),
    ("/datenschutz", "Datenschutz", "datenschutz@stadt.example"),
    ("/barrierefreiheit", "Erklärung zur Barrierefreiheit", "07000 4711-0"),
    ("/leichte-sprache", "Das Lotsennetz in Leichter Sprache", "digitalisierung@stadt.example"),
]


@pytest.mark.parametrize(("path", "title", "part"), LEGAL)
def test_the_legal_pages_are_open_and_set_no_cookie(client, path: str, title: str, part: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in page.text
    assert part in page.text
    assert "Set-Cookie" not in page.headers
    assert "verbindlich ist der deutsche Text" not in page.text


@pytest.mark.parametrize("path", [path for path, _, _ in LEGAL])
def test_english_readers_are_told_that_the_text_is_german(client, path: str) -> None:
    client.set_cookie("language", "en")
    page = client.get(path).text
    assert "This page is in German only" in page
    assert 'class="prose text" lang="de"' in page


def test_the_display_is_remembered_and_leads_back(client) -> None:
    response = submit(client, "/ansicht?next=/impressum", theme="dark", language="en", to="/ansicht")
    assert (response.status_code, response.location) == (303, "/impressum")
    for cookie in [value for value in response.headers.getlist("Set-Cookie") if not value.startswith("lotsennetz")]:
        assert "Max-Age=31536000" in cookie
        assert "SameSite=Lax" in cookie
        assert "HttpOnly" in cookie
        assert "Secure" not in cookie
    page = client.get("/impressum").text
    assert '<html lang="en" data-kern-theme="dark">' in page
    assert '<input checked class="kern-form-check__radio" id="theme-2"' in client.get("/ansicht").text


def test_the_footer_s_link_changes_the_language_at_once_and_leads_back(client) -> None:
    assert 'href="/ansicht/sprache/en"' in client.get("/impressum").text
    response = client.get("/ansicht/sprache/en", headers={"Referer": "http://localhost/impressum"})
    assert (response.status_code, response.location) == (303, "/impressum")
    assert '<html lang="en"' in client.get("/impressum").text
    assert client.get("/ansicht/sprache/xx").status_code == 404


@pytest.mark.parametrize("target", ["https://boese.example/", "//boese.example", "/\\boese.example", "javascript:x"])
def test_the_way_back_never_leads_away(client, target: str) -> None:
    response = submit(client, "/ansicht", to="/ansicht", theme="auto", language="de", next=target)
    assert response.location == "/"


def test_the_page_one_came_from_is_the_way_back(client) -> None:
    own = client.get("/ansicht", headers={"Referer": "http://localhost/lotsen?q=amt"}).text
    assert 'name="next" type="hidden" value="/lotsen?q=amt"' in own
    foreign = client.get("/ansicht", headers={"Referer": "https://boese.example/weg"}).text
    assert 'name="next" type="hidden" value="/"' in foreign


def test_an_unknown_theme_is_refused(client) -> None:
    response = submit(client, "/ansicht", to="/ansicht", theme="pink", language="de")
    assert response.status_code == 422
    assert "theme=" not in str(response.headers.getlist("Set-Cookie"))


def test_health_is_good_with_an_index_and_no_backlog(app, client) -> None:
    from core import search_index

    search_index.rebuild()
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok", "reasons": []})


def test_health_names_what_fails_by_code(app, client) -> None:
    with transaction():
        outbox.enqueue("home.nightly", due_at=utcnow() - timedelta(hours=1))
        db.session.add(OutboxJob(topic="home.nightly", payload={}, given_up_at=utcnow(), last_error="geheim"))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json == {"status": "failing", "reasons": ["index", "outbox_backlog", "outbox_given_up"]}
    assert "geheim" not in response.text


def test_health_notices_a_database_that_is_not_migrated(app, client) -> None:
    with transaction():
        db.session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "migrations" in response.json["reasons"]
    assert [finding.code for finding in health.reasons_not_to_start()] == ["migrations"]


def test_check_says_the_same_in_sentences(app) -> None:
    result = app.test_cli_runner().invoke(args=["check", "--json"])
    assert result.exit_code == 1
    assert '"code": "index"' in result.stdout


def test_robots_read_only_what_is_public(client) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /" in lines
    assert "Allow: /impressum" in lines
    assert "Allow: /" not in lines


def test_the_icon_is_the_built_one(client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    with client.get(response.location) as icon:
        assert icon.mimetype == "image/svg+xml"


def test_the_nightly_job_runs_every_task(app, run_jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    monkeypatch.setitem(app.extensions, "nightly", [lambda: ran.append("one"), lambda: ran.append("two")])
    with transaction():
        outbox.enqueue("home.nightly")
    run_jobs()
    assert ran == ["one", "two"]
