"""What one person has said about a question and its answers so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sqlalchemy import BindParameter, CompoundSelect, Select, String, bindparam, cast, literal, select, union_all

from accounts.models import Actor
from core.db import db
from knowledge.models import Answer, Follow, PilotTopic, Question, QuestionTag, Reaction, SameAsker, Vote


class Said(StrEnum):
    QUESTION_HELPFUL = "question_helpful"
    ANSWER_HELPFUL = "answer_helpful"
    SAME = "same"
    FOLLOWS = "follows"
    HELPED = "helped"
    OUTDATED = "outdated"
    WRONG = "wrong"
    TOPIC = "topic"


@dataclass(frozen=True)
class Standing:
    """`said`: what, and the number of the question or answer it is about."""

    said: frozenset[tuple[str, int]]

    @property
    def topics(self) -> frozenset[int]:
        """Those of the question's tags that the person offers to answer."""
        return frozenset(number for what, number in self.said if what == Said.TOPIC)

    def says(self, what: str, number: int) -> bool:
        return (what, number) in self.said


def standing_of(person: Actor, question: Question) -> Standing:
    """One statement, however many answers."""
    rows = db.session.execute(_said(), {"reader": person.id or 0, "asked": question.id})
    return Standing(frozenset((what, number) for what, number in rows))


@cache
def _said() -> CompoundSelect[str, int]:
    return union_all(*_parts(bindparam("reader"), bindparam("asked")))


def _parts(person: BindParameter[int], question: BindParameter[int]) -> Iterable[Select[str, int]]:
    answers = select(Answer.id).where(Answer.question_id == question)
    yield _part(Said.QUESTION_HELPFUL, Vote.question_id).where(Vote.question_id == question, Vote.person_id == person)
    yield _part(Said.ANSWER_HELPFUL, Vote.answer_id).where(Vote.answer_id.in_(answers), Vote.person_id == person)
    yield _part(Said.SAME, SameAsker.question_id).where(
        SameAsker.question_id == question, SameAsker.person_id == person
    )
    yield _part(Said.FOLLOWS, Follow.question_id).where(
        Follow.question_id == question, Follow.person_id == person, Follow.muted_at.is_(None)
    )
    mine = Reaction.answer_id.in_(answers), Reaction.person_id == person, Reaction.settled_at.is_(None)
    yield select(cast(Reaction.kind, String), Reaction.answer_id).where(*mine)
    tags = select(QuestionTag.tag_id).where(QuestionTag.question_id == question)
    yield _part(Said.TOPIC, PilotTopic.tag_id).where(PilotTopic.tag_id.in_(tags), PilotTopic.person_id == person)


def _part(what: Said, number: object) -> Select[str, int]:
    return select(literal(what.value), number)  # type: ignore[call-overload, no-any-return]
