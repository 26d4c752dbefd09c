"""Migrations on a database that is in use: no row is lost on the way down or up."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from core import cli
from core.config import ROOT
from core.db import db
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


def test_foreign_keys_hold_again_afterwards(app: Flask) -> None:
    cli.migrate()
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
