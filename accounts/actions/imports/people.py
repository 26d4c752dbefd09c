"""People from a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from accounts import queries, rules
from accounts.actions.appointments import appoint_person, tell_leaving
from accounts.actions.imports.checks import Complaints, given, refuse_doubles
from accounts.actions.people import follow_changes
from accounts.actions.roles import granted_roles, write_roles
from accounts.actions.sign_in import invite
from accounts.models import Actor, Appointment, AppointmentKind, Department, Person, Role
from accounts.queries.organisation import today
from core import audit
from core.access import ensure
from core.db import db, lock_name
from core.tables import Change, Column, ImportReport, Row, Table

PEOPLE_COLUMNS = (
    Column("email", ("E-Mail", "Mail", "E-Mail-Adresse"), required=True),
    Column("name", ("Name",), required=True),
    Column("department", ("Amt", "Kennziffer", "Organisationskennziffer")),
    Column("roles", ("Rollen", "Rolle", "role")),
)
MOST = {"email": 254, "name": 120, "department": 20, "roles": 200}
ROLES = {
    "employee": Role.EMPLOYEE,
    "beschäftigte": Role.EMPLOYEE,
    "beschäftigter": Role.EMPLOYEE,
    "office": Role.OFFICE,
    "amt": Role.OFFICE,
    "committee": Role.COMMITTEE,
    "ausschuss": Role.COMMITTEE,
    "admin": Role.ADMIN,
    "administration": Role.ADMIN,
    "pilot": Role.PILOT,
    "lotse": Role.PILOT,
    "lotsin": Role.PILOT,
    "digitallotse": Role.PILOT,
    "digitallotsin": Role.PILOT,
}


@dataclass
class _Line:
    """A row with the person it names, if they have an account, and what it says of them.

    `roles` None: the row says nothing about them. `appoint`: from today on pilot of `department`.
    """

    row: Row
    person: Person | None
    email: str
    name: str
    department: Department | None = None
    roles: frozenset[Role] | None = None
    appoint: bool = False

    def differences(self) -> list[tuple[str, str, str]]:
        """What the row changes about a person or, for a new one, fills: name, before, after; roles by code."""
        person = self.person
        found = [("name", person.name, self.name)] if person and person.name != self.name else []
        if self.department and (person is None or person.department_id != self.department.id):
            before = person.department.name if person and person.department else ""
            found.append(("department", before, self.department.name))
        roles, present = self.stated_roles, granted_roles(person) if person else frozenset()
        if roles is not None and present != roles:
            found.append(("roles", ",".join(sorted(present)), ",".join(sorted(roles))))
        return [*found, ("appointment", "", self.department.name)] if self.appoint and self.department else found

    @property
    def stated_roles(self) -> frozenset[Role] | None:
        """Whoever is new and has none stated works for the city."""
        return self.roles or frozenset({Role.EMPLOYEE}) if self.person is None else self.roles


def import_people(*, actor: Actor, table: Table, dry_run: bool, send_invitations: bool = False) -> ImportReport:
    """Create and change people; the address tells them apart. An empty cell changes nothing, nobody is deleted.

    Roles that are stated are the whole list; `pilot` appoints from today. Passwords stay as they are; new
    people hear of it only with `send_invitations`. With any rejected row, or `dry_run`, nothing is written.
    Raises NotAllowed.
    """
    ensure(rules.can_manage_people(actor))
    lock_name("people")
    complaints = Complaints(list(table.rejected))
    refuse_doubles(table, "email", complaints)
    departments = {department.code: department for department in queries.every_department()}
    cells = [given(row, MOST, complaints) for row in table.readable]
    people = queries.people_by_email(one["email"] for one in cells if "email" in one)
    lines = [_line(row, one, people) for row, one in zip(table.readable, cells, strict=True)]
    for line in lines:
        _read(line, departments, complaints)
    _check_rights(actor, lines, complaints)
    bad = complaints.lines()
    good = [line for line in lines if line.row.line not in bad]
    new = [line for line in good if line.person is None]
    changed = [line for line in good if line.person and line.differences()]
    changes = [_change(line) for line in good if line.person is None or line.differences()]
    report = complaints.report(table, changes=changes, created=len(new), good=len(good))
    if not dry_run and not report.rejected:
        _apply(actor, new, changed, send_invitations)
        report.applied = True
    return report


def _change(line: _Line) -> Change:
    called = line.person.name if line.person else line.name
    return Change(line.row.line, f"{called} ({line.email})", line.person is None, line.differences())


def _line(row: Row, cells: Mapping[str, str], people: Mapping[str, Person]) -> _Line:
    """What is refused already is empty here."""
    email = cells.get("email", "")
    return _Line(row, people.get(email), email, cells.get("name", ""))


def _read(line: _Line, departments: Mapping[str, Department], complaints: Complaints) -> None:
    if code := line.row["department"]:
        line.department = departments.get(code)
        if line.department is None:
            complaints.add(line.row, "department", "unknown_department")
        elif not line.department.is_open:
            complaints.add(line.row, "department", "department_closed")
    _read_roles(line, complaints)


def _read_roles(line: _Line, complaints: Complaints) -> None:
    words = [word for word in re.split(r"[\s,;/|]+", line.row["roles"].casefold()) if word]
    unknown = [word for word in words if word not in ROLES]
    for word in dict.fromkeys(unknown):
        complaints.add(line.row, "roles", "unknown_role", role=word)
    roles = {ROLES[word] for word in words if word in ROLES}
    if roles - {Role.PILOT} and not unknown:
        line.roles = frozenset(roles - {Role.PILOT})
    if Role.PILOT in roles:
        _read_appointment(line, complaints)


def _read_appointment(line: _Line, complaints: Complaints) -> None:
    """The department stated, else the one the person is in already."""
    person = line.person
    department = line.department or (person.department if person else None)
    if person and not person.is_active:
        complaints.add(line.row, "roles", "blocked_pilot")
    elif department is None and not line.row["department"] and "department" not in line.row.refused:
        complaints.add(line.row, "roles", "pilot_without_department")
    elif department and (running := _running(person, department)):
        if running.kind is AppointmentKind.DEPUTY:
            complaints.add(line.row, "roles", "already_deputy")
    else:
        line.department, line.appoint = department, True


def _running(person: Person | None, department: Department) -> Appointment | None:
    day = today()
    return next(
        (
            one
            for one in (person.appointments if person else [])
            if one.department_id == department.id and (one.valid_until is None or one.valid_until > day)
        ),
        None,
    )


def _check_rights(actor: Actor, lines: list[_Line], complaints: Complaints) -> None:
    """Nobody changes the own roles, and one admin at least remains."""
    losing: list[_Line] = []
    for line in lines:
        if line.person is None or line.roles is None or granted_roles(line.person) == line.roles:
            continue
        if not rules.can_grant_roles(actor, line.person):
            complaints.add(line.row, "roles", "own_roles")
        if line.person.is_admin and Role.ADMIN not in line.roles:
            losing.append(line)
    if losing and not _admins_remain(lines, losing):
        for line in losing:
            complaints.add(line.row, "roles", "last_admin")


def _admins_remain(lines: list[_Line], losing: list[_Line]) -> bool:
    gone = {line.person.id for line in losing if line.person}
    stay = set(queries.admin_ids()) - gone
    return bool(stay) or any(line.roles and Role.ADMIN in line.roles for line in lines)


def _apply(actor: Actor, new: list[_Line], changed: list[_Line], send_invitations: bool) -> None:
    fields = {id(line): [name for name, _before, _after in line.differences()] for line in changed}
    for line in new:
        line.roles = line.stated_roles
        line.person = Person(email=line.email, name=line.name)
        db.session.add(line.person)
    for line in [*new, *changed]:
        _write(actor, line)
    db.session.flush()
    for line in new:
        _record(actor, line, "accounts.create_person", roles=",".join(sorted(line.roles or ())))
    for line in changed:
        _record(actor, line, "accounts.change_person", **_changes(line, fields[id(line)]))
        follow_changes(_person(line), fields[id(line)])
    tell_leaving(actor, *(_person(line) for line in changed if "department" in fields[id(line)]))
    _follow_up(actor, [*new, *changed], new if send_invitations else [])


def _write(actor: Actor, line: _Line) -> None:
    person = _person(line)
    person.name = line.name
    if line.department:
        person.department = line.department
    if line.roles is not None:
        write_roles(person, line.roles, granted_by_id=actor.id)


def _changes(line: _Line, fields: list[str]) -> dict[str, str]:
    roles = {"roles": ",".join(sorted(line.roles or ()))} if "roles" in fields else {}
    return {"fields": ",".join(fields), **roles}


def _record(actor: Actor, line: _Line, act: str, **details: str) -> None:
    subject = ("person", _person(line).id)
    audit.record(act, actor_id=actor.id, subject=subject, details={"by": "import", **details})


def _follow_up(actor: Actor, lines: list[_Line], invited: list[_Line]) -> None:
    for line in lines:
        if line.appoint and line.department:
            appoint_person(
                actor=actor,
                person=_person(line),
                department=line.department,
                kind=AppointmentKind.PILOT,
                valid_from=today(),
                reason="import",
            )
    for line in invited:
        invite(actor=actor, person=_person(line))


def _person(line: _Line) -> Person:
    assert line.person is not None
    return line.person
