"""Bringing back an earlier wording, and blacking one out for good."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Actor
from core import audit, outbox
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict, NotFound
from knowledge import rules
from knowledge.actions.answers import edit_answer
from knowledge.actions.edits import end_looks
from knowledge.actions.forum import edit_post
from knowledge.actions.practices import Card, edit_practice
from knowledge.actions.questions import edit_question
from knowledge.models import Answer, Post, PostKind, PostRevision, Practice, PracticeRevision, Question, Revision, Scale
from knowledge.queries import get_answer, get_question, revisions_of
from knowledge.queries.forum import THREAD_KIND, get_post, post_revisions
from knowledge.queries.practices import PRACTICE_KIND, get_practice, practice_revisions
from knowledge.queries.questions import QUESTION_KIND
from knowledge.rules.forum import can_edit_post
from knowledge.rules.practices import can_edit_practice

AnyRevision = Revision | PracticeRevision | PostRevision


@dataclass(frozen=True)
class Revised:
    """A kind of thing that is edited: how it and its wordings are found, who edits it, how a wording comes back,
    as what search knows it."""

    subject: str
    get: Callable[[Actor, int], Any]
    wordings: Callable[[Any], Sequence[AnyRevision]]
    may_edit: Callable[[Actor, Any], bool]
    put: Callable[[Actor, Any, Any, str], object]
    found_as: Callable[[Any], tuple[str, int]]


def restore_revision(*, actor: Actor, kind: Revised, thing: Any, revision: AnyRevision, reason: str) -> None:
    """The thing reads as it did then; how it read until now stays as a wording too.

    Raises NotAllowed; Conflict revision_redacted, too_many_tags, tag_too_long.
    """
    lock(thing)
    lock(revision)
    ensure(kind.may_edit(actor, thing))
    if revision.is_redacted:
        raise Conflict("revision_redacted")
    kind.put(actor, thing, revision, reason)
    if actor.is_office and isinstance(revision, Revision):
        end_looks(PostKind(kind.subject), thing.id)
    _record("knowledge.restore_revision", actor, kind, thing, revision)


def redact_revision(*, actor: Actor, kind: Revised, thing: Any, revision: AnyRevision, reason: str) -> None:
    """Its text and its editor's reason are gone for good; that there was one stays. Twice is once.

    Raises NotAllowed.
    """
    lock(thing)
    lock(revision)
    ensure(rules.can_redact_revisions(actor))
    if revision.is_redacted:
        return
    _empty(revision)
    revision.redacted_at, revision.redact_reason = utcnow(), reason
    db.session.flush()
    _record("knowledge.redact_revision", actor, kind, thing, revision)
    name, number = kind.found_as(thing)
    outbox.enqueue("knowledge.purge_index", kind=name, number=number)


def wording_numbered(kind: Revised, thing: Any, seq: int) -> AnyRevision:
    """Raises NotFound."""
    for revision in kind.wordings(thing):
        if revision.seq == seq:
            return revision
    raise NotFound


def _empty(revision: AnyRevision) -> None:
    revision.reason = ""
    if isinstance(revision, PracticeRevision):
        revision.wording = {}
        return
    revision.body = ""
    if isinstance(revision, Revision):
        revision.title = revision.tags = ""


def _record(act: str, actor: Actor, kind: Revised, thing: Any, revision: AnyRevision) -> None:
    audit.record(act, actor_id=actor.id, subject=(kind.subject, thing.id), details={"wording": revision.seq})


def _put_question(actor: Actor, question: Question, then: Revision, reason: str) -> object:
    tags = _names(then.tags)
    return edit_question(actor=actor, question=question, title=then.title, body=then.body, tags=tags, reason=reason)


def _put_answer(actor: Actor, answer: Answer, then: Revision, reason: str) -> object:
    return edit_answer(actor=actor, answer=answer, body=then.body, reason=reason)


def _put_practice(actor: Actor, practice: Practice, then: PracticeRevision, reason: str) -> object:
    words: dict[str, Any] = {name: then.wording[name] for name in Card.__dataclass_fields__}
    card = Card(**words | {name: Scale(words[name]) for name in ("effort", "effect")})
    return edit_practice(actor=actor, practice=practice, card=card, tags=_names(then.wording["tags"]), reason=reason)


def _put_post(actor: Any, post: Post, then: PostRevision, reason: str) -> object:
    return edit_post(actor=actor, post=post, body=then.body, reason=reason)


def _names(tags: str) -> list[str]:
    return [name for name in tags.split(", ") if name]


QUESTIONS = Revised(
    "question",
    get_question,
    lambda question: revisions_of(question_id=question.id),
    rules.can_edit_question,
    _put_question,
    lambda question: (QUESTION_KIND, question.id),
)
ANSWERS = Revised(
    "answer",
    get_answer,
    lambda answer: revisions_of(answer_id=answer.id),
    lambda actor, answer: rules.can_edit_answer(actor, answer, answer.question),
    _put_answer,
    lambda answer: (QUESTION_KIND, answer.question_id),
)
PRACTICES = Revised(
    "practice",
    get_practice,
    practice_revisions,
    can_edit_practice,
    _put_practice,
    lambda practice: (PRACTICE_KIND, practice.id),
)
POSTS = Revised(
    "post",
    get_post,
    post_revisions,
    lambda actor, post: can_edit_post(actor, post, post.thread),
    _put_post,
    lambda post: (THREAD_KIND, post.thread_id),
)
