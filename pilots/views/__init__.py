"""Pages of the pilots area: HTTP in, HTTP out, the transaction."""

from pilots.views import api, api_cohorts, cohorts, handovers, learning, pilots_map, programmes
from pilots.views.acts import ACTS
from pilots.views.blueprint import blueprint

__all__ = [
    "ACTS",
    "api",
    "api_cohorts",
    "blueprint",
    "cohorts",
    "handovers",
    "learning",
    "pilots_map",
    "programmes",
]
