"""Keeping files with posts, removing them, forgetting those nobody finished."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from accounts.models import Actor
from core import audit, config, outbox
from core.access import ensure
from core.config import MEGABYTE
from core.db import db, lock_name, utcnow
from core.errors import Conflict
from core.files import Accepted
from knowledge import rules
from knowledge.actions.forum import thread_changed
from knowledge.actions.history import changed
from knowledge.actions.practices import practice_changed
from knowledge.models import Answer, Attachment, Post, Practice, Question
from knowledge.queries import attachments as queries
from knowledge.queries.attached import ANSWER, POST, PRACTICE, QUESTION


def _reindex_question(number: int) -> None:
    changed(db.session.get_one(Question, number))


def _reindex_answer(number: int) -> None:
    changed(db.session.get_one(Answer, number).question)


def _reindex_practice(number: int) -> None:
    practice_changed(db.session.get_one(Practice, number))


def _reindex_post(number: int) -> None:
    thread_changed(db.session.get_one(Post, number).thread)


REINDEX: dict[str, Callable[[int], None]] = {
    QUESTION: _reindex_question,
    ANSWER: _reindex_answer,
    PRACTICE: _reindex_practice,
    POST: _reindex_post,
}
"""What makes search read a post again, for each kind in queries.attachments.HOLDERS that can be found."""


def stage_attachment(*, actor: Actor, submission: str, file: Accepted) -> Attachment:
    """Keep a file for a form that is not finished yet; the same file again is the one there already.

    Raises NotAllowed; Conflict too_many_files, person_quota, total_quota. The caller removes the file then.
    """
    ensure(rules.can_attach_files(actor))
    lock_name("attachments")
    if existing := _sent_before(actor, submission, file.digest):
        return existing
    _ensure_room(actor, submission, file.size)
    attachment = Attachment(
        uploader_id=actor.id,
        submission=submission,
        name=file.name,
        kind=file.kind,
        size=file.size,
        digest=file.digest,
        stored_as=file.stored_as,
        width=file.width,
        height=file.height,
        created_at=utcnow(),
    )
    db.session.add(attachment)
    return attachment


def attach_files(*, actor: Actor, kind: str, post: Any, submission: str) -> None:
    """Hang what waits under `submission` on its post. Raises NotAllowed; Conflict too_many_files."""
    waiting = queries.waiting_attachments(actor, submission)
    if not waiting:
        return
    ensure(queries.HOLDERS[kind].may_add(actor, post))
    db.session.flush()
    if queries.count_attachments(kind, post.id) + len(waiting) > config.current().attachments_per_post:
        raise Conflict("too_many_files")
    for attachment in waiting:
        attachment.post_kind, attachment.post_id = kind, post.id
        _record("knowledge.attach_file", actor, attachment)
        if attachment.kind.has_text:
            outbox.enqueue("knowledge.read_attachment", attachment_id=attachment.id)


def remove_attachment(*, actor: Actor, attachment: Attachment) -> None:
    """Take a file away for good, from the disk too. Raises NotAllowed."""
    ensure(rules.can_remove_attachment(actor, attachment))
    _record("knowledge.remove_attachment", actor, attachment)
    _reindex(attachment)
    _forget(attachment)


def drop_waiting(*, actor: Actor, submission: str, numbers: set[int] | None = None) -> None:
    """Take files, by default all, out of a form that is not finished yet; others' are not touched."""
    for attachment in queries.waiting_attachments(actor, submission):
        if numbers is None or attachment.id in numbers:
            _forget(attachment)


def carry_files(kind: str, number: int, *, to_kind: str, to_number: int) -> None:
    """What hangs on a post hangs on what the post became from now on; whoever calls has judged that."""
    of_post = update(Attachment).where(Attachment.post_kind == kind, Attachment.post_id == number)
    db.session.execute(of_post.values(post_kind=to_kind, post_id=to_number))


def note_virus(*, actor: Actor, found: str) -> None:
    """What the scanner found in a file that was refused, so that the office can follow it up."""
    audit.record(
        "knowledge.refuse_file", actor_id=actor.id, subject=("person", actor.id or 0), details={"found": found}
    )


def note_text(*, attachment: Attachment, text: str) -> None:
    """What a document says, for search."""
    attachment.text, attachment.read_at = text, utcnow()
    _reindex(attachment)


def forget_waiting(*, before: datetime) -> int:
    """Files whose form was never finished. Returns how many."""
    left = queries.left_waiting(before)
    for attachment in left:
        _forget(attachment)
    return len(left)


def _forget(attachment: Attachment) -> None:
    """The file goes when the row has gone: a crash in between leaves a job, never a row without its file."""
    outbox.enqueue("knowledge.remove_file", file=attachment.stored_as)
    db.session.delete(attachment)


def _reindex(attachment: Attachment) -> None:
    if attachment.post_kind in REINDEX and attachment.post_id is not None:
        REINDEX[attachment.post_kind](attachment.post_id)


def _record(act: str, actor: Actor, attachment: Attachment) -> None:
    details = {"to": attachment.post_kind, "post": attachment.post_id}
    audit.record(act, actor_id=actor.id, subject=("attachment", attachment.id), details=details)


def _sent_before(actor: Actor, submission: str, digest: str) -> Attachment | None:
    same = select(Attachment).where(
        Attachment.uploader_id == actor.id, Attachment.submission == submission, Attachment.digest == digest
    )
    return db.session.scalars(same).one_or_none()


def _ensure_room(actor: Actor, submission: str, size: int) -> None:
    settings = config.current()
    if len(queries.waiting_attachments(actor, submission)) >= settings.attachments_per_post:
        raise Conflict("too_many_files")
    if queries.bytes_of(actor) + size > settings.attachment_person_megabytes * MEGABYTE:
        raise Conflict("person_quota")
    if queries.bytes_in_all() + size > settings.attachment_total_megabytes * MEGABYTE:
        raise Conflict("total_quota")
