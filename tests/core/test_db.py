"""The database: pragmas, the write lock, one transaction at a time, the clock."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from accounts.models import Department, Person
from core import db as database
from core.cli import run_nightly
from core.config import ROOT
from core.db import clock_at, db, lock, lock_name, sqlite_is_safe, transaction, utcnow
from tests.conftest import person

SAVED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000}


@pytest.fixture
def on_sqlite(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite alone")


@pytest.fixture
def other_connection(on_sqlite: None) -> Iterator[object]:
    """Another process, as far as the database can tell."""
    connection = database.sqlite3.connect(db.engine.url.database, timeout=0, isolation_level=None)
    yield connection
    connection.close()


def test_sqlite_is_a_version_that_damages_nothing() -> None:
    assert sqlite_is_safe()


def test_every_pooled_connection_saves_what_people_are_told_is_saved(on_sqlite: None) -> None:
    with db.engine.connect() as first, db.engine.connect() as second:
        for connection in (first, second):
            assert {name: connection.scalar(text(f"PRAGMA {name}")) for name in SAVED} == SAVED
    with transaction():
        person("erika").phone = "1"
    assert {name: db.session.scalar(text(f"PRAGMA {name}")) for name in SAVED} == SAVED


def test_every_night_sqlite_learns_how_its_tables_have_grown(on_sqlite: None, app: Flask) -> None:
    with transaction():
        db.session.add_all(Person(email=f"{number}@stadt.example", name="Ada") for number in range(300))
    read_before = db.engine.raw_connection()
    before = read_before.driver_connection
    read_before.close()
    run_nightly()
    with db.engine.connect() as connection:
        assert connection.connection.driver_connection is not before, "it would go on planning by the old figures"
    [known] = db.session.scalars(text("SELECT stat FROM sqlite_stat1 WHERE idx = 'ix_people_sort_name'"))
    assert int(known.split()[0]) >= 300


def test_a_transaction_holds_the_write_lock_from_its_first_moment(other_connection: object) -> None:
    with transaction(), pytest.raises(database.sqlite3.OperationalError, match="locked"):
        other_connection.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
    other_connection.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]


def test_reading_needs_no_lock(other_connection: object) -> None:
    other_connection.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
    assert person("erika").name == "Erika Engel"


def test_a_transaction_waits_for_the_lock_and_says_so_in_the_end(
    other_connection: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LONGEST_WAIT_FOR_WRITING", 0.05)
    other_connection.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
    with pytest.raises(OperationalError, match="locked"), transaction():
        pass
    other_connection.execute("ROLLBACK")  # type: ignore[attr-defined]
    with transaction():
        person("erika").phone = "2"
    assert person("erika").phone == "2"


def test_writers_come_in_the_order_in_which_they_asked(on_sqlite: None, app: Flask) -> None:
    order: list[int] = []

    def write(number: int) -> None:
        with app.app_context(), transaction():
            order.append(number)

    threads = [threading.Thread(target=write, args=[number]) for number in range(10)]
    with transaction():
        for thread in threads:
            thread.start()
            time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert order == sorted(order)


def test_who_dies_in_the_queue_holds_nobody_up(on_sqlite: None, app: Flask) -> None:
    door = db.engine.url.database + "-queue"
    take = f"_wait_for_turn(os.open({door!r}, os.O_RDWR | os.O_CREAT))"
    code = f"import os, time; from core.db import _wait_for_turn; {take}; print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as waiting:
        waiting.stdout.readline()
        threading.Timer(0.3, waiting.kill).start()
        with transaction():
            person("erika").phone = "after the dead"
    assert person("erika").phone == "after the dead"


def test_what_was_read_before_is_read_again_under_the_lock(app: Flask) -> None:
    erika = person("erika")
    assert erika.phone == ""

    def change_elsewhere() -> None:
        with app.app_context(), transaction():
            person("erika").phone = "elsewhere"

    thread = threading.Thread(target=change_elsewhere)
    thread.start()
    thread.join()
    with transaction():
        assert erika.phone == "elsewhere"


def test_an_error_undoes_everything(app: Flask) -> None:
    def change_and_fail() -> None:
        with transaction():
            person("erika").phone = "3"
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert person("erika").phone == ""


def test_a_write_outside_a_transaction_is_refused(app: Flask) -> None:
    person("erika").phone = "4"
    with pytest.raises(RuntimeError, match="transaction"):
        db.session.commit()
    db.session.rollback()


def test_a_transaction_inside_another_is_refused_and_the_outer_goes_on(app: Flask) -> None:
    with transaction():
        person("erika").phone = "5"
        with pytest.raises(RuntimeError, match="already open"), transaction():
            pass
        person("emil").phone = "6"
    assert (person("erika").phone, person("emil").phone) == ("5", "6")


def test_after_an_error_the_next_transaction_works(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Department(code="34", name="Noch eines", slug="noch-eines"))
    with transaction():
        db.session.add(Department(code="99", name="Neues Amt", slug="neues-amt"))


def test_a_foreign_key_is_kept(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        person("erika").department_id = 999_999


def test_an_id_is_never_given_out_twice(app: Flask) -> None:
    def add() -> int:
        with transaction():
            department = Department(code="98", name="Amt auf Zeit", slug="amt-auf-zeit")
            db.session.add(department)
        return department.id

    first = add()
    with transaction():
        db.session.delete(db.session.get_one(Department, first))
    assert add() > first


def test_two_who_would_make_the_same_thing_follow_each_other(app: Flask) -> None:
    """Both look first and add only what is missing; without the lock on the name both would add."""
    barrier, made = threading.Barrier(2), []

    def make() -> None:
        with app.app_context():
            barrier.wait()
            with transaction():
                lock_name("department 97")
                if db.session.scalar(select(Department).where(Department.code == "97")) is None:
                    db.session.add(Department(code="97", name="Eines", slug="eines"))
                    made.append(1)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_no_change_of_a_locked_row_is_lost(app: Flask) -> None:
    def count_up() -> None:
        with app.app_context():
            for _ in range(10):
                with transaction():
                    row = db.session.get_one(Person, number)
                    lock(row)
                    row.phone = str(int(row.phone or 0) + 1)

    number = person("erika").id
    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert person("erika").phone == "40"


def test_instants_come_back_as_they_went_in(app: Flask) -> None:
    at = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    with transaction():
        person("erika").blocked_at = at
    assert person("erika").blocked_at == at
    with pytest.raises(Exception, match="time zone"), transaction():
        person("erika").blocked_at = datetime(2026, 3, 29)  # noqa: DTZ001


def test_the_clock_can_be_set_and_goes_on_afterwards() -> None:
    then = datetime(2020, 1, 1, tzinfo=UTC)
    with clock_at(then):
        assert utcnow() == then
        with clock_at(then.replace(year=2021)):
            assert utcnow().year == 2021
        assert utcnow() == then
    assert utcnow().year >= 2026
