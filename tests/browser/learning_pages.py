"""The pages of programmes and courses, for the tour."""

from typing import Any

from sqlalchemy import select

from core.db import db
from pilots.models import Cohort, CohortSession, Enrolment, Programme
from tests.browser.pages import EMPLOYEE, OFFICE, PILOT, Page, me, numbered


def _running() -> dict[str, Any]:
    return {"slug": db.session.scalars(select(Cohort).order_by(Cohort.id).limit(1)).one().slug}


def _planned() -> dict[str, Any]:
    return {"slug": db.session.scalars(select(Cohort).order_by(Cohort.id.desc()).limit(1)).one().slug}


PROGRAMME = numbered(lambda: select(Programme).order_by(Programme.id))
RUNNING = numbered(lambda: select(Cohort).order_by(Cohort.id))
PLANNED = numbered(lambda: select(Cohort).order_by(Cohort.id.desc()))
SESSION = numbered(lambda: select(CohortSession).order_by(CohortSession.id.desc()))
SEATED = numbered(lambda: select(Enrolment).where(Enrolment.state == "seated"))
WAITING = numbered(lambda: select(Enrolment).where(Enrolment.state == "waiting"))
OWN = numbered(lambda: select(Enrolment).where(Enrolment.person_id == me(EMPLOYEE).id))
FUNDED = numbered(lambda: select(Enrolment).where(Enrolment.funding == "grant"))
OFFERED = numbered(lambda: select(Enrolment).where(Enrolment.state == "offered"))
LEARNING_PAGES = [
    *(Page("pilots.learning", role) for role in (EMPLOYEE, OFFICE)),
    Page("pilots.cohort", EMPLOYEE, _running, "running"),
    Page("pilots.cohort", PILOT, _planned, "planned"),
    Page("pilots.admin_programmes", OFFICE),
    Page("pilots.new_programme", OFFICE),
    Page("pilots.edit_programme", OFFICE, PROGRAMME),
    Page("pilots.new_cohort", OFFICE, PROGRAMME),
    Page("pilots.admin_cohort", OFFICE, RUNNING, "running"),
    Page("pilots.admin_cohort", OFFICE, PLANNED, "planned"),
    Page("pilots.cohort", EMPLOYEE, _planned, "own"),
    Page("pilots.own_enrolments", EMPLOYEE),
    Page("pilots.enrolment", EMPLOYEE, OWN, "own"),
    Page("pilots.enrolment", OFFICE, WAITING, "waiting"),
    Page("pilots.cancel_enrolment", EMPLOYEE, OWN),
    Page("pilots.enrol_person", OFFICE, PLANNED),
    Page("pilots.enrol_external", OFFICE, PLANNED),
    Page("pilots.call_off_enrolment", OFFICE, SEATED),
    Page("pilots.prefer_enrolment", OFFICE, WAITING),
    Page("pilots.move_enrolment", OFFICE, SEATED),
    Page("pilots.swap_seats", OFFICE, SEATED),
    Page("pilots.settle_funding", OFFICE, FUNDED),
    Page("pilots.decline_offer", OFFICE, OFFERED),
    Page("pilots.edit_cohort", OFFICE, PLANNED),
    Page("pilots.copy_cohort", OFFICE, RUNNING),
    Page("pilots.cancel_cohort", OFFICE, PLANNED),
    Page("pilots.add_session", OFFICE, PLANNED),
    Page("pilots.edit_session", OFFICE, SESSION),
    Page("pilots.remove_session", OFFICE, SESSION),
]
