"""Who may do what to practice cards, and how they move. Pure: everything judged comes in as an argument."""

from accounts.models import Actor
from core.machine import Machine, Step
from knowledge.models import Practice
from knowledge.models import PracticeState as State
from knowledge.rules.freshness import keeps_entry
from knowledge.rules.moderation import shows

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
    """Its author, the pilots of its department, who checks it, the office; a hidden one its author and the office."""
    if not person.is_employee or not shows(person, practice, practice.author_id):
        return False
    if person.is_office or person.id == practice.author_id or practice.department_id in person.pilot_departments:
        return True
    return practice.freshness is not None and keeps_entry(person, practice.freshness)


def can_see_practice(person: Actor, practice: Practice) -> bool:
    """Published and archived ones are for everybody who works here, drafts for those who keep them, hidden ones
    for author and office."""
    if not person.is_employee or not shows(person, practice, practice.author_id):
        return False
    return practice.state is not State.DRAFT or _keeps(person, practice)


def can_edit_practice(person: Actor, practice: Practice) -> bool:
    return _keeps(person, practice) and practice.state is not State.ARCHIVED


def _moves(person: Actor, practice: Practice, step: str) -> bool:
    return _keeps(person, practice) and not practice.is_hidden and MACHINE.allows(step, practice.state)


def can_publish_practice(person: Actor, practice: Practice) -> bool:
    return _moves(person, practice, "publish_practice")


def can_archive_practice(person: Actor, practice: Practice) -> bool:
    return _moves(person, practice, "archive_practice")


def can_republish_practice(person: Actor, practice: Practice) -> bool:
    return _moves(person, practice, "republish_practice")
