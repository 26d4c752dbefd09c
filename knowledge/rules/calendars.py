"""Who may subscribe to which calendar."""

from accounts.models import Actor
from knowledge.models import CalendarFeed, FeedKind
from knowledge.rules.meetings import can_meet


def can_subscribe(person: Actor) -> bool:
    return person.is_employee


def can_have_feed(person: Actor, kind: FeedKind) -> bool:
    """One's own events, or all meetings for whoever may see them; asked again at every reading."""
    return can_subscribe(person) and (kind is FeedKind.OWN or can_meet(person))


def can_end_feed(person: Actor, feed: CalendarFeed) -> bool:
    return person.is_signed_in and feed.person_id == person.id
