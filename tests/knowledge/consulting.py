"""Offering consultation hours and booking their slots in tests."""

import secrets
from datetime import datetime, timedelta

from core.db import db, transaction, utcnow
from knowledge.actions import consultations as actions
from knowledge.models import Booking, ConsultationHour, ConsultationSlot, Question
from knowledge.rules.series import Repeat
from tests.conftest import person
from tests.knowledge.meeting import at_ten


def offer(
    key: str = "pia",
    *,
    starts_at: datetime | None = None,
    length: int = 60,
    slot_minutes: int = 20,
    repeat: Repeat | None = None,
) -> ConsultationHour:
    start = starts_at or at_ten(days=3)
    entry = actions.HourEntry("Rathaus, Raum 7", start, start + timedelta(minutes=length), slot_minutes)
    with transaction():
        return actions.offer_hours(actor=person(key), entry=entry, repeat=repeat, submission=secrets.token_hex(8))


def book(
    hour: ConsultationHour, key: str, *, number: int = 0, topic: str = "Meine Karte", question: Question | None = None
) -> Booking:
    slot_id = db.session.get_one(ConsultationHour, hour.id).slots[number].id
    asked = question.id if question else None
    with transaction():
        return actions.book_slot(
            actor=person(key),
            slot=db.session.get_one(ConsultationSlot, slot_id),
            topic=topic,
            question=db.session.get_one(Question, asked) if asked else None,
            submission=secrets.token_hex(8),
        )


def let_begin(booking: Booking) -> None:
    """It is time: the hour began a while ago."""
    with transaction():
        slot = db.session.get_one(Booking, booking.id).slot
        slot.starts_at, slot.ends_at = utcnow() - timedelta(minutes=30), utcnow() - timedelta(minutes=10)
        slot.hour.starts_at, slot.hour.ends_at = slot.starts_at, slot.ends_at
