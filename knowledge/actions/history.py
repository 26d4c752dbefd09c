"""The append-only history of a question, and what follows every change of it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import func, select

from accounts.actions import notify
from accounts.models import Actor
from core import audit, outbox
from core.access import ensure
from core.db import db
from core.errors import Conflict
from knowledge.models import Answer, Question, QuestionEvent, QuestionState
from knowledge.rules import acting_as, target

P = ParamSpec("P")
R = TypeVar("R")


def one_step(action: Callable[P, R]) -> Callable[P, R]:
    """The database sees a question before and after a step, never half-way, so that its CHECKs can hold."""

    @wraps(action)
    def stepped(*args: P.args, **kwargs: P.kwargs) -> R:
        with db.session.no_autoflush:
            result = action(*args, **kwargs)
        db.session.flush()
        return result

    return stepped


def move(
    question: Question, name: str, *, actor: Actor | None, reason: str = "", back_to: QuestionState | None = None
) -> QuestionEvent:
    """Take a step of the state machine and write it down; `back_to`: the state before, where it leads there.

    Raises Conflict move_not_allowed.
    """
    origin = question.state
    leads_to = target(name, origin)
    question.state = back_to or leads_to
    audit.record(
        f"knowledge.{name}",
        actor_id=actor.id if actor else None,
        subject=("question", question.id),
        details={"from": origin.value, "to": question.state.value},
    )
    return add_event(question, name, origin=origin, actor=actor, reason=reason)


def ensure_move(allowed: bool, name: str, question: Question) -> None:
    """Raises Conflict move_not_allowed where the state lets nobody take this step, else NotAllowed unless `allowed`."""
    target(name, question.state)
    ensure(allowed)


def add_event(
    question: Question, name: str, *, origin: QuestionState | None, actor: Actor | None, reason: str = ""
) -> QuestionEvent:
    last = db.session.scalar(
        select(func.coalesce(func.max(QuestionEvent.seq), 0)).where(QuestionEvent.question_id == question.id)
    )
    event = QuestionEvent(
        question_id=question.id,
        seq=(last or 0) + 1,
        move=name,
        from_state=origin,
        to_state=question.state,
        actor_id=actor.id if actor else None,
        role=acting_as(actor, question),
        reason=reason,
    )
    db.session.add(event)
    return event


def changed(question: Question) -> None:
    """Search follows every change of what can be found; the words of a duplicate stand with its original."""
    outbox.enqueue("knowledge.index_question", question_id=question.id)
    if question.duplicate_of_id:
        outbox.enqueue("knowledge.index_question", question_id=question.duplicate_of_id)


def tell(kind: str, person_ids: Iterable[int | None], question: Question, *, event: int, actor: Actor | None) -> None:
    """Notices to several people about one happening; nobody is told what they did themselves."""
    for person_id in sorted({number for number in person_ids if number is not None}):
        notify(
            kind=kind,
            person_id=person_id,
            subject_id=question.id,
            event=str(event),
            actor_id=actor.id if actor else None,
        )


def refuse_stale(thing: Question | Answer, base: str | None) -> None:
    """Raises Conflict edited_meanwhile when somebody else changed the wording since an editor opened it."""
    if base is not None and base != thing.wording:
        raise Conflict("edited_meanwhile")
