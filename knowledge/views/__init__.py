"""Pages of the knowledge area: HTTP in, HTTP out, the transaction."""

from knowledge.views import departments, topics
from knowledge.views.blueprint import blueprint

__all__ = ["blueprint", "departments", "topics"]
