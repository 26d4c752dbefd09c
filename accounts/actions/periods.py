"""The history of departments: what was true of each on which day."""

from typing import Any

from sqlalchemy import select

from accounts.models import Department, DepartmentPeriod
from accounts.queries.organisation import today
from core.db import db


def note_period(department: Department) -> None:
    """Keep what is true of it from today on; what was true until yesterday stays as it was.

    Every action that changes a department ends with it. The caller holds the lock of the departments.
    """
    db.session.flush()
    facts, day = _facts(department), today()
    own = DepartmentPeriod.department_id == department.id
    running = db.session.scalars(select(DepartmentPeriod).where(own, DepartmentPeriod.valid_until.is_(None))).first()
    if running is None:
        db.session.add(DepartmentPeriod(department_id=department.id, valid_from=day, **facts))
    elif any(getattr(running, name) != value for name, value in facts.items()):
        _change(running, facts)
    db.session.flush()


def _change(running: DepartmentPeriod, facts: dict[str, Any]) -> None:
    """Today is not over: a second change on one day takes the place of the first."""
    if running.valid_from >= (day := today()):
        for name, value in facts.items():
            setattr(running, name, value)
        return
    running.valid_until = day
    db.session.flush()
    db.session.add(DepartmentPeriod(department_id=running.department_id, valid_from=day, **facts))


def _facts(department: Department) -> dict[str, Any]:
    return {
        "code": department.code,
        "name": department.name,
        "parent_id": department.parent_id,
        "is_counted": department.is_counted,
        "is_open": department.is_open,
    }
