"""Who may say that a department takes a practice over, and how an adoption moves. Pure."""

from accounts.models import Actor, Department
from accounts.rules import is_head
from core.machine import Machine, Step
from knowledge.models import Adoption, Practice, PracticeState
from knowledge.models import AdoptionState as State

MACHINE = Machine(
    (
        Step("want_practice", frozenset({None, State.DROPPED}), State.WANTED),
        Step("start_adoption", frozenset({State.WANTED}), State.ADOPTING),
        Step("finish_adoption", frozenset({State.WANTED, State.ADOPTING}), State.ADOPTED, needs_reason=True),
        Step("drop_adoption", frozenset({State.WANTED, State.ADOPTING, State.ADOPTED}), State.DROPPED, True),
    )
)


def can_speak_for(person: Actor, department: Department) -> bool:
    """Its pilot, its deputy, its head; the office for everybody."""
    if not person.is_employee:
        return False
    return person.is_office or department.id in person.pilot_departments or is_head(person, department)


def can_want_practice(person: Actor, practice: Practice, department: Department) -> bool:
    is_others = department.id != practice.department_id and department.is_open
    is_offered = practice.state is PracticeState.PUBLISHED and not practice.is_hidden
    return is_offered and is_others and can_speak_for(person, department)


def can_move_adoption(person: Actor, adoption: Adoption) -> bool:
    """Needs the adoption's department. What was begun goes on even when the card is in the archive."""
    return can_speak_for(person, adoption.department)


def can_take_step(person: Actor, adoption: Adoption, name: str) -> bool:
    return can_move_adoption(person, adoption) and MACHINE.allows(name, adoption.state)
