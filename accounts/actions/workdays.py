"""On which weekdays somebody works."""

from collections.abc import Collection

from accounts import rules
from accounts.models import Actor, Person
from core import audit
from core.access import ensure
from core.db import lock
from core.errors import Conflict
from core.outbox import enqueue

WORKDAYS = range(5)


def choose_workdays(*, actor: Actor, person: Person, weekdays: Collection[int]) -> None:
    """From now on they work on these days (0 is Monday); the times of what waits for them move along.

    Raises NotAllowed; Conflict no_workday.
    """
    ensure(rules.can_edit_profile(actor, person))
    lock(person)
    chosen = sum(1 << day for day in WORKDAYS if day in set(weekdays))
    if not chosen:
        raise Conflict("no_workday")
    if chosen == person.workdays:
        return
    person.workdays = chosen
    audit.record("accounts.choose_workdays", actor_id=actor.id, subject=("person", person.id))
    enqueue("knowledge.follow_absence", person_id=person.id)
