"""Reads of the pilots area."""

from pilots.queries.map import (
    Care,
    Contact,
    MapFilter,
    MapGroup,
    PilotsMap,
    Staffing,
    back_at,
    care_of,
    coverage_figures,
    pilots_map,
    staffing_of,
)

__all__ = [
    "Care",
    "Contact",
    "MapFilter",
    "MapGroup",
    "PilotsMap",
    "Staffing",
    "back_at",
    "care_of",
    "coverage_figures",
    "pilots_map",
    "staffing_of",
]
