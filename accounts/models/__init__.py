"""Tables of the accounts area: organisation, people, sign-in, notices."""

from accounts.models.notices import Delivery, Digest, Notice, NoticeSetting
from accounts.models.organisation import (
    Absence,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Department,
    DepartmentPeriod,
    DepartmentSuccession,
    SuccessionKind,
)
from accounts.models.people import Actor, Person, Role, RoleGrant, Visitor
from accounts.models.seals import Seal
from accounts.models.sign_in import ApiToken, LinkPurpose, OneTimeLink, SignIn

__all__ = [
    "Absence",
    "Actor",
    "ApiToken",
    "Appointment",
    "AppointmentKind",
    "AppointmentState",
    "Delivery",
    "Department",
    "DepartmentPeriod",
    "DepartmentSuccession",
    "Digest",
    "LinkPurpose",
    "Notice",
    "NoticeSetting",
    "OneTimeLink",
    "Person",
    "Role",
    "RoleGrant",
    "Seal",
    "SignIn",
    "SuccessionKind",
    "Visitor",
]
