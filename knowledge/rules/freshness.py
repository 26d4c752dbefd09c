"""Who keeps entries true, and for how long a check holds. Pure: everything judged comes in as an argument."""

from datetime import date

from accounts.models import Actor
from knowledge.models import EntryState, Freshness, OwnerKind

YEARS_VALID = 1


def can_check_entries(person: Actor) -> bool:
    """Has a queue of entries to check: pilots, deputies and the office."""
    return person.is_pilot or person.is_office


def has_desk(person: Actor) -> bool:
    """The desk of pilots and deputies."""
    return person.is_pilot


def keeps_entry(person: Actor, entry: Freshness) -> bool:
    """Whose queue it is in: the owner's, or that of everybody in the office."""
    if entry.owner_kind is OwnerKind.OFFICE:
        return person.is_office
    return entry.owner_id is not None and entry.owner_id == person.id


def can_check_entry(person: Actor, entry: Freshness) -> bool:
    """Say that it still holds, change its dates and causes, or retire it."""
    return entry.state is not EntryState.RESTING and (person.is_office or keeps_entry(person, entry))


def can_see_causes(person: Actor) -> bool:
    return person.is_employee


def can_curate_causes(person: Actor) -> bool:
    """Pilots know best when a form changed; the office knows of systems and service instructions."""
    return person.is_pilot or person.is_office


def default_end(checked_on: date) -> date:
    """The last good day of what was checked then. 29 February counts as 1 March."""
    try:
        return checked_on.replace(year=checked_on.year + YEARS_VALID)
    except ValueError:
        return date(checked_on.year + YEARS_VALID, 3, 1)
