"""Migrations on a database that is in use: no row is lost on the way down or up."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from accounts.queries.organisation import today
from core import cli
from core.config import ROOT
from core.db import db, transaction, utcnow
from knowledge.actions import close_question, withdraw_question
from knowledge.actions.practices import archive_practice
from knowledge.models import EntryKind, Freshness, Practice, Question, QuestionEvent
from knowledge.rules.freshness import default_end
from tests.conftest import person
from tests.knowledge.asking import ask
from tests.knowledge.practising import practise
from tests.sitewide.things import things

FOLDER = str(ROOT / "migrations")
FIRST = "0001"


def counts() -> dict[str, int]:
    found = {
        name: db.session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
        for name in inspect(db.engine).get_table_names()
    }
    db.session.remove()
    db.engine.dispose()
    return found


def test_no_row_of_the_first_tables_is_lost_on_the_way_down_and_up(app: Flask) -> None:
    things()
    db.session.remove()
    before = counts()
    downgrade(directory=FOLDER, revision=FIRST)
    first = counts()
    assert first == {name: before[name] for name in first}
    assert min(first[name] for name in ("people", "questions", "answers", "question_events", "notices")) > 0
    upgrade(directory=FOLDER)
    after = counts()
    assert {name: after[name] for name in first} == first
    assert set(after) == set(before)


def test_cards_that_were_published_before_get_their_dates(app: Flask) -> None:
    """Those written by who may check go to them, others to the office; drafts and archived ones get none."""
    live, left = practise("pia"), practise("paul")
    draft, put_away = practise("pia", is_published=False), practise("pia")
    numbers = [card.id for card in (live, left, draft, put_away)]
    with transaction():
        archive_practice(actor=person("pia"), practice=db.session.get_one(Practice, put_away.id), reason="Vorbei")
        author = person("paul")
        author.blocked_at = utcnow()
        db.session.get_one(Practice, left.id).department_id = person("ben").department_id
    pia = person("pia").id
    db.session.remove()
    downgrade(directory=FOLDER, revision="1301")
    assert counts()["freshness"] == 0
    upgrade(directory=FOLDER)
    rows = db.session.scalars(select(Freshness).order_by(Freshness.thing_id)).all()
    assert [(row.kind, row.thing_id, row.owner_id) for row in rows] == [
        (EntryKind.PRACTICE, numbers[0], pia),
        (EntryKind.PRACTICE, numbers[1], None),
    ]
    assert rows[0].checked_on == today()
    assert rows[0].valid_until == default_end(today())


def test_who_ended_a_question_and_as_what_is_known_of_earlier_steps_too(app: Flask) -> None:
    closed, own = ask("erika"), ask("erika")
    with transaction():
        close_question(
            actor=person("olga"), question=db.session.get_one(Question, closed.id), reason="Gehört woanders hin."
        )
        withdraw_question(actor=person("erika"), question=db.session.get_one(Question, own.id))
    before = roles_and_ends()
    db.session.remove()
    downgrade(directory=FOLDER, revision="1602")
    upgrade(directory=FOLDER)
    assert roles_and_ends() == before
    assert {role for role, _name in before[0]} == {"asker", "office"}


def roles_and_ends() -> tuple[list[tuple[str, int]], list[int | None]]:
    events = db.session.execute(select(QuestionEvent.role, QuestionEvent.actor_id).order_by(QuestionEvent.id))
    ended = db.session.scalars(select(Question.ended_by_id).order_by(Question.id)).all()
    return [(role.value, number or 0) for role, number in events], list(ended)


def test_foreign_keys_hold_again_afterwards(app: Flask) -> None:
    cli.migrate()
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_no_number_of_a_question_is_given_twice(app: Flask) -> None:
    """SQLite forgets that where a migration builds a table anew without saying so."""
    if db.engine.dialect.name == "sqlite":
        for table in ("questions", "question_events", "duplicates", "hidings"):
            made = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
            assert "AUTOINCREMENT" in str(made), table
