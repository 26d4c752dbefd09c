"""Who may ask without a name, and who may lift the seal: never one role, never one person alone."""

from datetime import datetime, timedelta

from accounts.models import Actor
from knowledge.models import Question, Unsealing, UnsealingState
from knowledge.rules.permissions import can_ask_question, can_see_question

FEWEST_COLLEAGUES = 5
"""In a smaller department its name would give the asker away."""

PATIENCE = timedelta(days=14)
"""So long a request to unseal waits for the second person."""


def can_ask_sealed(person: Actor) -> bool:
    return can_ask_question(person)


def names_department(person: Actor, colleagues: int) -> bool:
    """Whether the department may stand at a sealed question of this person.

    `colleagues`: how many people in it could have asked so, with them. Whoever answers questions is left out of the
    routing of their own, which shows.
    """
    return colleagues >= FEWEST_COLLEAGUES and not person.is_pilot and not person.is_office


def can_see_unsealings(person: Actor) -> bool:
    return person.is_office or person.is_admin


def can_request_unsealing(person: Actor, question: Question) -> bool:
    """The office, which answers for what is asked."""
    return person.is_office and question.is_sealed and can_see_question(person, question)


def can_decide_unsealing(person: Actor, unsealing: Unsealing, at: datetime) -> bool:
    """The administration, never whoever requested it, and not for ever."""
    is_other = person.is_admin and person.id != unsealing.requested_by_id
    return is_other and is_waiting(unsealing, at)


def can_see_asker(person: Actor, unsealing: Unsealing) -> bool:
    """The two who wanted it, while they have their roles."""
    both = (unsealing.requested_by_id, unsealing.decided_by_id)
    is_done = unsealing.state is UnsealingState.CONFIRMED
    return is_done and can_see_unsealings(person) and person.id in both


def is_waiting(unsealing: Unsealing, at: datetime) -> bool:
    """Decided by nobody yet, and its time is not over."""
    return unsealing.state is UnsealingState.REQUESTED and at < unsealing.requested_at + PATIENCE
