"""Fifty people and twelve seats, from eight processes at once: never one too many, nobody lost, each offer once."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import AppointmentKind, Department, Person, Role, RoleGrant
from app import create_app
from core import cli
from core.db import clock_at, db, transaction, utcnow
from core.errors import Conflict
from pilots.actions import cohorts, enrolments, programmes
from pilots.actions.seats import settle_seats
from pilots.models import Cohort, Enrolment, EnrolmentMove, EnrolmentState, Programme
from pilots.models.enrolments import LIVE
from pilots.queries.enrolments import holders, live_enrolment, log_of, waiting_list
from pilots.rules.waiting_list import replay
from tests import databases
from tests.pilots.enrolling import entitle
from tests.pilots.teaching import cohort_entry, programme_entry

PEOPLE, SEATS, DEPARTMENTS, PROCESSES, STEPS = 50, 12, 30, 8, 40
HOURS_A_STEP = 12


@contextmanager
def site(folder: str, url: str) -> Iterator[Flask]:
    app = create_app({"instance": Path(folder), "database_url": url})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def settle_town() -> None:
    """People of thirty departments whom the office has approved, some departments twice, and a course."""
    with transaction():
        office = Person(name="Olga Otto", email="olga@stadt.example")
        office.grants.append(RoleGrant(role=Role.OFFICE))
        departments = [
            Department(code=f"{number}", name=f"Amt {number}", slug=f"amt-{number}") for number in range(DEPARTMENTS)
        ]
        db.session.add_all([office, *departments])
        db.session.flush()
        for number in range(PEOPLE):
            home = departments[number % DEPARTMENTS]
            person = Person(name=f"Person {number}", email=f"p{number}@stadt.example", department_id=home.id)
            person.grants.append(RoleGrant(role=Role.EMPLOYEE))
            db.session.add(person)
            db.session.flush()
            entitle(person.id, home.id, AppointmentKind.PILOT)
        one = programmes.create_programme(actor=office, entry=programme_entry(), submission="p")
        far = utcnow() + timedelta(days=400)
        entry = cohort_entry(seats=SEATS, enrols_until=far, locks_at=far)
        cohorts.create_cohort(
            actor=office, programme=db.session.get_one(Programme, one.id), entry=entry, submission="c"
        )


def one_step(chance: random.Random) -> None:
    """Somebody asks, or does something with what they have; or the clock looks after the course."""
    course = db.session.scalars(select(Cohort)).one()
    if chance.random() < 0.1:
        with transaction():
            settle_seats(cohort=db.session.get_one(Cohort, course.id))
        return
    people = select(Person.id).where(Person.department_id.is_not(None)).order_by(Person.id)
    number = chance.choice(list(db.session.scalars(people)))
    with transaction():
        person = db.session.get_one(Person, number)
        own = live_enrolment(course.id, number)
        if own is None:
            enrolments.request_seat(
                actor=person,
                cohort=db.session.get_one(Cohort, course.id),
                department=db.session.get_one(Department, person.department_id),
                kind=AppointmentKind.PILOT,
                submission=f"{number}-{chance.random()}",
            )
        elif own.state is EnrolmentState.OFFERED:
            answer = chance.choice([enrolments.accept_offer, enrolments.accept_offer, enrolments.decline_offer, None])
            if answer is not None:
                answer(actor=person, enrolment=own)
        elif chance.random() < 0.4:
            enrolments.cancel_enrolment(actor=person, enrolment=own)


def client(folder: str, url: str, seed: int) -> None:
    """Time runs fast here, so that offers expire between the steps."""
    chance = random.Random(seed)
    with site(folder, url):
        begin = utcnow()
        for number in range(STEPS):
            # A conflict: somebody was faster, what was seen before the lock does not hold any more.
            with clock_at(begin + timedelta(hours=HOURS_A_STEP * number)), suppress(Conflict):
                one_step(chance)
            db.session.rollback()
    print("done")


def seats_at_every_moment(log: list[EnrolmentMove]) -> int:
    """The most seats held at once, by the log in the order in which its rows were written; an offer holds one until
    a row ends it."""
    states: dict[int, str] = {}
    most = 0
    for row in log:
        states[row.subject_id] = row.to_state
        most = max(most, sum(state in {"offered", "seated", "attending"} for state in states.values()))
    return most


@pytest.mark.parametrize("kind", databases.names())
def test_twelve_seats_stay_twelve_and_the_log_tells_the_list(tmp_path: Path, kind: str) -> None:
    with databases.provide(kind, tmp_path) as database:
        with site(str(tmp_path), database.url):
            cli.migrate()
            settle_town()
        command = [sys.executable, "-m", "tests.processes.test_seats", str(tmp_path), database.url]
        started = [
            subprocess.Popen([*command, str(seed)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for seed in range(PROCESSES)
        ]
        ends = [process.communicate(timeout=400) for process in started]
        assert [process.returncode for process in started] == [0] * PROCESSES, [err[-2000:] for _out, err in ends]
        with site(str(tmp_path), database.url):
            judge()


def judge() -> None:
    course = db.session.scalars(select(Cohort)).one()
    log = list(log_of(course.id))
    everybody = db.session.scalars(select(Enrolment)).all()
    now = max(row.at for row in log)
    assert len(holders(course.id, now)) <= SEATS
    assert seats_at_every_moment(log) <= SEATS
    assert replay(log, course.rule) == [one.id for one in waiting_list(course)]
    last = {row.subject_id: row for row in sorted(log, key=lambda row: (row.subject_id, row.seq))}
    assert {one.id: one.state.value for one in everybody} == {number: row.to_state for number, row in last.items()}
    live = Counter(one.person_id for one in everybody if one.state in LIVE)
    assert set(live.values()) == {1}
    by_subject: dict[int, list[EnrolmentMove]] = {}
    for row in log:
        by_subject.setdefault(row.subject_id, []).append(row)
    for rows in by_subject.values():
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert all(one.to_state == other.from_state for one, other in pairwise(rows))
        answered = [row for row in rows if row.from_state == "offered"]
        offered = [row for row in rows if row.to_state == "offered"]
        assert 0 <= len(offered) - len(answered) <= 1
    assert {"offer_seat", "accept_offer", "expire_offer"} <= {row.move for row in log}, Counter(row.move for row in log)


if __name__ == "__main__":
    client(sys.argv[1], sys.argv[2], int(sys.argv[3]))
