"""Who hands over to whom, and who reads the list of it. Pure."""

from accounts.models import Actor, Person
from accounts.rules import can_manage_appointments
from pilots.models import Handover


def can_hand_over(person: Actor) -> bool:
    """Whoever ends appointments."""
    return can_manage_appointments(person)


def can_preview_handover(person: Actor, leaver: Person) -> bool:
    """Also whoever leaves, to prepare it."""
    return can_hand_over(person) or (person.is_employee and person.id == leaver.id)


def can_read_handover(person: Actor, handover: Handover) -> bool:
    """The two people of it, and whoever ends appointments."""
    if not person.is_employee:
        return False
    return can_hand_over(person) or person.id in (handover.leaver_id, handover.successor_id)


def can_take_over(person: Actor) -> bool:
    """Who may look after questions and entries: a pilot, a deputy or the office."""
    return person.is_pilot or person.is_office


def can_succeed(person: Person, leaver: Person) -> bool:
    """Somebody else who may take over."""
    return person.id != leaver.id and person.is_active and can_take_over(person)
