"""New accounts post only so much a day."""

from datetime import UTC, datetime, time, timedelta

from accounts.models import Actor
from accounts.queries.organisation import today
from core import config
from core.db import lock_name, utcnow
from core.errors import Conflict
from core.formats import LOCAL
from knowledge.queries.limits import count_posts
from knowledge.rules.limits import is_new_account


def ensure_room(actor: Actor) -> None:
    """Raises Conflict too_many_posts when a new account has posted as much today as it may."""
    settings = config.current()
    if actor.id is None or not is_new_account(actor, days=settings.new_account_days, at=utcnow()):
        return
    lock_name(f"posts {actor.id}")
    if count_posts(actor.id, since=_midnight(0)) >= settings.new_account_posts:
        raise Conflict(
            "too_many_posts",
            days=settings.new_account_days,
            most=settings.new_account_posts,
            again_at=_midnight(1),
        )


def _midnight(days: int) -> datetime:
    """The beginning of a day here, so many days from today."""
    return datetime.combine(today() + timedelta(days=days), time(), LOCAL).astimezone(UTC)
