"""Many people at once: nothing is lost, nothing doubled, nobody is refused, everybody's question has one owner."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from bench.writers import write_at_once
from core import outbox
from knowledge.models import Ownership, Question
from tests.processes.conftest import Start
from tests.processes.town import Browser, Town

PEOPLE = range(11, 211)
CLIENTS = 8
WRITERS = 8


def at_once(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [future.result() for future in [pool.submit(task) for task in tasks]]


def filled(browser: Browser, title: str) -> dict[str, str]:
    return browser.form("/fragen/neu") | {"title": title, "body": "Ich finde es nirgends.", "tags": "Signatur"}


def test_two_hundred_people_ask_at_once(town: Town, start: Start) -> None:
    web = start("serve", "--processes", str(WRITERS), "--threads", "2", "--without-worker")
    browsers = {person: Browser(web.port, town.cookie(person)) for person in PEOPLE}

    def ask(person: int) -> tuple[int, str]:
        browser = browsers[person]
        return browser.post("/fragen/neu", filled(browser, f"Frage von Person {person}?"))

    answers = at_once([lambda person=person: ask(person) for person in PEOPLE])
    assert {status for status, _ in answers} == {303}, answers
    assert len({place for _, place in answers}) == len(PEOPLE)
    with town.looked_at() as session:
        asked = session.scalars(select(Question).where(Question.title.startswith("Frage von Person"))).all()
        assert sorted(question.asker_id for question in asked) == list(PEOPLE)
        running = select(Ownership.question_id, func.count()).where(Ownership.until.is_(None))
        owners = dict(tuple(row) for row in session.execute(running.group_by(Ownership.question_id)))
        assert {owners.get(question.id) for question in asked} == {1}
    assert "locked" not in web.log.read_text()


def test_pressing_twice_asks_once(town: Town, start: Start) -> None:
    web = start("serve", "--processes", "3", "--threads", "2", "--without-worker")
    browsers = [Browser(web.port, town.cookie(person)) for person in PEOPLE[:20]]
    forms = [filled(browser, f"Doppelt gedrückt {number}?") for number, browser in enumerate(browsers)]
    presses = [
        lambda b=b, f=f: b.post("/fragen/neu", f) for b, f in zip(browsers, forms, strict=True) for _ in range(2)
    ]
    answers = at_once(presses)
    assert {status for status, _ in answers} == {303}, answers
    assert [place for _, place in answers[::2]] == [place for _, place in answers[1::2]]
    with town.looked_at() as session:
        asked = select(func.count()).where(Question.title.startswith("Doppelt gedrückt"))
        assert session.scalar(asked) == len(browsers)


def test_eight_writers_and_the_worker_wait_for_each_other_and_fail_never(town: Town) -> None:
    found = write_at_once(town.folder, seconds=6, writers=WRITERS)
    print(found)
    assert found["errors"] == []
    # How long they waited is `make bench`'s to say: here others are at work on the same processors.
    assert found["transactions"] >= WRITERS
    with town.app.app_context():
        assert outbox.given_up() == []
