"""What the documents say that hang on posts of every kind; search reads it with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from core.db import db
from core.search import Segment, excerpt
from knowledge.models import Answer, Attachment, Post, Question

QUESTION, ANSWER, COMMENT, PRACTICE, POST = "question", "answer", "comment", "practice", "post"
LONGEST_EXCERPTED = 50_000
LONGEST_INDEXED = 200_000


@dataclass(frozen=True)
class AttachedText:
    """What a document says; of a long one the beginning."""

    name: str
    text: str


def attached_texts(numbers: Sequence[int], *, most: int | None = None) -> Mapping[int, Sequence[AttachedText]]:
    """What the documents of these questions and of their answers say, by question, in one statement."""
    of_question = and_(Attachment.post_kind == QUESTION, Attachment.post_id == Question.id)
    answers = select(Answer.id).where(Answer.question_id == Question.id, Answer.hidden_at.is_(None))
    of_answer = and_(Attachment.post_kind == ANSWER, Attachment.post_id.in_(answers))
    statement = select(Question.id, *_words(most)).join(Attachment, or_(of_question, of_answer))
    return _gathered(statement.where(Question.id.in_(numbers)), numbers)


def texts_of_practices(numbers: Sequence[int], *, most: int | None = None) -> Mapping[int, Sequence[AttachedText]]:
    """What the documents of these practice cards say, by card, in one statement."""
    statement = select(Attachment.post_id, *_words(most)).where(Attachment.post_kind == PRACTICE)
    return _gathered(statement.where(Attachment.post_id.in_(numbers)), numbers)


def texts_of_threads(numbers: Sequence[int], *, most: int | None = None) -> Mapping[int, Sequence[AttachedText]]:
    """What the documents of these threads' posts say, by thread, in one statement."""
    of_post = and_(Attachment.post_kind == POST, Attachment.post_id == Post.id)
    statement = select(Post.thread_id, *_words(most)).join(Attachment, of_post)
    return _gathered(statement.where(Post.thread_id.in_(numbers), Post.hidden_at.is_(None)), numbers)


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


def _words(most: int | None) -> tuple[Any, Any]:
    return Attachment.name, func.substr(Attachment.text, 1, most) if most else Attachment.text


def _gathered(statement: Select[Any], numbers: Sequence[int]) -> Mapping[int, Sequence[AttachedText]]:
    texts: dict[int, list[AttachedText]] = defaultdict(list)
    if numbers:
        for number, name, text in db.session.execute(statement.where(Attachment.text != "").order_by(Attachment.id)):
            texts[number].append(AttachedText(name, text))
    return texts


def words_of_files(attached: Sequence[AttachedText]) -> str:
    """For the index; of many long files only so much, that one post cannot make the index slow for all."""
    return "\n".join(f"{one.name}\n{one.text}" for one in attached)[:LONGEST_INDEXED]
