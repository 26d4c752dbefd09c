"""Reads of attachments: one, those of posts, those that wait for their form, what they take, what they say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from accounts.models import Actor
from core.db import db
from core.errors import NotFound
from core.files import FileKind
from knowledge.models import Attachment, Question
from knowledge.queries.attached import ANSWER, COMMENT, POST, PRACTICE, QUESTION
from knowledge.queries.forum import get_post, path_of_post
from knowledge.queries.practices import get_practice, practice_path
from knowledge.queries.questions import get_answer, get_comment, get_question, path_of
from knowledge.rules import can_attach_to_comment, can_edit_answer, can_edit_question
from knowledge.rules.forum import can_edit_post
from knowledge.rules.practices import can_edit_practice

HIGHEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Holder:
    """What attachments must know of a kind of post: another kind that carries some adds itself to HOLDERS.

    `get` finds the post for a person or raises NotFound, `may_add` judges, `address` and `title` lead back to it.
    """

    get: Callable[[Actor, int], Any]
    may_add: Callable[[Actor, Any], bool]
    address: Callable[[Any], str]
    title: Callable[[Any], str]


def _path(question: Question) -> str:
    return path_of(question.id, question.title)


HOLDERS: dict[str, Holder] = {
    QUESTION: Holder(get_question, can_edit_question, _path, lambda question: str(question.title)),
    ANSWER: Holder(
        get_answer,
        lambda person, answer: can_edit_answer(person, answer, answer.question),
        lambda answer: f"{_path(answer.question)}#antwort-{answer.id}",
        lambda answer: str(answer.question.title),
    ),
    COMMENT: Holder(
        get_comment,
        can_attach_to_comment,
        lambda comment: f"{_path(comment.question)}#kommentar-{comment.id}",
        lambda comment: str(comment.question.title),
    ),
    PRACTICE: Holder(
        get_practice, can_edit_practice, lambda card: practice_path(card.id, card.title), lambda card: str(card.title)
    ),
    POST: Holder(
        get_post,
        lambda person, post: can_edit_post(person, post, post.thread),
        path_of_post,
        lambda post: str(post.thread.title),
    ),
}


def get_attachment(person: Actor, number: int) -> tuple[Attachment, Any]:
    """A file with its post, for those who see the post. Raises NotFound, also while it still has none."""
    attachment = db.session.get(Attachment, number) if number <= HIGHEST_ID else None
    if attachment is None or attachment.post_kind is None or attachment.post_id is None:
        raise NotFound
    return attachment, HOLDERS[attachment.post_kind].get(person, attachment.post_id)


def attachments_of(posts: Mapping[str, Sequence[int]]) -> Mapping[tuple[str, int], Sequence[Attachment]]:
    """By kind and id of the posts, in the order they came; one statement however many posts."""
    wanted = {kind: ids for kind, ids in posts.items() if ids}
    found: dict[tuple[str, int], list[Attachment]] = defaultdict(list)
    for attachment in db.session.scalars(_attached_to(frozenset(wanted)), wanted) if wanted else ():
        found[str(attachment.post_kind), attachment.post_id or 0].append(attachment)
    return found


@cache
def _attached_to(kinds: frozenset[str]) -> Select[Attachment]:
    """For each kind the ids of the posts come under its name."""
    wanted = [
        and_(Attachment.post_kind == kind, Attachment.post_id.in_(bindparam(kind, expanding=True)))
        for kind in sorted(kinds)
    ]
    return select(Attachment).where(or_(*wanted)).order_by(Attachment.id)


def question_attachments(question: Question) -> Mapping[tuple[str, int], Sequence[Attachment]]:
    answers, comments = [answer.id for answer in question.answers], [comment.id for comment in question.comments]
    return attachments_of({QUESTION: [question.id], ANSWER: answers, COMMENT: comments})


def waiting_attachments(person: Actor, submission: str) -> Sequence[Attachment]:
    """What a person sent with a form that is not finished yet."""
    statement = select(Attachment).where(
        Attachment.uploader_id == person.id, Attachment.submission == submission, Attachment.post_kind.is_(None)
    )
    return db.session.scalars(statement.order_by(Attachment.id)).all()


def count_attachments(kind: str, number: int) -> int:
    counted = select(func.count()).where(Attachment.post_kind == kind, Attachment.post_id == number)
    return db.session.scalar(counted) or 0


def bytes_of(person: Actor) -> int:
    return db.session.scalar(select(func.sum(Attachment.size)).where(Attachment.uploader_id == person.id)) or 0


def bytes_in_all() -> int:
    return db.session.scalar(select(func.sum(Attachment.size))) or 0


def left_waiting(before: datetime) -> Sequence[Attachment]:
    """Those whose form was never finished."""
    statement = select(Attachment).where(Attachment.post_kind.is_(None), Attachment.created_at < before)
    return db.session.scalars(statement.order_by(Attachment.id)).all()


def unread_documents() -> Sequence[int]:
    """Documents of posts that search has not read yet."""
    documents = [kind for kind in FileKind if kind.has_text]
    statement = select(Attachment.id).where(
        Attachment.read_at.is_(None), Attachment.post_kind.is_not(None), Attachment.kind.in_(documents)
    )
    return db.session.scalars(statement.order_by(Attachment.id)).all()


def known_files(names: Iterable[str]) -> set[str]:
    return set(db.session.scalars(select(Attachment.stored_as).where(Attachment.stored_as.in_(list(names)))))
