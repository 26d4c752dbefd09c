"""Writes about departments."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlalchemy import select

from accounts import queries, rules
from accounts.actions.periods import note_period
from accounts.models import Actor, Department, Person
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.formats import slugify


@dataclass(frozen=True)
class DepartmentEntry:
    """What is stated about a department."""

    code: str
    name: str
    parent: Department | None = None
    head: Person | None = None
    phone: str = ""
    email: str = ""
    location: str = ""
    is_counted: bool = True


def create_department(*, actor: Actor, entry: DepartmentEntry) -> Department:
    """The slug is made from the name and stays for ever. Raises NotAllowed, Conflict (see `change_department`)."""
    ensure(rules.can_manage_departments(actor))
    _refuse_taken_code(entry.code, None)
    _refuse_closed_parent(entry.parent)
    department = Department(slug=free_slug(entry.name, taken_slugs()))
    _write(department, entry)
    db.session.add(department)
    db.session.flush()
    note_period(department)
    audit.record("accounts.create_department", actor_id=actor.id, subject=("department", department.id))
    return department


def change_department(*, actor: Actor, department: Department, entry: DepartmentEntry) -> Department:
    """Raises NotAllowed, Conflict("code_taken" | "parent_closed" | "parent_circle")."""
    ensure(rules.can_manage_departments(actor))
    _refuse_taken_code(entry.code, department.id)
    if entry.parent != department.parent:
        _refuse_closed_parent(entry.parent)
        _refuse_circle(department, entry.parent)
    if changed := _write(department, entry):
        note_period(department)
        audit.record(
            "accounts.change_department",
            actor_id=actor.id,
            subject=("department", department.id),
            details={"fields": ",".join(changed)},
        )
    return department


def close_department(*, actor: Actor, department: Department) -> Department:
    """It stays in the past's figures.

    Raises NotAllowed, Conflict("closed" | "has_people" | "has_appointments" | "has_departments").
    """
    ensure(rules.can_manage_departments(actor))
    lock_name("departments")
    lock(department)
    if not department.is_open:
        raise Conflict("closed")
    for code in queries.department_use(department.id).obstacles:
        raise Conflict(code)
    department.closed_at = utcnow()
    note_period(department)
    audit.record("accounts.close_department", actor_id=actor.id, subject=("department", department.id))
    return department


def reopen_department(*, actor: Actor, department: Department) -> Department:
    """Raises NotAllowed, Conflict("open" | "parent_closed")."""
    ensure(rules.can_manage_departments(actor))
    lock_name("departments")
    lock(department)
    if department.is_open:
        raise Conflict("open")
    _refuse_closed_parent(department.parent)
    department.closed_at = None
    note_period(department)
    audit.record("accounts.reopen_department", actor_id=actor.id, subject=("department", department.id))
    return department


def free_slug(name: str, taken: Iterable[str]) -> str:
    """The name as part of an address, numbered from 2 on where others have it already."""
    base, used, number = slugify(name), set(taken), 2
    slug = base
    while slug in used:
        slug, number = f"{base}-{number}", number + 1
    return slug


def taken_slugs() -> set[str]:
    return set(db.session.scalars(select(Department.slug)))


def _write(department: Department, entry: DepartmentEntry) -> list[str]:
    """Set what differs; returns the names of those fields."""
    names = [field.name for field in fields(entry)]
    changed = [name for name in names if getattr(department, name) != getattr(entry, name)]
    for name in changed:
        setattr(department, name, getattr(entry, name))
    return changed


def _refuse_taken_code(code: str, own_id: int | None) -> None:
    lock_name("departments")
    taken_by = db.session.scalar(select(Department.id).where(Department.code == code))
    if taken_by is not None and taken_by != own_id:
        raise Conflict("code_taken")


def _refuse_closed_parent(parent: Department | None) -> None:
    if parent is not None and not parent.is_open:
        raise Conflict("parent_closed")


def _refuse_circle(department: Department, parent: Department | None) -> None:
    """All departments are locked: two moves at once could close a circle that neither sees."""
    everyone = db.session.scalars(select(Department).order_by(Department.id).with_for_update()).all()
    above = {one.id: one.parent_id for one in everyone}
    step = parent.id if parent else None
    while step is not None:
        if step == department.id:
            raise Conflict("parent_circle")
        step = above[step]
