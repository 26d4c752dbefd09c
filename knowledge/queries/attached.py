"""What the documents say that hang on questions and their answers; search reads it with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from core.db import db
from core.search import Segment, excerpt
from knowledge.models import Answer, Attachment, Question

QUESTION, ANSWER = "question", "answer"
LONGEST_EXCERPTED = 50_000
LONGEST_INDEXED = 200_000


@dataclass(frozen=True)
class AttachedText:
    """What a document says; of a long one the beginning."""

    name: str
    text: str


def attached_texts(numbers: Sequence[int], *, most: int | None = None) -> Mapping[int, Sequence[AttachedText]]:
    """What the documents of these questions and of their answers say, by question, in one statement."""
    texts: dict[int, list[AttachedText]] = defaultdict(list)
    if numbers:
        for number, name, text in db.session.execute(_texts(numbers, most)):
            texts[number].append(AttachedText(name, text))
    return texts


def excerpt_or_file(text: str, query: str, attached: Sequence[AttachedText]) -> tuple[list[Segment], str]:
    """The passage that shows why a post was found, and the name of the file it stands in when not in the post."""
    words = excerpt(text, query)
    if any(segment.is_match for segment in words):
        return words, ""
    for document in attached:
        inside = excerpt(document.text, query)
        if any(segment.is_match for segment in inside):
            return inside, document.name
    return words, ""


def _texts(numbers: Sequence[int], most: int | None) -> Select[Any]:
    of_question = and_(Attachment.post_kind == QUESTION, Attachment.post_id == Question.id)
    answers = select(Answer.id).where(Answer.question_id == Question.id)
    of_answer = and_(Attachment.post_kind == ANSWER, Attachment.post_id.in_(answers))
    text = func.substr(Attachment.text, 1, most) if most else Attachment.text
    statement = select(Question.id, Attachment.name, text).join(Attachment, or_(of_question, of_answer))
    return statement.where(Question.id.in_(numbers), Attachment.text != "").order_by(Attachment.id)


def words_of_files(attached: Sequence[AttachedText]) -> str:
    """For the index; of many long files only so much, that one post cannot make the index slow for all."""
    return "\n".join(f"{one.name}\n{one.text}" for one in attached)[:LONGEST_INDEXED]
