"""The JSON API of coverage."""

from datetime import date

from pydantic import Field

from core import api
from core.access import allow
from pilots.queries import coverage_on
from pilots.rules import can_see_coverage
from pilots.views.blueprint import blueprint
from pilots.views.coverage_shape import CoverageShape, coverage_shape


class CoverageQuery(api.Query):
    on: date | None = Field(None, description="the day; today without it")


@blueprint.get(f"{api.ROOT}/coverage")
@allow(can_see_coverage)
@api.reads(CoverageShape)
def api_coverage(query: CoverageQuery) -> CoverageShape:
    """How every department was provided for on a day."""
    return coverage_shape(coverage_on(query.on))
