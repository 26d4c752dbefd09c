"""Who may do what with consultation hours: pilots and the office offer them, everybody who works here books."""

from datetime import datetime

from accounts.models import Actor
from knowledge.models import Booking, ConsultationHour, ConsultationSlot, Question
from knowledge.rules.permissions import can_see_question, is_owner


def can_see_hours(person: Actor) -> bool:
    return person.is_employee


def can_offer_hours(person: Actor) -> bool:
    return person.is_pilot or person.is_office


def can_cancel_hour(person: Actor, hour: ConsultationHour, at: datetime) -> bool:
    if hour.is_cancelled or hour.ends_at <= at:
        return False
    return person.is_office or (person.is_employee and person.id == hour.pilot_id)


def can_book_slot(person: Actor, slot: ConsultationSlot, at: datetime) -> bool:
    """Anybody but the pilot, before it begins; whether it is still free is asked under its lock."""
    return person.is_employee and person.id != slot.hour.pilot_id and not slot.hour.is_cancelled and at < slot.starts_at


def can_see_booking(person: Actor, booking: Booking) -> bool:
    """Its two people alone."""
    return person.is_signed_in and person.id in (booking.person_id, booking.slot.hour.pilot_id)


def can_cancel_booking(person: Actor, booking: Booking, at: datetime) -> bool:
    return can_see_booking(person, booking) and not booking.is_cancelled and at < booking.slot.starts_at


def can_write_outcome(person: Actor, booking: Booking, at: datetime) -> bool:
    """The pilot, as soon as it has begun, when it was about a question."""
    is_about_question = booking.question_id is not None and not booking.is_cancelled
    return is_about_question and person.id == booking.slot.hour.pilot_id and booking.slot.starts_at <= at


def can_book_for_question(person: Actor, question: Question) -> bool:
    """Whoever asked, while the question waits for somebody who can read it; a mask talks to nobody face to face."""
    is_asker = person.id == question.asker_id and not person.is_mask
    return question.is_owned and not question.is_hidden and can_see_question(person, question) and is_asker


def can_offer_slot(person: Actor, question: Question) -> bool:
    """Whose turn it is may say: let us talk about it."""
    is_open = question.is_owned and not question.is_sealed and not question.is_hidden
    return is_open and can_offer_hours(person) and is_owner(person, question)
