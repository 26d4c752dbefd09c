"""Publishing what somebody replied by mail, and remembering what became of each mail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from accounts.models import Person
from core import audit, outbox
from core.db import db, lock_name, utcnow
from core.mail_in import Deed, Ticket
from knowledge.actions.answers import answer_question
from knowledge.actions.attachments import attach_files
from knowledge.actions.comments import comment_answer, comment_question
from knowledge.actions.forum import write_post
from knowledge.models import Answer, Comment, MailOutcome, Post, ReceivedMail
from knowledge.queries.attached import ANSWER, COMMENT, POST
from knowledge.queries.forum import get_thread
from knowledge.queries.questions import get_answer, get_question
from knowledge.queries.replies import count_told_strangers, count_told_why, received_mail, was_told_why
from knowledge.rules import mails as rules


@dataclass(frozen=True)
class Arrival:
    """Which mail: `key` is the same however often it is delivered."""

    key: str
    sender: str
    message_id: str

    @property
    def submission(self) -> str:
        """By which actions know a second try."""
        return f"mail-{self.key[:48]}"


LeftOut = dict[str, str | int]
"""A file that was not taken: its `name`, the `code` that says why, and what the sentence needs."""


def publish_reply(
    *, actor: Person, ticket: Ticket, arrival: Arrival, body: str, left_out: Sequence[LeftOut] = ()
) -> ReceivedMail:
    """Do what the ticket allows, by the same actions as the pages; the sender is told. Once for each mail.

    Raises NotFound, NotAllowed, Conflict as those actions do.
    """
    lock_name(arrival.key)
    if existing := received_mail(arrival.key):
        return existing
    post = DEEDS[ticket.deed](actor, ticket.number, body, arrival.submission)
    attach_files(actor=actor, kind=KINDS[ticket.deed], post=post, submission=arrival.submission)
    audit.record("knowledge.publish_reply", actor_id=actor.id, subject=(type(post).__name__.lower(), post.id))
    return _remember(arrival, MailOutcome.PUBLISHED, ticket, actor.id, post_id=post.id, left_out=left_out)


def refuse_reply(
    *, arrival: Arrival, outcome: MailOutcome, ticket: Ticket | None = None, person_id: int | None = None
) -> ReceivedMail:
    """Remember that it was not published; its sender is told why. Once for each mail.

    `person_id`: who wrote it, by a valid token; they are told up to thirty times an hour. A stranger is told once an
    hour and no more than fifty of them are, so that nobody uses the site to write to others.
    """
    lock_name("told why")
    if existing := received_mail(arrival.key):
        return existing
    is_told = _may_be_told(arrival.sender, person_id)
    return _remember(arrival, outcome, ticket if person_id else None, person_id, is_told=is_told)


def _may_be_told(sender: str, person_id: int | None) -> bool:
    since = utcnow() - rules.HOUR
    if person_id is not None:
        return count_told_why(person_id, since) < rules.MOST_TOLD_AN_HOUR
    return not was_told_why(sender, since) and count_told_strangers(since) < rules.MOST_STRANGERS_TOLD_AN_HOUR


def note_told(*, mail: ReceivedMail) -> None:
    """Its sender knows; the names of files are needed no more."""
    mail.left_out = []


def forget_mails(*, before: datetime) -> None:
    """That they came; what was published stays."""
    db.session.execute(delete(ReceivedMail).where(ReceivedMail.received_at < before))


def _remember(
    arrival: Arrival,
    outcome: MailOutcome,
    ticket: Ticket | None,
    person_id: int | None,
    *,
    post_id: int | None = None,
    left_out: Sequence[LeftOut] = (),
    is_told: bool = True,
) -> ReceivedMail:
    mail = ReceivedMail(
        key=arrival.key,
        sender=arrival.sender,
        message_id=arrival.message_id,
        outcome=outcome,
        person_id=person_id,
        deed=ticket.deed if ticket else None,
        number=ticket.number if ticket else None,
        post_id=post_id,
        left_out=list(left_out),
        is_told=is_told,
        received_at=utcnow(),
    )
    db.session.add(mail)
    db.session.flush()
    if is_told:
        outbox.enqueue("knowledge.mail_outcome", received_mail_id=mail.id)
    return mail


def _answer(actor: Person, number: int, body: str, submission: str) -> Answer:
    return answer_question(actor=actor, question=get_question(actor, number), body=body, submission=submission)


def _comment(actor: Person, number: int, body: str, submission: str) -> Comment:
    return comment_question(actor=actor, question=get_question(actor, number), body=body, submission=submission)


def _remark(actor: Person, number: int, body: str, submission: str) -> Comment:
    return comment_answer(actor=actor, answer=get_answer(actor, number), body=body, submission=submission)


def _post(actor: Person, number: int, body: str, submission: str) -> Post:
    return write_post(actor=actor, thread=get_thread(actor, number), body=body, submission=submission)


DEEDS: dict[Deed, Callable[[Person, int, str, str], Answer | Comment | Post]] = {
    Deed.ANSWER: _answer,
    Deed.COMMENT: _comment,
    Deed.REMARK: _remark,
    Deed.POST: _post,
}
KINDS = {Deed.ANSWER: ANSWER, Deed.COMMENT: COMMENT, Deed.REMARK: COMMENT, Deed.POST: POST}
"""As attachments know what is published."""
