"""A small seeded city on a real disk, for tests with several processes; and a browser that talks to a real server."""

import html
import http.client
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import or_, select, update

from app import create_app
from bench import city, seed
from core import cli
from core.db import db, transaction, utcnow
from core.outbox import OutboxJob
from knowledge import actions
from knowledge.models import Question

SIZE = seed.Size(people=240, questions=20, threads=3, practices=3)
LIMITS: dict[str, str] = {
    "post_limit": "100000/minute",
    "sign_in_limit": "100000/minute",
    "sign_in_address_limit": "100000/minute",
    "address_limit": "100000/minute",
}
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


class Town:
    """Its folder, and the app of this process over it; others are started by the tests."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.settings = folder, LIMITS | settings
        self.app = create_app({"instance": folder} | self.settings)
        with self.app.app_context():
            cli.migrate()
            seed.settle(SIZE)

    @contextmanager
    def looked_at(self) -> Iterator[Any]:
        """A session that sees the present state."""
        with self.app.app_context():
            yield db.session

    def cookie(self, person_id: int) -> str:
        return city.cookie(self.app, person_id)

    def ask(self, title: str, asker: int = 100) -> int:
        """The question's id; its owner is told, and it is to be indexed."""
        with self.app.app_context(), transaction():
            words = {"title": title, "body": "Die Karte steckt.", "submission": secrets.token_hex(8)}
            return actions.ask_question(actor=seed.actor(asker), **words).id

    def answer(self, question_id: int, author: int = 101) -> int:
        """The answer's id; the asker is told, and the question is to be indexed again."""
        with self.app.app_context(), transaction():
            question = db.session.get_one(Question, question_id)
            words = {"body": "Bitte neu starten.", "submission": secrets.token_hex(8)}
            return actions.answer_question(actor=seed.actor(author), question=question, **words).id

    def let_time_pass(self, since: datetime | None = None) -> None:
        """The leases of killed workers lapse and what waits for another try is due (and has waited `since` then)."""
        before = utcnow() - timedelta(seconds=1)
        waiting = (OutboxJob.finished_at.is_(None), OutboxJob.given_up_at.is_(None))
        with self.app.app_context(), transaction():
            held = update(OutboxJob).where(*waiting, OutboxJob.lease_until.is_not(None))
            db.session.execute(held.values(lease_until=before))
            tried = update(OutboxJob).where(*waiting, or_(OutboxJob.attempts > 0, OutboxJob.topic.contains(".mail_")))
            db.session.execute(tried.values(due_at=before))
            if since is not None:
                db.session.execute(tried.where(OutboxJob.waits_since.is_not(None)).values(waits_since=since))

    def unfinished(self) -> list[tuple[str, str | None]]:
        """Topics and errors of what is due and not done."""
        due = (OutboxJob.finished_at.is_(None), OutboxJob.due_at <= utcnow())
        with self.looked_at() as session:
            return [tuple(row) for row in session.execute(select(OutboxJob.topic, OutboxJob.last_error).where(*due))]

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


class Browser:
    """Somebody signed in, without scripts, over real connections."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        name, _, value = cookie.partition("=")
        self.cookies = {name: value}

    def get(self, path: str) -> tuple[int, str]:
        status, _headers, text = self._send("GET", path)
        return status, text

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the page that somebody sees."""
        status, text = self.get(path)
        assert status == 200, (path, status)
        return dict(_name_and_value(field) for field in HIDDEN.findall(text))

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status, and where it leads."""
        status, headers, _text = self._send("POST", path, urlencode(fields))
        return status, headers.get("Location", "")

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, Any, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.headers, text


def _name_and_value(field: str) -> tuple[str, str]:
    found = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(field)}
    return found["name"], found.get("value", "")
