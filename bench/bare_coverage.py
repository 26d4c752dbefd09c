"""The bare page of coverage: the same figures month by month, counted as one would in an afternoon."""

from datetime import date, timedelta

from flask import Flask, render_template
from sqlalchemy import select

from bench.bare_models import Appointment, Department, DepartmentPeriod, bare


def add_coverage(app: Flask) -> None:
    @app.get("/abdeckung")
    def coverage() -> str:
        periods = bare.session.scalars(select(DepartmentPeriod)).all()
        appointments = bare.session.scalars(select(Appointment)).all()
        today = date.today()  # noqa: DTZ011 -- as one writes it
        months = [
            _figures(day, periods, appointments) for day in _months(min(one.valid_from for one in periods), today)
        ]
        departments = bare.session.scalars(select(Department).order_by(Department.code)).all()
        above = {one.parent_id for one in departments}
        covered = _covered(today, appointments)
        return render_template(
            "coverage.html",
            months=months,
            rows=[(one, one.id in covered) for one in departments if one.id not in above],
            names={one.id: one.name for one in departments},
        )


def _months(first, last):
    day = first
    while day < last:
        yield day
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    yield last


def _running(day, rows):
    return [row for row in rows if row.valid_from <= day and (row.valid_until is None or day < row.valid_until)]


def _covered(day, appointments):
    return {one.department_id for one in _running(day, appointments)}


def _figures(day, periods, appointments):
    here = [one for one in _running(day, periods) if one.is_open]
    above = {one.parent_id for one in here}
    counted = {one.department_id for one in here if one.is_counted and one.department_id not in above}
    return day, len(counted & _covered(day, appointments)), len(counted)
