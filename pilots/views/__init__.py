"""Pages of the pilots area: HTTP in, HTTP out, the transaction."""

from pilots.views import (
    admin_certificates,
    api,
    api_cohorts,
    badges,
    certificate_check,
    certificates,
    cohorts,
    commands,
    coverage,
    coverage_api,
    handovers,
    learning,
    nominating,
    nominations,
    pilots_map,
    programmes,
    switches,
    without,
)
from pilots.views.acts import ACTS
from pilots.views.blueprint import blueprint

__all__ = [
    "ACTS",
    "admin_certificates",
    "api",
    "api_cohorts",
    "badges",
    "blueprint",
    "certificate_check",
    "certificates",
    "cohorts",
    "commands",
    "coverage",
    "coverage_api",
    "handovers",
    "learning",
    "nominating",
    "nominations",
    "pilots_map",
    "programmes",
    "switches",
    "without",
]
