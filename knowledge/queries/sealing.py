"""Reads about sealed questions: who may not own them, who comes to one as whoever asked, requests to unseal."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, Seal
from accounts.queries.notices import Subject
from accounts.queries.seals import is_worn_by, person_behind
from core.db import db, utcnow
from core.errors import NotFound
from knowledge.models import (
    OWNED,
    Answer,
    Comment,
    Hiding,
    PostKind,
    Question,
    QuestionEvent,
    Unsealing,
    UnsealingState,
)
from knowledge.rules.sealing import PATIENCE, can_see_unsealings

MOST = 100


def who_asked(question: Question) -> frozenset[int]:
    """Ids under which whoever asked could own the question; nothing of this is ever written or shown."""
    known = {question.asker_id} | ({person_behind(question.asker_id)} if question.is_sealed else set())
    return frozenset(number for number in known if number is not None)


def mask_at_question(person: Person, number: int) -> Person | None:
    """The mask of this person at the question, if they asked it sealed."""
    return _mask(person, number)


def mask_at_answer(person: Person, number: int) -> Person | None:
    """The same at the question of an answer."""
    of_answer = select(Answer.question_id).where(Answer.id == number).scalar_subquery()
    return _mask(person, of_answer)


def mask_at_comment(person: Person, number: int) -> Person | None:
    """The same at the question of a comment."""
    return _mask(person, select(Comment.question_id).where(Comment.id == number).scalar_subquery())


def mask_at_unsealing(person: Person, number: int) -> Person | None:
    """The same at the question of a request to unseal: nobody decides about their own."""
    return _mask(person, select(Unsealing.question_id).where(Unsealing.id == number).scalar_subquery())


def _mask(person: Person, number: object) -> Person | None:
    sealed = select(Seal, Person).join(Person, Person.id == Seal.mask_id)
    row = db.session.execute(sealed.join(Question, Question.asker_id == Person.id).where(Question.id == number))
    seal, mask = row.one_or_none() or (None, None)
    return mask if seal is not None and is_worn_by(person.id, seal) else None


def question_of_submission(submission: str) -> Question | None:
    return db.session.scalars(select(Question).where(Question.submission == submission)).one_or_none()


def masks_to_forget(before: datetime) -> Sequence[int]:
    """Masks whose question has ended, or was never published and declined, and rested since then."""
    stirred = select(QuestionEvent.id).where(QuestionEvent.question_id == Question.id, QuestionEvent.at >= before)
    of_question = Hiding.kind == PostKind.QUESTION, Hiding.thing_id == Question.id, Hiding.lifted_at.is_(None)
    declined = exists().where(*of_question, Hiding.is_unpublished, Hiding.actor_id.is_not(None), Hiding.at < before)
    ended = select(Seal.mask_id).join(Question, Question.asker_id == Seal.mask_id)
    is_over = or_(Question.state.not_in(OWNED), declined)
    return db.session.scalars(ended.where(is_over, ~stirred.exists())).all()


def unsealings(state: UnsealingState | None = None) -> Sequence[Unsealing]:
    """The newest requests, with question and people; those in a state, or all."""
    statement = _with_people().order_by(Unsealing.id.desc()).limit(MOST)
    return db.session.scalars(statement.where(Unsealing.state == state) if state else statement).all()


def get_unsealing(person: Person, number: int) -> Unsealing:
    """Raises NotFound."""
    found = db.session.scalars(_with_people().where(Unsealing.id == number)).one_or_none()
    if found is None or not can_see_unsealings(person):
        raise NotFound
    return found


def running_unsealing(question_id: int) -> Unsealing | None:
    running = _with_people().where(Unsealing.question_id == question_id, Unsealing.state == UnsealingState.REQUESTED)
    return db.session.scalars(running).one_or_none()


def count_waiting_unsealings() -> int:
    """Requests that can still be decided."""
    waiting = Unsealing.state == UnsealingState.REQUESTED, Unsealing.requested_at > utcnow() - PATIENCE
    return db.session.scalar(select(func.count()).select_from(Unsealing).where(*waiting)) or 0


def lapsed_unsealings(before: datetime) -> Sequence[Unsealing]:
    """Requests from before then that nobody decided."""
    waiting = Unsealing.state == UnsealingState.REQUESTED, Unsealing.requested_at <= before
    return db.session.scalars(select(Unsealing).where(*waiting).order_by(Unsealing.id)).all()


def unsealing_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Title of the question and address of the request, for those who decide."""
    if not can_see_unsealings(person):
        return {}
    found = db.session.scalars(_with_people().where(Unsealing.id.in_(numbers)))
    return {one.id: Subject(one.question.title, f"/amt/entsiegelungen/{one.id}") for one in found}


def _with_people() -> Select[Unsealing]:
    return select(Unsealing).options(
        joinedload(Unsealing.question), joinedload(Unsealing.requested_by), joinedload(Unsealing.decided_by)
    )
