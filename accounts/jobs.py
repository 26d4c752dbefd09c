"""What happens afterwards in the accounts area."""

from collections.abc import Callable

from accounts.queries.notices import NoticeKind
from core.outbox import Handler

HANDLERS: dict[str, Handler] = {}
NIGHTLY: list[Callable[[], object]] = []
NOTICES: list[NoticeKind] = []
