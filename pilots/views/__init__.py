"""Pages of the pilots area: HTTP in, HTTP out, the transaction."""

from pilots.views import api, pilots_map
from pilots.views.blueprint import blueprint

__all__ = ["api", "blueprint", "pilots_map"]
