"""Courses that are held and who is there, for tests."""

from datetime import datetime, timedelta

import time_machine

from core.db import db, transaction, utcnow
from core.formats import LOCAL
from pilots.actions import attendance
from pilots.models import Cohort, CohortSession, Enrolment, Programme
from pilots.queries.attendance import get_session
from tests.conftest import person
from tests.pilots.enrolling import again, request, settle
from tests.pilots.teaching import cohort, programme, session

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def course(of: Programme | None = None, *keys: str, trainer: str = "paul", in_days: int = 30) -> Cohort:
    """Of two dates, a week apart, one for each module; the people of `keys` have seats. Paul teaches."""
    made = cohort(of or programme())
    first = (utcnow() + in_days * DAY).astimezone(LOCAL).date()
    modules = [module.id for module in made.programme.modules]
    for number, module in enumerate(modules):
        session(made, first + timedelta(days=7 * number), module_id=module, trainer_id=person(trainer).id)
    for key in keys:
        request(made, key)
    return made


def sessions(of: Cohort) -> list[CohortSession]:
    db.session.rollback()
    return list(db.session.get_one(Cohort, of.id).sessions)


def during(one: CohortSession) -> time_machine.travel:
    """Inside it is an hour after the date began."""
    return time_machine.travel(one.starts_at + HOUR)


def after(of: Cohort, days: float = 0.1) -> time_machine.travel:
    end = db.session.get_one(Cohort, of.id).ends_at
    assert isinstance(end, datetime)
    return time_machine.travel(end + timedelta(days=days))


def note(one: CohortSession, enrolment: Enrolment, key: str = "paul", *, is_present: bool = True) -> None:
    with transaction():
        attendance.note_attendance(
            actor=person(key),
            session=get_session(person(key), one.id),
            enrolment=again(enrolment),
            is_present=is_present,
        )


def close(of: Cohort, key: str = "paul") -> None:
    settle(of)
    with transaction():
        attendance.close_course(actor=person(key), cohort=db.session.get_one(Cohort, of.id))
