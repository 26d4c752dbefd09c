"""Following questions, tags and departments, and telling those who do."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from accounts.actions import notify
from accounts.models import Actor, Department
from core.access import ensure
from core.db import db, lock_name, utcnow
from knowledge import rules
from knowledge.models import Follow, Question, Tag


def follow_question(*, actor: Actor, question: Question, is_on: bool) -> None:
    """From now on the person hears of it or not; repeating it changes nothing. Raises NotAllowed."""
    ensure(rules.can_follow_question(actor, question))
    _set(actor, is_on, question_id=question.id)


def follow_tag(*, actor: Actor, tag: Tag, is_on: bool) -> None:
    """The same for new questions with this tag. Raises NotAllowed."""
    ensure(rules.can_follow_tag(actor))
    _set(actor, is_on, tag_id=tag.id)


def follow_department(*, actor: Actor, department: Department, is_on: bool) -> None:
    """The same for new questions from this department. Raises NotAllowed."""
    ensure(rules.can_follow_department(actor))
    _set(actor, is_on, department_id=department.id)


def follow_by_itself(person_id: int | None, question: Question) -> None:
    """Who asked, answered or has the same question hears of it, unless they said that they do not want to.

    Nobody for None: of whom it must not be known.
    """
    if person_id is not None and _found(person_id, question_id=question.id) is None:
        db.session.add(Follow(person_id=person_id, question_id=question.id))


def tell_followers(*, kind: str, person_ids: Sequence[int], question: Question, event: str) -> None:
    """One notice each; who was told already is not told again."""
    for person_id in person_ids:
        notify(kind=kind, person_id=person_id, subject_id=question.id, event=event)


def unmuted(person_ids: Iterable[int | None], question: Question) -> set[int]:
    """Those of them who did not say that they do not want to hear of the question."""
    muted = select(Follow.person_id).where(Follow.question_id == question.id, Follow.muted_at.is_not(None))
    return {number for number in person_ids if number is not None} - set(db.session.scalars(muted))


def _set(person: Actor, is_on: bool, **thing: int) -> None:
    found = _found(person.id or 0, **thing)
    if found is None:
        found = Follow(person_id=person.id, **thing)
        db.session.add(found)
    found.muted_at = None if is_on else found.muted_at or utcnow()
    db.session.flush()


def _found(person_id: int, **thing: int) -> Follow | None:
    (name, number), *_ = thing.items()
    lock_name(f"follow {person_id} {name} {number}")
    return db.session.scalars(select(Follow).filter_by(person_id=person_id, **thing)).one_or_none()
