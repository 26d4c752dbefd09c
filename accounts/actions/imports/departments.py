"""Departments from a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts import queries, rules
from accounts.actions.departments import free_slug, taken_slugs
from accounts.actions.imports.checks import Complaints, circles, given, refuse_doubles
from accounts.models import Actor, Department, Person
from core import audit
from core.access import ensure
from core.db import db, lock_name
from core.tables import Column, ImportReport, Row, Table

DEPARTMENT_COLUMNS = (
    Column("code", ("Kennziffer", "Organisationskennziffer", "Nummer"), required=True),
    Column("name", ("Name", "Bezeichnung", "Amt"), required=True),
    Column("parent", ("Übergeordnet", "Übergeordnetes Amt", "Dezernat")),
    Column("head", ("Amtsleitung", "Leitung")),
    Column("phone", ("Telefon",)),
    Column("email", ("E-Mail", "Mail", "E-Mail-Adresse")),
    Column("location", ("Ort", "Standort", "Adresse")),
)
MOST = {"code": 20, "name": 120, "parent": 20, "head": 254, "phone": 60, "email": 254, "location": 200}
PLAIN = ("name", "phone", "email", "location")


@dataclass
class _Line:
    """A row with the department it names, if that exists already, and its filled cells."""

    row: Row
    department: Department | None
    cells: dict[str, str]
    head: Person | None = None


@dataclass(frozen=True)
class _Known:
    """What the rows refer to: departments of before by code, people by name and address."""

    departments: Mapping[str, Department]
    people: Mapping[str, list[Person]]


def import_departments(*, actor: Actor, table: Table, dry_run: bool) -> ImportReport:
    """Create and change departments; the code tells them apart. An empty cell changes nothing, nothing is deleted.

    With any rejected row, or `dry_run`, nothing is written. Raises NotAllowed.
    """
    ensure(rules.can_manage_departments(actor))
    lock_name("departments")
    complaints = Complaints(list(table.rejected))
    known = _Known(
        {department.code: department for department in queries.every_department()},
        queries.people_called(row["head"] for row in table.rows if row["head"]),
    )
    refuse_doubles(table, "code", complaints)
    lines = [_read(row, known, complaints) for row in table.rows]
    _check_parents(lines, known, complaints)
    bad = complaints.lines()
    good = [line for line in lines if line.row.line not in bad]
    new = [line for line in good if line.department is None]
    changed = [line for line in good if line.department and _differences(line, line.department)]
    report = complaints.report(created=len(new), changed=len(changed), unchanged=len(good) - len(new) - len(changed))
    if not dry_run and not report.rejected:
        _apply(actor, [*new, *changed], known)
        report.applied = True
    return report


def _read(row: Row, known: _Known, complaints: Complaints) -> _Line:
    line = _Line(row, known.departments.get(row["code"]), given(row, MOST, complaints))
    if wanted := line.cells.get("head"):
        found = known.people.get(wanted) or known.people.get(wanted.lower()) or []
        if len(found) == 1:
            line.head = found[0]
        else:
            complaints.add(row, "head", "ambiguous_head" if found else "unknown_head")
    return line


def _check_parents(lines: list[_Line], known: _Known, complaints: Complaints) -> None:
    """Parents may stand anywhere in the file."""
    in_file = {line.row["code"] for line in lines}
    above = {code: one.parent.code if one.parent else None for code, one in known.departments.items()}
    for line in lines:
        parent = line.cells.get("parent")
        above[line.row["code"]] = parent or above.get(line.row["code"])
        if parent and parent not in in_file and parent not in known.departments:
            complaints.add(line.row, "parent", "unknown_parent")
        elif parent and parent in known.departments and not known.departments[parent].is_open:
            complaints.add(line.row, "parent", "parent_closed")
    turning = set(circles(above))
    for line in lines:
        if line.cells.get("parent") and line.row["code"] in turning:
            complaints.add(line.row, "parent", "parent_circle")


def _differences(line: _Line, department: Department) -> list[str]:
    """Names of the fields that the row changes."""
    found = [name for name in PLAIN if name in line.cells and getattr(department, name) != line.cells[name]]
    if "parent" in line.cells and line.cells["parent"] != (department.parent.code if department.parent else None):
        found.append("parent")
    if line.head and line.head != department.head:
        found.append("head")
    return found


def _apply(actor: Actor, lines: list[_Line], known: _Known) -> None:
    slugs = taken_slugs()
    departments = dict(known.departments)
    acts: list[tuple[str, Department, str]] = []
    for line in lines:
        department = line.department or _new(line, slugs)
        act = "accounts.change_department" if line.department else "accounts.create_department"
        acts.append((act, department, ",".join(_differences(line, department))))
        departments[department.code] = department
    for line in lines:
        _write(line, departments)
    db.session.add_all(department for _act, department, _fields in acts)
    db.session.flush()
    for act, department, changed in acts:
        details = {"by": "import", "fields": changed}
        audit.record(act, actor_id=actor.id, subject=("department", department.id), details=details)


def _new(line: _Line, slugs: set[str]) -> Department:
    slug = free_slug(line.cells["name"], slugs)
    slugs.add(slug)
    return Department(code=line.row["code"], name=line.cells["name"], slug=slug)


def _write(line: _Line, departments: Mapping[str, Department]) -> None:
    department = departments[line.row["code"]]
    for name in PLAIN:
        if name in line.cells:
            setattr(department, name, line.cells[name])
    if "parent" in line.cells:
        department.parent = departments[line.cells["parent"]]
    if line.head:
        department.head = line.head
