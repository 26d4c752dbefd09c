"""Measuring: CPU time, statements and bytes of a page, ours and the bare one in turn."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from bench import words
from core.db import db
from knowledge.models import Practice, Question, Tag, Thread

SHOWN = 30


@dataclass(frozen=True)
class Page:
    """A kind of page, its addresses in rotation, and how many times the bare one it may cost."""

    name: str
    urls: Sequence[str]
    aim: float = 2.0
    is_for_pilots: bool = False


@dataclass(frozen=True)
class Figures:
    """CPU milliseconds are medians of single requests."""

    page: str
    bare_ms: float
    ours_ms: float
    queries: int
    bytes: int
    aim: float

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.bare_ms


def pages(department_slugs: Sequence[str]) -> list[Page]:
    """What is measured, for the questions that are in the database."""
    newest = db.session.execute(select(Question.id, Question.title).order_by(Question.id.desc()).limit(SHOWN)).all()
    return [
        Page("start", ["/"]),
        Page("questions", ["/fragen"]),
        Page("question", [f"/fragen/{row.id}-{Question(title=row.title).slug}" for row in newest]),
        Page("department", [f"/lotsen/{slug}" for slug in department_slugs]),
        Page("search", [f"/suche?q={query.replace(' ', '+')}" for query in words.QUERIES], aim=3.0),
        Page("map", ["/lotsen"]),
        Page("thread", _addresses("/austausch", Thread), is_for_pilots=True),
        Page("practice", _addresses("/praxis", Practice)),
        Page("tag", [f"/stichwoerter/{slug}" for slug in db.session.scalars(select(Tag.slug).limit(SHOWN))]),
        Page("desk", ["/lotse"], is_for_pilots=True),
    ]


COVERAGE = Page("coverage", ["/abdeckung"], aim=3.0)
COVERAGE_OF_400 = Page("coverage of 400", ["/abdeckung"], aim=3.0)


def _addresses(start: str, model: type[Thread] | type[Practice]) -> list[str]:
    newest = select(model).order_by(model.id.desc()).limit(SHOWN)
    return [f"{start}/{thing.id}-{thing.slug}" for thing in db.session.scalars(newest)]


@dataclass(frozen=True)
class Sites:
    """Browsers: of an employee and of a pilot on our site, and one on the bare site; `engine`: of our database."""

    employee: FlaskClient
    pilot: FlaskClient
    bare: FlaskClient
    engine: Engine

    def ours(self, page: Page) -> FlaskClient:
        return self.pilot if page.is_for_pilots else self.employee


def compare(page: Page, sites: Sites, rounds: int) -> Figures:
    """Both in turn for every address, so that a drift of the machine hits both alike."""
    ours, bare = sites.ours(page), sites.bare
    for url in page.urls:
        _fetch(ours, url)
        _fetch(bare, url)
    own, other = [], []
    for number in range(rounds):
        url = page.urls[number % len(page.urls)]
        own.append(_cpu_ms(ours, url))
        other.append(_cpu_ms(bare, url))
    size = max(len(_fetch(ours, url)) for url in page.urls)
    return Figures(page.name, median(other), median(own), queries_of(page, sites), size, page.aim)


def queries_of(page: Page, sites: Sites) -> int:
    """The most statements one of the page's addresses needs."""
    client = sites.ours(page)
    return max(_count(sites.engine, lambda url=url: _fetch(client, url)) for url in page.urls)


def signed_in(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["sign_in"] = token
    return client


def _cpu_ms(client: FlaskClient, url: str) -> float:
    started = time.process_time()
    _fetch(client, url)
    return (time.process_time() - started) * 1000


def _fetch(client: FlaskClient, url: str) -> bytes:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answers {response.status_code}")
    return response.data


def _count(engine: Engine, run: Callable[[], Any]) -> int:
    with _statements(engine) as seen:
        run()
    return len(seen)


@contextmanager
def _statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
