"""Enrolments in tests: who may ask for a seat, asking, answering, and what the clock does."""

import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from accounts.models import AppointmentKind, Department
from core.db import db, transaction, utcnow
from pilots.actions import enrolments
from pilots.actions.seats import settle_seats
from pilots.models import Cohort, Enrolment, Nomination, NominationState, Standing
from pilots.queries.enrolments import waiting_list
from tests.conftest import person

PILOT, DEPUTY = AppointmentKind.PILOT, AppointmentKind.DEPUTY


def department(slug: str) -> Department:
    return db.session.scalars(select(Department).where(Department.slug == slug)).one()


def entitle(person_id: int, department_id: int, kind: AppointmentKind = PILOT, by: int | None = None) -> None:
    """The office has confirmed that they are trained for that department; the caller holds the transaction."""
    now = utcnow()
    db.session.add(
        Nomination(
            department_id=department_id,
            kind=kind,
            nominee_id=person_id,
            nominated_by_id=by or person_id,
            made_as=Standing.PERSON if by is None else Standing.HEAD,
            state=NominationState.CONFIRMED,
            submission=secrets.token_hex(8),
            submitted_at=now,
            consented_at=now,
            ended_at=now,
            ended_by_id=by or person_id,
        )
    )


def request(cohort: Cohort, key: str, slug: str | None = None, kind: AppointmentKind = PILOT) -> Enrolment:
    """With the office's word for it."""
    who = person(key)
    number = department(slug).id if slug else who.department_id
    with transaction():
        entitle(person(key).id, number or 0, kind)
    return ask(cohort, key, slug, kind)


def ask(cohort: Cohort, key: str, slug: str | None = None, kind: AppointmentKind = PILOT) -> Enrolment:
    with transaction():
        who = person(key)
        wanted = department(slug) if slug else db.session.get_one(Department, who.department_id)
        return enrolments.request_seat(
            actor=who,
            cohort=db.session.get_one(Cohort, cohort.id),
            department=wanted,
            kind=kind,
            submission=secrets.token_hex(8),
        )


def external(cohort: Cohort, name: str = "Gast aus Nachbarstadt") -> Enrolment:
    with transaction():
        return enrolments.enrol_external(
            actor=person("olga"), cohort=db.session.get_one(Cohort, cohort.id), name=name, submission=name
        )


def act(action: Callable[..., Any], key: str, enrolment: Enrolment, **more: Any) -> Any:
    with transaction():
        return action(actor=person(key), enrolment=again(enrolment), **more)


def settle(cohort: Cohort) -> None:
    with transaction():
        settle_seats(cohort=db.session.get_one(Cohort, cohort.id))


def again(enrolment: Enrolment) -> Enrolment:
    return db.session.get_one(Enrolment, enrolment.id, populate_existing=True)


def state(enrolment: Enrolment) -> str:
    return again(enrolment).state.value


def waiting(cohort: Cohort) -> list[str]:
    """Names on the waiting list, in order."""
    return [one.name for one in waiting_list(db.session.get_one(Cohort, cohort.id))]
