"""Telling those whom a text mentions."""

from collections.abc import Sequence

from accounts.actions import notify
from core import outbox
from knowledge.models import Answer, Comment, Question


def tell_of_mentions(thing: Question | Answer | Comment) -> None:
    """Afterwards, in the outbox: a group may be large. Nothing for a text without "@"."""
    if "@" in thing.body:
        outbox.enqueue("knowledge.tell_mentioned", kind=type(thing).__name__, number=thing.id)


def happening(thing: Question | Answer | Comment) -> str:
    """What tells mentions at one question apart; an edit of the thing is none of its own."""
    return f"{type(thing).__name__.lower()}-{thing.id}"


def tell_mentioned(*, person_ids: Sequence[int], question: Question, event: str, author_id: int | None) -> None:
    """One notice each for the thing that `event` names; who was told of it already is not told again."""
    for person_id in person_ids:
        notify(kind="mentioned", person_id=person_id, subject_id=question.id, event=event, actor_id=author_id)
