"""Writes of people about themselves."""

from accounts import rules
from accounts.models import Actor, Person
from core import audit
from core.access import ensure


def change_profile(
    *,
    actor: Actor,
    person: Person,
    phone: str,
    location: str,
    about: str,
    language: str,
    consultation_hours: str | None = None,
) -> Person:
    """How others reach somebody; `consultation_hours` only for pilots, None leaves them. Raises NotAllowed."""
    ensure(rules.can_edit_profile(actor, person))
    new = {"phone": phone, "location": location, "about": about, "language": language}
    if consultation_hours is not None and person.is_pilot:
        new["consultation_hours"] = consultation_hours
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, new[field])
    if changed:
        audit.record(
            "accounts.change_profile",
            actor_id=actor.id,
            subject=("person", person.id),
            details={"fields": ",".join(changed)},
        )
    return person
