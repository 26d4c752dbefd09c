"""Reads of the accounts area."""

from accounts.queries.notices import inbox, kinds, notice_settings, register_kinds
from accounts.queries.organisation import (
    Organisation,
    absences_of,
    current_appointments,
    departments_by_id,
    get_department,
    get_department_by_slug,
    organisation,
    present_people,
)
from accounts.queries.people import get_person, office_people, people_by_email, person_of_sign_in

__all__ = [
    "Organisation",
    "absences_of",
    "current_appointments",
    "departments_by_id",
    "get_department",
    "get_department_by_slug",
    "get_person",
    "inbox",
    "kinds",
    "notice_settings",
    "office_people",
    "organisation",
    "people_by_email",
    "person_of_sign_in",
    "present_people",
    "register_kinds",
]
