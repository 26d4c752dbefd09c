"""Writes about notices."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select, update

from accounts import rules
from accounts.models import Delivery, Notice, NoticeSetting, Person
from accounts.queries import kinds, notice_settings
from accounts.queries.seals import masks_of
from core.access import ensure
from core.db import db, lock, utcnow
from core.outbox import enqueue
from core.sealing import blurred


def notify(
    *, kind: str, person_id: int, subject_id: int, event: str = "", actor_id: int | None = None
) -> Notice | None:
    """Tell somebody once that something happened; mail follows from the outbox where they want it at once.

    None when this very notice exists already or the person did it themselves. Raises KeyError for a kind
    that no area registered. What a mask is told goes to the outbox whatever the person behind it wishes: that is
    looked up where the mail is written, and leaves no trace here.
    """
    kinds()[kind]
    if person_id == actor_id or _exists(kind, person_id, subject_id, event):
        return None
    is_mask = db.session.get_one(Person, person_id).is_mask
    delivery = Delivery.MAIL if is_mask else notice_settings(person_id)[kind]
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


def read_notice(*, actor: Person, notice: Notice) -> Notice:
    """Raises NotAllowed for somebody else's; those of one's masks are one's own."""
    is_own = rules.can_read_notice(actor, notice) or notice.person_id in masks_of(actor.id)
    ensure(is_own)
    notice.read_at = notice.read_at or (blurred(utcnow()) if notice.person.is_mask else utcnow())
    return notice


def read_notices(*, actor: Person, until: int) -> int:
    """Mark everything up to this id as read; what came after was not on the page. Returns how many were new."""
    ensure(rules.signed_in(actor))
    return _mark_read(actor, Notice.id <= until)


def read_notices_of_masks(*, actor: Person, until: int) -> int:
    """The same for what the person's masks were told, by the hour alone. In a transaction of its own: nothing that
    is written together with it may name the person."""
    ensure(rules.signed_in(actor))
    mine = (Notice.person_id.in_(masks_of(actor.id)), Notice.read_at.is_(None), Notice.id <= until)
    result = db.session.connection().execute(update(Notice).where(*mine).values(read_at=blurred(utcnow())))
    return result.rowcount


def read_notices_about(*, actor: Person, kinds: Collection[str], subject_id: int) -> int:
    """Mark what was told of one thing as read, since the person dealt with it. Returns how many were new."""
    ensure(rules.signed_in(actor))
    return _mark_read(actor, Notice.kind.in_(kinds), Notice.subject_id == subject_id)


def choose_deliveries(*, actor: Person, chosen: Mapping[str, Delivery]) -> None:
    """How notices of these kinds reach somebody from now on. Raises KeyError for a kind nobody registered."""
    ensure(rules.signed_in(actor))
    lock(db.session.get_one(Person, actor.id))
    own = select(NoticeSetting).where(NoticeSetting.person_id == actor.id)
    rows = {setting.kind: setting for setting in db.session.scalars(own)}
    for code, delivery in chosen.items():
        kinds()[code]
        if code in rows:
            rows[code].delivery = delivery
        else:
            db.session.add(NoticeSetting(person_id=actor.id, kind=code, delivery=delivery))


def note_mailed(*, notice: Notice) -> None:
    """The mail server took the mail about it, or whoever is behind a mask wants none."""
    notice.mailed_at = blurred(utcnow()) if notice.person.is_mask else utcnow()


def _mark_read(person: Person, *which: Any) -> int:
    mine = (Notice.person_id == person.id, Notice.read_at.is_(None), *which)
    result = db.session.connection().execute(update(Notice).where(*mine).values(read_at=utcnow()))
    return result.rowcount
