"""Who may see the map, and what makes a department covered. Pure."""

from collections.abc import Collection

from accounts.models import Actor, AppointmentKind
from pilots.models import Coverage


def can_see_map(person: Actor) -> bool:
    """Whoever works for the city; it shows how to reach colleagues and whether they are there."""
    return person.is_employee


def coverage_of(kinds: Collection[AppointmentKind]) -> Coverage:
    """The best status that the running appointments of a department give it."""
    if AppointmentKind.PILOT in kinds:
        return Coverage.WITH_PILOT
    return Coverage.AT_RISK if AppointmentKind.DEPUTY in kinds else Coverage.WITHOUT


def counts_as_covered(status: Coverage) -> bool:
    """A department with only a deputy counts, but is shown as at risk."""
    return status is not Coverage.WITHOUT
