"""Pages of the accounts area: HTTP in, HTTP out, the transaction."""

from accounts.views import session
from accounts.views.blueprint import blueprint

__all__ = ["blueprint", "session"]
