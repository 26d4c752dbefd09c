"""Making and ending the addresses of calendars; putting events into people's calendars by mail."""

from sqlalchemy import select

from accounts.models import Person
from core import audit, outbox
from core.access import ensure
from core.db import db, lock_name, utcnow
from core.errors import Conflict
from core.hashing import hashed, new_secret
from knowledge.models import CalendarFeed, FeedKind, Invitation
from knowledge.queries.calendars import feeds_of
from knowledge.rules import calendars as rules

MOST_FEEDS = 10


def create_feed(*, actor: Person, kind: FeedKind) -> tuple[CalendarFeed, str]:
    """A calendar to subscribe to, and the secret of its address, which nobody can read again.

    Raises NotAllowed, Conflict too_many_feeds beyond 10 that work.
    """
    ensure(rules.can_have_feed(actor, kind))
    if len(feeds_of(actor)) >= MOST_FEEDS:
        raise Conflict("too_many_feeds")
    secret = new_secret()
    feed = CalendarFeed(token_hash=hashed(secret), person_id=actor.id, kind=kind, created_at=utcnow())
    db.session.add(feed)
    db.session.flush()
    audit.record("knowledge.create_feed", actor_id=actor.id, subject=("calendar_feed", feed.id))
    return feed, secret


def end_feed(*, actor: Person, feed: CalendarFeed) -> CalendarFeed:
    """From now on its address opens nothing. Raises NotAllowed."""
    ensure(rules.can_end_feed(actor, feed))
    feed.ended_at = feed.ended_at or utcnow()
    audit.record("knowledge.end_feed", actor_id=actor.id, subject=("calendar_feed", feed.id))
    return feed


def invite(*, person_id: int, kind: str, subject_id: int, wanted: bool = True) -> None:
    """Have the event put into somebody's calendar as it is now, or taken out; by mail, from the outbox."""
    lock_name(f"invite-{person_id}-{kind}-{subject_id}")
    same = (Invitation.person_id == person_id, Invitation.kind == kind, Invitation.subject_id == subject_id)
    found = db.session.scalars(select(Invitation).where(*same)).one_or_none()
    if found is None and not wanted:
        return
    if found is None:
        found = Invitation(person_id=person_id, kind=kind, subject_id=subject_id, sequence=0)
        db.session.add(found)
    else:
        found.sequence += 1
    found.is_wanted, found.changed_at = wanted, utcnow()
    db.session.flush()
    outbox.enqueue("knowledge.mail_invitation", invitation_id=found.id)


def note_invited(*, invitation: Invitation, sequence: int) -> None:
    """The mail server took the mail with this state of the event."""
    invitation.mailed_sequence = max(invitation.mailed_sequence or 0, sequence)
