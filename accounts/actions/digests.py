"""Writes about digests."""

from datetime import datetime

from sqlalchemy import select, update

from accounts.models import Delivery, Digest, Notice
from accounts.queries.digests import is_waiting
from core.db import db, lock_name, utcnow
from core.outbox import enqueue


def make_digest(*, person_id: int, delivery: Delivery, period: str, before: datetime) -> Digest | None:
    """Gather what waits for one person's daily or weekly mail, once for each period.

    A notice that is in a digest never gets into another. None when the period has its digest or nothing waits.
    """
    lock_name(f"digest:{person_id}")
    if _exists(person_id, delivery, period):
        return None
    digest = Digest(person_id=person_id, delivery=delivery, period=period)
    db.session.add(digest)
    db.session.flush()
    mine = (Notice.person_id == person_id, *is_waiting(delivery, before))
    gathered = db.session.connection().execute(update(Notice).where(*mine).values(digest_id=digest.id))
    if not gathered.rowcount:
        db.session.delete(digest)
        return None
    enqueue("accounts.mail_digest", digest_id=digest.id)
    return digest


def note_digest_mailed(*, digest: Digest) -> None:
    """The mail server took it."""
    digest.mailed_at = utcnow()


def _exists(person_id: int, delivery: Delivery, period: str) -> bool:
    same = select(Digest.id).where(Digest.person_id == person_id, Digest.delivery == delivery, Digest.period == period)
    return db.session.scalar(same) is not None
