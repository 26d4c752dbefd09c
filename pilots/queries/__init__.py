"""Reads of the pilots area."""

from pilots.queries.coverage import (
    CoverageDay,
    DepartmentDay,
    History,
    coverage_history,
    coverage_on,
    month_ends,
    provisions_of,
)
from pilots.queries.map import (
    AT_RISK,
    Care,
    Contact,
    MapFilter,
    MapGroup,
    PilotsMap,
    Staffing,
    back_at,
    care_of,
    pilots_map,
    provided,
    provided_care,
    staffing_of,
)

__all__ = [
    "AT_RISK",
    "Care",
    "Contact",
    "CoverageDay",
    "DepartmentDay",
    "History",
    "MapFilter",
    "MapGroup",
    "PilotsMap",
    "Staffing",
    "back_at",
    "care_of",
    "coverage_history",
    "coverage_on",
    "month_ends",
    "pilots_map",
    "provided",
    "provided_care",
    "provisions_of",
    "staffing_of",
]
