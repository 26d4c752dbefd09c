"""Pages of the pilots area: HTTP in, HTTP out, the transaction."""

from pilots.views import (
    api,
    api_cohorts,
    cohorts,
    commands,
    coverage,
    coverage_api,
    handovers,
    learning,
    pilots_map,
    programmes,
)
from pilots.views.acts import ACTS
from pilots.views.blueprint import blueprint

__all__ = [
    "ACTS",
    "api",
    "api_cohorts",
    "blueprint",
    "cohorts",
    "commands",
    "coverage",
    "coverage_api",
    "handovers",
    "learning",
    "pilots_map",
    "programmes",
]
