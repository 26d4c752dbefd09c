"""Who may do what to practice cards, and how they move. Pure: everything judged comes in as an argument."""

from accounts.models import Actor
from knowledge.models import Practice
from knowledge.models import PracticeState as State
from knowledge.rules.freshness import keeps_entry
from knowledge.rules.machine import Machine, Step

MACHINE = Machine(
    (
        Step("publish_practice", frozenset({State.DRAFT}), State.PUBLISHED),
        Step("archive_practice", frozenset({State.PUBLISHED}), State.ARCHIVED, needs_reason=True),
        Step("republish_practice", frozenset({State.ARCHIVED}), State.PUBLISHED),
    )
)


def can_write_practice(person: Actor) -> bool:
    """Those who know what works: pilots, deputies and the office."""
    return person.is_pilot or person.is_office


def _keeps(person: Actor, practice: Practice) -> bool:
    """Its author, the pilots of its department, who checks it, the office."""
    if not person.is_employee:
        return False
    if person.is_office or person.id == practice.author_id or practice.department_id in person.pilot_departments:
        return True
    return practice.freshness is not None and keeps_entry(person, practice.freshness)


def can_see_practice(person: Actor, practice: Practice) -> bool:
    """Published and archived ones are for everybody who works here, drafts for those who keep them."""
    return person.is_employee and (practice.state is not State.DRAFT or _keeps(person, practice))


def can_edit_practice(person: Actor, practice: Practice) -> bool:
    return _keeps(person, practice) and practice.state is not State.ARCHIVED


def can_publish_practice(person: Actor, practice: Practice) -> bool:
    return _keeps(person, practice) and MACHINE.allows("publish_practice", practice.state)


def can_archive_practice(person: Actor, practice: Practice) -> bool:
    return _keeps(person, practice) and MACHINE.allows("archive_practice", practice.state)


def can_republish_practice(person: Actor, practice: Practice) -> bool:
    return _keeps(person, practice) and MACHINE.allows("republish_practice", practice.state)
