"""Pages of the pilots area: HTTP in, HTTP out, the transaction."""

from pilots.views import pilots_map
from pilots.views.blueprint import blueprint

__all__ = ["blueprint", "pilots_map"]
