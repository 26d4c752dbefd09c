"""Writes about notices."""

from sqlalchemy import select

from accounts.models import Delivery, Notice
from accounts.queries import kinds, notice_settings
from core.db import db
from core.outbox import enqueue


def notify(
    *, kind: str, person_id: int, subject_id: int, event: str = "", actor_id: int | None = None
) -> Notice | None:
    """Tell somebody once that something happened; mail follows from the outbox where they want it at once.

    None when this very notice exists already or the person did it themselves. Raises KeyError for a kind
    that no area registered.
    """
    kinds()[kind]
    if person_id == actor_id or _exists(kind, person_id, subject_id, event):
        return None
    delivery = notice_settings(person_id)[kind]
    notice = Notice(
        kind=kind,
        person_id=person_id,
        subject_id=subject_id,
        event=event,
        actor_id=actor_id,
        delivery=delivery,
    )
    db.session.add(notice)
    db.session.flush()
    if delivery is Delivery.MAIL:
        enqueue("accounts.mail_notice", notice_id=notice.id)
    return notice


def _exists(kind: str, person_id: int, subject_id: int, event: str) -> bool:
    same = select(Notice.id).where(
        Notice.person_id == person_id,
        Notice.kind == kind,
        Notice.subject_id == subject_id,
        Notice.event == event,
    )
    return db.session.scalar(same) is not None
