"""The coverage of a day as one document: what the API and the command line give alike."""

from datetime import date

from flask_babel import gettext as _

from core.api import Shape
from pilots.models import Coverage
from pilots.queries import CoverageDay, DepartmentDay


class ForecastShape(Shape):
    """When every department will have a pilot; null where nothing can be said, `basis` says what it rests on."""

    complete_on: date | None
    earliest: date | None
    latest: date | None
    basis: str


class DepartmentCoverage(Shape):
    """A department that counts, in the best status it has on that day."""

    slug: str
    name: str
    status: Coverage
    pilots: int
    deputy: bool


class CoverageShape(Shape):
    """The city on a day; every department counts once. `coverage` is the share with a pilot, from 0 to 1."""

    on: date
    departments: int
    with_pilot: int
    in_training: int
    nominated: int
    without: int
    coverage: float
    forecast: ForecastShape
    by_department: list[DepartmentCoverage]


def coverage_shape(day: CoverageDay) -> CoverageShape:
    figures = day.figures
    return CoverageShape(
        on=day.on,
        departments=figures.departments,
        with_pilot=figures.with_pilot,
        in_training=figures.in_training,
        nominated=figures.nominated,
        without=figures.without,
        coverage=figures.coverage,
        forecast=_forecast(),
        by_department=[_department(row) for row in day.rows],
    )


def _forecast() -> ForecastShape:
    return ForecastShape(
        complete_on=None, earliest=None, latest=None, basis=_("There is too little data for a forecast so far.")
    )


def _department(row: DepartmentDay) -> DepartmentCoverage:
    return DepartmentCoverage(
        slug=row.department.slug,
        name=row.department.name,
        status=row.status,
        pilots=row.pilots,
        deputy=row.has_deputy,
    )
