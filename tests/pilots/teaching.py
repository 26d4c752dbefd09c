"""Programmes, courses and their dates in tests."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from core.db import db, transaction, utcnow
from core.formats import LOCAL
from pilots.actions import cohorts, programmes
from pilots.actions.cohorts import CohortEntry, SessionEntry
from pilots.actions.programmes import ProgrammeEntry
from pilots.models import Cohort, CohortSession, Programme, ProgrammeLevel
from tests.conftest import person


def programme_entry(**changes: Any) -> ProgrammeEntry:
    values: dict[str, Any] = {
        "name": "Grundlehrgang",
        "provider": "Digitalakademie@bw",
        "level": ProgrammeLevel.BASIC,
        "hours": 24,
        "least_attendance": 80,
        "valid_months": 36,
        "refresher_months": 24,
        "body": "Wie man **hilft**.",
        "modules": ("Zuhören", "E-Akte"),
    }
    return ProgrammeEntry(**values | changes)


def programme(key: str = "olga", **changes: Any) -> Programme:
    with transaction():
        return programmes.create_programme(
            actor=person(key), entry=programme_entry(**changes), submission=secrets.token_hex(8)
        )


def fund(one: Programme) -> None:
    """From now on the land pays for three people."""
    entry = programme_entry(grant_day_cents=10_000, grant_days=3, grant_most=3)
    with transaction():
        programmes.edit_programme(actor=person("olga"), programme=db.session.get_one(Programme, one.id), entry=entry)


def cohort_entry(**changes: Any) -> CohortEntry:
    """Enrolment has been open since yesterday and is so for ten days; seats are offered for twenty."""
    values: dict[str, Any] = {
        "name": "Grundlehrgang im Frühjahr",
        "seats": 12,
        "enrols_from": utcnow() - timedelta(days=1),
        "enrols_until": utcnow() + timedelta(days=10),
        "locks_at": utcnow() + timedelta(days=20),
        "place": "Rathaus, Raum 112",
        "seat_cents": 69_000,
        "budget_line": "11.24.01",
    }
    return CohortEntry(**values | changes)


def cohort(of: Programme | None = None, key: str = "olga", **changes: Any) -> Cohort:
    number = (of or programme()).id
    with transaction():
        return cohorts.create_cohort(
            actor=person(key),
            programme=db.session.get_one(Programme, number),
            entry=cohort_entry(**changes),
            submission=secrets.token_hex(8),
        )


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LOCAL)


def session(of: Cohort, day: date, *, first: int = 9, last: int = 16, key: str = "olga", **more: Any) -> CohortSession:
    entry = SessionEntry(at(day, first), at(day, last), **more)
    with transaction():
        return cohorts.add_session(
            actor=person(key), cohort=db.session.get_one(Cohort, of.id), entry=entry, submission=secrets.token_hex(8)
        )


def again(one: Cohort) -> Cohort:
    return db.session.get_one(Cohort, one.id)
