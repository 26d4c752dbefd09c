"""The coverage of a day as one document: what the API and the command line give alike."""

from datetime import date

from core.api import Shape
from pilots.models import Coverage
from pilots.queries import CoverageDay, DepartmentDay
from pilots.queries.forecasts import forecast_on
from pilots.views.forecast_words import basis_words


class ForecastShape(Shape):
    """When every department will have a pilot for the first time, as it was forecast on the day or last before it.

    `complete_on` is the median, `earliest` and `latest` bound 80 % of the simulated futures. Null: not within ten
    years, or nothing can be said; `basis` says what it rests on.
    """

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
        forecast=_forecast(day.on),
        by_department=[_department(row) for row in day.rows],
    )


def _forecast(on: date) -> ForecastShape:
    kept = forecast_on(on)
    return ForecastShape(
        complete_on=kept.complete_on if kept else None,
        earliest=kept.earliest if kept else None,
        latest=kept.latest if kept else None,
        basis=basis_words(kept),
    )


def _department(row: DepartmentDay) -> DepartmentCoverage:
    return DepartmentCoverage(
        slug=row.department.slug,
        name=row.department.name,
        status=row.status,
        pilots=row.pilots,
        deputy=row.has_deputy,
    )
