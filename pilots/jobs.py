"""What happens afterwards in the pilots area."""

from collections.abc import Callable

from accounts.queries.notices import NoticeKind, Topic
from accounts.rules import PERIODS
from core.db import transaction, utcnow
from core.outbox import Handler
from pilots.actions import remove_handovers
from pilots.queries.handovers import handover_subjects
from pilots.rules import can_take_over


def forget_handovers() -> None:
    with transaction():
        remove_handovers(utcnow() - PERIODS["handovers"])


HANDLERS: dict[str, Handler] = {}
NIGHTLY: list[Callable[[], object]] = [forget_handovers]
NOTICES: list[NoticeKind] = [NoticeKind("handed_over", handover_subjects, topic=Topic.OWNED, reaches=can_take_over)]
