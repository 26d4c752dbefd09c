"""How much people with a new account may post. Pure: everything judged comes in as an argument."""

from datetime import datetime, timedelta

from accounts.models import Actor, Person


def is_new_account(person: Actor, *, days: int, at: datetime) -> bool:
    """Pilots and the office are known to the city; a mask says nothing of whom it hides; 0 days: nobody is new."""
    if not isinstance(person, Person) or person.is_mask or person.is_pilot or person.is_office:
        return False
    return days > 0 and person.created_at > at - timedelta(days=days)
