"""What is written for figures and about looking at them."""

from accounts.models import Person
from accounts.queries.organisation import today
from core import audit
from core.db import db, lock_name
from knowledge.models import MissedSearches


def count_missed_search() -> None:
    """Somebody found nothing. Who and what for is not kept."""
    lock_name("missed_searches")
    row = db.session.get(MissedSearches, today()) or MissedSearches(day=today(), count=0)
    row.count += 1
    db.session.add(row)


def note_look_at_own_figures(*, actor: Person) -> None:
    """Every look at the figures of one person is in the log, the own ones too."""
    audit.record("knowledge.see_own_figures", actor_id=actor.id, subject=("person", actor.id))
