"""Reads about what readers report of answers."""

from sqlalchemy import select

from accounts.models import Actor
from core.db import db
from knowledge.models import DOUBTS, Answer, OwnerKind, PilotTopic, Reaction


def topic_ids_of(person: Actor) -> frozenset[int]:
    """Ids of the tags this person offers to answer."""
    return frozenset(db.session.scalars(select(PilotTopic.tag_id).where(PilotTopic.person_id == person.id)))


def keepers_of(answer: Answer) -> set[int]:
    """Who sees to it that an answer stays true: whoever has its question, else its author."""
    question = answer.question
    if question.owner_kind is OwnerKind.PERSON and question.owner_id is not None:
        return {question.owner_id}
    return {answer.author_id}


def own_doubt(person: Actor, answer: Answer) -> Reaction | None:
    """What this person reported as outdated or wrong and nobody settled yet, the newest."""
    mine = Reaction.answer_id == answer.id, Reaction.person_id == person.id
    open_ones = select(Reaction).where(*mine, Reaction.kind.in_(DOUBTS), Reaction.settled_at.is_(None))
    return db.session.scalars(open_ones.order_by(Reaction.at.desc(), Reaction.id.desc()).limit(1)).first()
