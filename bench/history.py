"""Five years before the city's first day: who was pilot of which department, and what departments were called."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from accounts.models import AppointmentKind

Row = dict[str, Any]
YEARS = 5
RENAMED_AFTER = timedelta(days=600)
SERVED, GAP = timedelta(days=400), timedelta(days=50)


def periods(departments: Sequence[Row], first_day: date, *, with_history: bool) -> Iterator[Row]:
    """The running row of every department, and before it one for each name it had."""
    for row in departments:
        begins = first_day - timedelta(days=365 * YEARS) if with_history else first_day
        while with_history and begins + RENAMED_AFTER < first_day:
            yield _period(row, begins, begins + RENAMED_AFTER, f"{row['name']} ({begins.year})")
            begins += RENAMED_AFTER
        yield _period(row, begins, None, row["name"])


def past_appointments(departments: Sequence[Row], people: int, first_day: date, first_id: int) -> Iterator[Row]:
    """One pilot after another in every department, with a while of nobody between them; all are over."""
    number = first_id
    for row in departments:
        begins = first_day - timedelta(days=365 * YEARS - row["id"] * 3 % 700)
        while begins + SERVED < first_day:
            yield {
                "id": number,
                "person_id": 1 + number % people,
                "department_id": row["id"],
                "kind": AppointmentKind.PILOT if number % 5 else AppointmentKind.DEPUTY,
                "valid_from": begins,
                "valid_until": begins + SERVED,
            }
            number += 1
            begins += SERVED + GAP


def _period(row: Row, first: date, until: date | None, name: str) -> Row:
    return {
        "department_id": row["id"],
        "valid_from": first,
        "valid_until": until,
        "code": row["code"],
        "name": name,
        "parent_id": row.get("parent_id"),
        "is_counted": True,
        "is_open": True,
    }
