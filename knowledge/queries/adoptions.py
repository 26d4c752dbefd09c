"""Reads of adoptions: who took a practice over, and for which departments a person may speak."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from accounts.models import Actor, Department
from accounts.queries import organisation
from core.db import db
from core.errors import NotFound
from knowledge.models import Adoption, AdoptionEvent, AdoptionState, Practice
from knowledge.queries.questions import HIGHEST_ID
from knowledge.rules.adoptions import can_speak_for
from knowledge.rules.practices import can_see_practice

MOST_EVENTS = 200


def adoptions_of(practice: Practice) -> Sequence[Adoption]:
    """With department and source, in the order in which they began."""
    return db.session.scalars(_ADOPTIONS, {"practice": practice.id}).all()


# Built once, here and below: putting a statement together takes a third of what it costs.
_ADOPTIONS = (
    select(Adoption)
    .where(Adoption.practice_id == bindparam("practice"))
    .options(joinedload(Adoption.department), joinedload(Adoption.source))
    .order_by(Adoption.id)
)


def adoption_events(practice: Practice) -> Sequence[AdoptionEvent]:
    """What happened on the way, newest first, with adoption and actor."""
    return db.session.scalars(_EVENTS, {"practice": practice.id}).all()


_EVENTS = (
    select(AdoptionEvent)
    .join(Adoption, Adoption.id == AdoptionEvent.adoption_id)
    .where(Adoption.practice_id == bindparam("practice"))
    .options(joinedload(AdoptionEvent.actor), joinedload(AdoptionEvent.adoption))
    .order_by(AdoptionEvent.id.desc())
    .limit(MOST_EVENTS)
)


def get_adoption(person: Actor, number: int) -> Adoption:
    """With practice and departments. Raises NotFound, also when the person may not see the practice."""
    if number > HIGHEST_ID:
        raise NotFound
    wanted = [joinedload(Adoption.practice), joinedload(Adoption.department), joinedload(Adoption.source)]
    adoption = db.session.get(Adoption, number, options=wanted)
    if adoption is None or not can_see_practice(person, adoption.practice):
        raise NotFound
    return adoption


def own_departments(person: Actor) -> list[Department]:
    """The departments for which a person may say that they take something over."""
    return [department for department in organisation().leaves if can_speak_for(person, department)]


def adopters(person: Actor, practice: Practice, adoptions: Sequence[Adoption]) -> list[Department]:
    """Those of them that do not take this practice over yet; its own is none of them."""
    busy = {one.department_id for one in adoptions if one.state is not AdoptionState.DROPPED}
    return [one for one in own_departments(person) if one.id not in busy | {practice.department_id}]


def sources(practice: Practice, adoptions: Sequence[Adoption]) -> list[Department]:
    """From whom a department can have it: the card's own, and those that have adopted it."""
    first = [practice.department] if practice.department else []
    return first + [one.department for one in adoptions if one.state is AdoptionState.ADOPTED]
