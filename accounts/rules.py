"""Who may do what to people, departments and appointments. Pure: everything judged comes in as an argument."""

from datetime import timedelta

from accounts.models import Absence, Actor, ApiToken, Appointment, AppointmentState, Department, Notice, Person, SignIn

PERIODS = {
    "sign_ins": timedelta(days=30),
    "links": timedelta(days=30),
    "finished_jobs": timedelta(days=30),
    "read_notices": timedelta(days=365),
    "audit_entries": timedelta(days=730),
    "handovers": timedelta(days=730),
    "nominations": timedelta(days=730),
    "certificates": timedelta(days=3650),
    "attendances": timedelta(days=730),
    "reports": timedelta(days=730),
    "received_mails": timedelta(days=30),
    "seals": timedelta(days=365),
    "enrolments": timedelta(days=730),
}
"""How long each is kept after it ended, was sent, was done, was read or happened; the privacy page tells them."""


def everyone(person: Actor) -> bool:
    """Public: no account needed."""
    return True


def signed_in(person: Actor) -> bool:
    return person.is_signed_in


def is_employee(person: Actor) -> bool:
    """Members of the committee who do not work for the city see the public part and their own desk only."""
    return person.is_employee


def is_office(person: Actor) -> bool:
    return person.is_office


def is_admin(person: Actor) -> bool:
    return person.is_admin


def can_administer(person: Actor) -> bool:
    """The pages under /verwaltung: accounts are the admin's, departments and appointments the office's too."""
    return person.is_admin or person.is_office


def can_see_people(person: Actor) -> bool:
    """The list of accounts: the office appoints from it and records absences."""
    return person.is_admin or person.is_office


def can_manage_people(person: Actor) -> bool:
    return person.is_admin


def can_grant_roles(person: Actor, subject: Person) -> bool:
    """Nobody changes the own roles: a second admin has to."""
    return person.is_admin and person.id != subject.id


def can_block_person(person: Actor, subject: Person) -> bool:
    return person.is_admin and person.id != subject.id


def can_manage_departments(person: Actor) -> bool:
    return person.is_admin or person.is_office


def can_manage_appointments(person: Actor) -> bool:
    return person.is_office or person.is_admin


def can_end_appointment(person: Actor, appointment: Appointment) -> bool:
    return can_manage_appointments(person) and appointment.state is not AppointmentState.ENDED


def can_import(person: Actor, kind: str) -> bool:
    """`kind`: departments or people."""
    return can_manage_people(person) if kind == "people" else can_manage_departments(person)


def can_make_admin(person: Actor) -> bool:
    """Only somebody with a command line on the server, who has no account in this."""
    return person.is_admin and person.id is None


def can_operate(person: Actor) -> bool:
    """Look after the machine: the backlog of jobs and the audit log."""
    return person.is_admin


def can_edit_profile(person: Actor, subject: Person) -> bool:
    return person.is_signed_in and person.id == subject.id


def can_record_absence(person: Actor, subject: Person) -> bool:
    """One's own; for somebody who fell ill the office or an admin does it."""
    return person.is_signed_in and (person.id == subject.id or person.is_office or person.is_admin)


def can_cancel_absence(person: Actor, absence: Absence) -> bool:
    return person.is_signed_in and (person.id == absence.person_id or person.is_office or person.is_admin)


def can_end_sign_in(person: Actor, sign_in: SignIn) -> bool:
    return person.is_signed_in and sign_in.person_id == person.id


def can_create_token(person: Actor, subject: Person) -> bool:
    """One's own, or by somebody with a command line on the server."""
    return person.is_signed_in and (person.id == subject.id or (person.is_admin and person.id is None))


def can_end_token(person: Actor, token: ApiToken) -> bool:
    return person.is_signed_in and (token.person_id == person.id or person.is_admin)


def can_read_notice(person: Actor, notice: Notice) -> bool:
    return person.is_signed_in and notice.person_id == person.id


def is_head(person: Actor, department: Department) -> bool:
    """A relation, not a role: who leads a department sees its state and nominates for it."""
    return person.is_signed_in and department.head_id == person.id
