"""What goes over when departments merge or split: open questions, who follows it, practices it is adopting."""

from sqlalchemy import delete, select, update

from accounts.actions import Reorganisation
from core.db import db
from core.outbox import enqueue
from knowledge.models import Adoption, AdoptionState, Follow, Question, QuestionState

_OPEN = (QuestionState.OPEN, QuestionState.ANSWERED)
_RUNNING = (AdoptionState.WANTED, AdoptionState.ADOPTING)


def follow_reorganisation(change: Reorganisation) -> None:
    """What is over stays with the department that it was in; what still runs belongs to the one that goes on."""
    _questions(change)
    if change.is_merge:
        _follows(change)
        _adoptions(change)


def _questions(change: Reorganisation) -> None:
    """All of the department at a merge, else those of the people who go."""
    here = select(Question).where(Question.department_id == change.department.id, Question.state.in_(_OPEN))
    if not change.is_merge:
        here = here.where(Question.asker_id.in_(change.people))
    for question in db.session.scalars(here.order_by(Question.id).with_for_update()):
        question.department_id = change.into.id
        enqueue("knowledge.index_question", question_id=question.id)


def _follows(change: Reorganisation) -> None:
    """Who follows both already follows one."""
    old, new = Follow.department_id == change.department.id, Follow.department_id == change.into.id
    db.session.execute(delete(Follow).where(old, Follow.person_id.in_(select(Follow.person_id).where(new))))
    db.session.execute(update(Follow).where(old).values(department_id=change.into.id))


def _adoptions(change: Reorganisation) -> None:
    """A practice that both have, or that came from there, stays where it is."""
    there = select(Adoption.practice_id).where(Adoption.department_id == change.into.id)
    running = Adoption.department_id == change.department.id, Adoption.state.in_(_RUNNING)
    ours = running[0] & running[1] & Adoption.practice_id.not_in(there)
    ours &= Adoption.source_id.is_distinct_from(change.into.id)
    db.session.execute(update(Adoption).where(ours).values(department_id=change.into.id))
