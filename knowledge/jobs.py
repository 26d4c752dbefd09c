"""What happens afterwards in the knowledge area."""

from collections.abc import Callable

from accounts.queries.notices import NoticeKind
from core.outbox import Handler
from core.search_index import Source

HANDLERS: dict[str, Handler] = {}
NIGHTLY: list[Callable[[], object]] = []
NOTICES: list[NoticeKind] = []
SEARCH_SOURCES: dict[str, Source] = {}
