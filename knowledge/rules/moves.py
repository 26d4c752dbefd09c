"""The state machine of a question: which moves there are, from where to where."""

from dataclasses import dataclass

from accounts.models import Actor
from core.errors import Conflict
from knowledge.models import MoveRole, Question
from knowledge.models import QuestionState as State

EVERY = frozenset(State)
ENDED = frozenset({State.SOLVED, State.DUPLICATE, State.WITHDRAWN, State.CLOSED})


@dataclass(frozen=True)
class Move:
    """A named step. `needs_reason`: it says why, and the reason stays in the history.

    Undoing a duplicate leads back to the state before; `target` is what it leads to where that is not known.
    """

    name: str
    origins: frozenset[State]
    target: State
    needs_reason: bool = False


# A further answer to an answered or solved question is no move: the state stays.
MOVES = {
    move.name: move
    for move in (
        Move("answer", frozenset({State.OPEN}), State.ANSWERED),
        Move("accept", frozenset({State.OPEN, State.ANSWERED}), State.SOLVED),
        Move("unaccept", frozenset({State.SOLVED}), State.ANSWERED),
        Move("mark_duplicate", EVERY - {State.DUPLICATE, State.WITHDRAWN}, State.DUPLICATE),
        Move("undo_duplicate", frozenset({State.DUPLICATE}), State.OPEN),
        Move("withdraw", EVERY - {State.WITHDRAWN}, State.WITHDRAWN),
        Move("close", EVERY - {State.CLOSED, State.WITHDRAWN}, State.CLOSED, needs_reason=True),
        Move("reopen", ENDED | {State.ANSWERED}, State.OPEN, needs_reason=True),
    )
}


def target(name: str, origin: State) -> State:
    """Where the move leads. Raises Conflict, naming the moves that are allowed from here."""
    move = MOVES[name]
    if origin not in move.origins:
        raise Conflict("move_not_allowed", move=name, state=origin.value, allowed=allowed_moves(origin))
    return move.target


def allowed_moves(origin: State) -> list[str]:
    return [move.name for move in MOVES.values() if origin in move.origins]


def acting_as(actor: Actor | None, question: Question) -> MoveRole:
    """As what the actor takes a step with this question; an own question comes before every office."""
    if actor is None:
        return MoveRole.SYSTEM
    if actor.id is not None and actor.id == question.asker_id:
        return MoveRole.ASKER
    if actor.is_office:
        return MoveRole.OFFICE
    return MoveRole.PILOT if actor.is_pilot else MoveRole.EMPLOYEE
