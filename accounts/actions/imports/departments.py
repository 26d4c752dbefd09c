"""Departments from a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts import queries, rules
from accounts.actions.departments import free_slug, taken_slugs
from accounts.actions.imports.checks import Complaints, circles, given, refuse_doubles
from accounts.actions.periods import note_period
from accounts.models import Actor, Department, Person
from core import audit
from core.access import ensure
from core.db import db, lock_name
from core.tables import Change, Column, ImportReport, Row, Table

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

    def differences(self) -> list[tuple[str, str, str]]:
        """The fields that the row changes or, for a new department, fills: name, before, after."""
        before = self.department
        found = [(name, getattr(before, name, ""), self.cells[name]) for name in PLAIN if name in self.cells]
        if "parent" in self.cells:
            found.append(("parent", before.parent.code if before and before.parent else "", self.cells["parent"]))
        if self.head and not (before and before.head == self.head):
            found.append(("head", before.head.name if before and before.head else "", self.head.name))
        return [one for one in found if one[0] == "head" or one[1] != one[2]]


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
        queries.people_called(row["head"] for row in table.readable if row["head"]),
    )
    refuse_doubles(table, "code", complaints)
    lines = [_read(row, known, complaints) for row in table.readable]
    _check_parents(lines, known, complaints)
    bad = complaints.lines()
    good = [line for line in lines if line.row.line not in bad]
    new = [line for line in good if line.department is None]
    changed = [line for line in good if line.department and line.differences()]
    changes = [_change(line) for line in good if line.department is None or line.differences()]
    report = complaints.report(table, changes=changes, created=len(new), good=len(good))
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


def _change(line: _Line) -> Change:
    """As the report tells it; what is new is told by its name, not by the change of it."""
    name = line.department.name if line.department else line.cells["name"]
    fields = [one for one in line.differences() if line.department or one[0] != "name"]
    return Change(line.row.line, f"{line.row['code']} {name}", line.department is None, fields)


def _apply(actor: Actor, lines: list[_Line], known: _Known) -> None:
    slugs = taken_slugs()
    departments = dict(known.departments)
    acts: list[tuple[str, Department, str]] = []
    for line in lines:
        department = line.department or _new(line, slugs)
        act = "accounts.change_department" if line.department else "accounts.create_department"
        fields = line.differences() if line.department else []
        acts.append((act, department, ",".join(name for name, _before, _after in fields)))
        departments[department.code] = department
    for line in lines:
        _write(line, departments)
    db.session.add_all(department for _act, department, _fields in acts)
    db.session.flush()
    for act, department, changed in acts:
        note_period(department)
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
