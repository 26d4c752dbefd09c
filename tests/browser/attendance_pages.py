"""The pages of attendance, for the tour."""

from typing import Any

from sqlalchemy import Select, select

from core.db import db
from pilots.models import Cohort, CohortSession, Enrolment
from tests.browser.pages import EMPLOYEE, OFFICE, Page, numbered


def _course() -> Select[tuple[Cohort]]:
    """In which the employee has a seat; it began half an hour ago."""
    return select(Cohort).where(Cohort.submission == "tour")


def _slug() -> dict[str, Any]:
    return {"slug": db.session.scalars(_course().limit(1)).one().slug}


HELD = numbered(
    lambda: select(CohortSession).where(CohortSession.cohort_id.in_(_course().with_only_columns(Cohort.id)))
)
ENROLLED = numbered(lambda: select(Enrolment).where(Enrolment.cohort_id.in_(_course().with_only_columns(Cohort.id))))
ATTENDANCE_PAGES = [
    Page("pilots.course_attendance", EMPLOYEE, _slug),
    Page("pilots.course_attendance", OFFICE, _slug),
    Page("pilots.session_attendance", OFFICE, HELD),
    Page("pilots.room_code", OFFICE, HELD),
    Page("pilots.attend", EMPLOYEE, HELD),
    Page("pilots.note_no_show", OFFICE, ENROLLED),
]
