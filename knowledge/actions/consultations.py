"""Offering and cancelling consultation hours, booking their slots, noting what came of a talk."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from accounts.actions import notify
from accounts.models import Person
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from knowledge.actions.calendars import invite
from knowledge.actions.series import keep_series
from knowledge.models import Booking, ConsultationHour, ConsultationSlot, Question
from knowledge.models.meetings import ZONE
from knowledge.queries.calendars import BOOKING
from knowledge.queries.consultations import (
    has_slot_in_hour,
    has_talk_ahead,
    is_taken,
    overlapping_hour,
    rest_of_hours,
    slot_times,
)
from knowledge.rules import consultations as rules
from knowledge.rules.series import Repeat, Span, spans


@dataclass(frozen=True)
class HourEntry:
    """What a pilot fills in; the instants are those of the first hour of a series."""

    place: str
    starts_at: datetime
    ends_at: datetime
    slot_minutes: int
    note: str = ""


def offer_hours(*, actor: Person, entry: HourEntry, submission: str, repeat: Repeat | None = None) -> ConsultationHour:
    """Be there for everybody, once or in a series. The same `submission` again gives what it made the first time.

    Raises NotAllowed; Conflict ends_before_start, begins_in_the_past, shorter_than_a_slot, overlaps_own_hour.
    """
    ensure(rules.can_offer_hours(actor))
    lock_name(f"hours-of-{actor.id}")
    same = select(ConsultationHour).where(
        ConsultationHour.pilot_id == actor.id, ConsultationHour.submission == submission
    )
    if existing := db.session.scalars(same).one_or_none():
        return existing
    times = spans((entry.starts_at, entry.ends_at), repeat, ZONE)
    _refuse_times(actor, entry, times)
    series_id = keep_series(entry.starts_at, entry.ends_at, repeat)
    made = [
        _hour(actor, entry, span, submission if number == 0 else f"{submission}-{number}", series_id)
        for number, span in enumerate(times)
    ]
    db.session.add_all(made)
    db.session.flush()
    audit.record(
        "knowledge.offer_hours",
        actor_id=actor.id,
        subject=("consultation_hour", made[0].id),
        details={"count": len(made)},
    )
    return made[0]


def _refuse_times(actor: Person, entry: HourEntry, times: list[Span]) -> None:
    if entry.ends_at <= entry.starts_at:
        raise Conflict("ends_before_start")
    if entry.starts_at <= utcnow():
        raise Conflict("begins_in_the_past")
    if not slot_times(entry.starts_at, entry.ends_at, entry.slot_minutes):
        raise Conflict("shorter_than_a_slot")
    if any(overlapping_hour(actor.id, *span) for span in times):
        raise Conflict("overlaps_own_hour")


def _hour(actor: Person, entry: HourEntry, span: Span, submission: str, series_id: int | None) -> ConsultationHour:
    starts_at, ends_at = span
    hour = ConsultationHour(
        pilot_id=actor.id,
        series_id=series_id,
        place=entry.place,
        note=entry.note,
        starts_at=starts_at,
        ends_at=ends_at,
        slot_minutes=entry.slot_minutes,
        submission=submission,
        created_at=utcnow(),
    )
    times = slot_times(starts_at, ends_at, entry.slot_minutes)
    hour.slots = [ConsultationSlot(starts_at=begins, ends_at=ends) for begins, ends in times]
    return hour


def cancel_hour(*, actor: Person, hour: ConsultationHour, reason: str, whole_series: bool = False) -> None:
    """Not be there after all, also not at the later hours of the series; who booked is told. Raises NotAllowed."""
    lock(hour)
    if hour.is_cancelled:
        return
    ensure(rules.can_cancel_hour(actor, hour, utcnow()))
    for one in rest_of_hours(hour) if whole_series and hour.series_id else [hour]:
        one.cancelled_at, one.cancel_reason = utcnow(), reason
        audit.record("knowledge.cancel_hour", actor_id=actor.id, subject=("consultation_hour", one.id))
        db.session.flush()
        for slot in _locked_slots(one):
            if slot.booking is not None:
                _cancel(actor, slot.booking)


def _locked_slots(hour: ConsultationHour) -> list[ConsultationSlot]:
    """Nobody books one of them meanwhile."""
    found = select(ConsultationSlot).where(ConsultationSlot.hour_id == hour.id).order_by(ConsultationSlot.id)
    return list(db.session.scalars(found.with_for_update().execution_options(populate_existing=True)))


def book_slot(
    *, actor: Person, slot: ConsultationSlot, topic: str, submission: str, question: Question | None = None
) -> Booking:
    """Take a slot; a pilot and somebody else have it to themselves. The pilot is told, both calendars get it.

    The same `submission` again gives the booking it made the first time. Raises NotAllowed; Conflict slot_taken,
    one_slot_an_hour, talk_is_booked.
    """
    lock(slot)
    lock_name(submission)
    same = select(Booking).where(Booking.person_id == actor.id, Booking.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    if is_taken(slot.id):
        raise Conflict("slot_taken")
    ensure(rules.can_book_slot(actor, slot, utcnow()))
    if question is not None:
        lock(question)
        ensure(rules.can_book_for_question(actor, question))
        if has_talk_ahead(question.id):
            raise Conflict("talk_is_booked")
    lock_name(f"books-{actor.id}-{slot.hour_id}")
    if has_slot_in_hour(actor.id, slot.hour_id):
        raise Conflict("one_slot_an_hour")
    booking = Booking(
        slot_id=slot.id,
        person_id=actor.id,
        question_id=question.id if question else None,
        topic=topic,
        submission=submission,
        created_at=utcnow(),
    )
    db.session.add(booking)
    db.session.flush()
    audit.record("knowledge.book_slot", actor_id=actor.id, subject=("booking", booking.id))
    notify(kind="slot_booked", person_id=slot.hour.pilot_id, subject_id=booking.id, actor_id=actor.id)
    for person_id in (actor.id, slot.hour.pilot_id):
        invite(person_id=person_id, kind=BOOKING, subject_id=booking.id)
    return booking


def cancel_booking(*, actor: Person, booking: Booking) -> None:
    """Give the slot back; the other one is told, both calendars drop it. Raises NotAllowed."""
    lock(booking)
    if booking.is_cancelled:
        return
    ensure(rules.can_cancel_booking(actor, booking, utcnow()))
    _cancel(actor, booking)


def cancel_own_booking(*, actor: Person, booking: Booking) -> None:
    """Nobody talks to themselves: the pilot of the hour is now who booked the slot. The caller holds its lock."""
    _cancel(actor, booking)


def _cancel(actor: Person, booking: Booking) -> None:
    booking.cancelled_at, booking.cancelled_by_id = utcnow(), actor.id
    audit.record("knowledge.cancel_booking", actor_id=actor.id, subject=("booking", booking.id))
    for person_id in (booking.person_id, booking.slot.hour.pilot_id):
        notify(kind="slot_cancelled", person_id=person_id, subject_id=booking.id, actor_id=actor.id)
        invite(person_id=person_id, kind=BOOKING, subject_id=booking.id, wanted=False)


def offer_slot(*, actor: Person, question: Question) -> None:
    """Tell whoever asked that they may book a talk about it; once from the same person. Raises NotAllowed."""
    lock(question)
    ensure(rules.can_offer_slot(actor, question))
    audit.record("knowledge.offer_slot", actor_id=actor.id, subject=("question", question.id))
    notify(
        kind="slot_offered",
        person_id=question.asker_id,
        subject_id=question.id,
        event=str(actor.id),
        actor_id=actor.id,
    )


def write_outcome(*, actor: Person, booking: Booking, body: str) -> None:
    """Note what came of the talk: the draft of an answer, which nobody else sees until it is published."""
    lock(booking)
    ensure(rules.can_write_outcome(actor, booking, utcnow()))
    booking.outcome, booking.outcome_at = body, utcnow()
    audit.record("knowledge.write_outcome", actor_id=actor.id, subject=("booking", booking.id))
