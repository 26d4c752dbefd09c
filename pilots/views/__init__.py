"""Pages of the pilots area: HTTP in, HTTP out, the transaction."""

from pilots.views import api, handovers, pilots_map
from pilots.views.acts import ACTS
from pilots.views.blueprint import blueprint

__all__ = ["ACTS", "api", "blueprint", "handovers", "pilots_map"]
