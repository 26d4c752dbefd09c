"""What happens afterwards in the knowledge area: indexing, reminders, passing on; what is mended at night."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from accounts.queries import get_person
from accounts.rules import PERIODS
from core import config, files, mail, mail_in, search_index
from core.db import db, transaction, utcnow
from core.errors import brief
from core.outbox import Handler, Job, each
from core.search_index import Source
from knowledge import actions, queries
from knowledge.actions import mails as mail_actions
from knowledge.actions import sealing
from knowledge.actions.calendars import note_invited
from knowledge.actions.minutes import remind_todo
from knowledge.actions.moderation import remove_reports
from knowledge.mails import invitation_mail, outcome_mail
from knowledge.models import Answer, Attachment, Comment, MeetingOutcome, Ownership, Question, ReceivedMail
from knowledge.queries import notice_kinds
from knowledge.queries.calendars import event_of, get_invitation
from knowledge.queries.forum import THREAD_KIND, thread_documents
from knowledge.queries.meetings import get_meetings, meetings_to_remind, todos_due
from knowledge.queries.ownership import absent_owners, overdue_ownerships, unreminded_ownerships
from knowledge.queries.practices import PRACTICE_KIND, practice_documents
from knowledge.queries.replies import answered_thing, is_kept_back
from knowledge.receiving import receive

TOLD_AT_ONCE = 50

UNFINISHED = timedelta(days=1)
"""So long a file waits for the form it came with."""

logger = logging.getLogger(__name__)


def index_questions(jobs: Sequence[Job]) -> None:
    """One batch for all: the engine writes a hundred documents as fast as ten."""
    search_index.refresh(queries.QUESTION_KIND, sorted({int(job.payload["question_id"]) for job in jobs}))


def index_practices(jobs: Sequence[Job]) -> None:
    search_index.refresh(PRACTICE_KIND, sorted({int(job.payload["practice_id"]) for job in jobs}))


def index_threads(jobs: Sequence[Job]) -> None:
    search_index.refresh(THREAD_KIND, sorted({int(job.payload["thread_id"]) for job in jobs}))


def remind_owner(job: Job) -> None:
    _on_ownership(int(job.payload["ownership_id"]), actions.remind_owner)


def pass_on(job: Job) -> None:
    _on_ownership(int(job.payload["ownership_id"]), actions.pass_on_overdue)


def announce_meeting(job: Job) -> None:
    _on_meeting(int(job.payload["meeting_id"]), actions.announce_meeting)


def remind_meeting(job: Job) -> None:
    _on_meeting(int(job.payload["meeting_id"]), actions.remind_meeting)


def mail_invitation(job: Job) -> None:
    """Each state of an event once, and none that was overtaken; what was never told is not taken back."""
    invitation = get_invitation(int(job.payload["invitation_id"]))
    if invitation is None or invitation.mailed_sequence == invitation.sequence or not invitation.person.is_active:
        return
    event, is_update = event_of(invitation), invitation.mailed_sequence is not None
    if event is None or (event.is_cancelled and not is_update):
        return
    person, sequence = invitation.person, invitation.sequence
    message = invitation_mail(person, event, is_update=is_update, reference=f"job-{job.id}")
    if mail.delivered(message, job_id=job.id):
        with transaction():
            note_invited(invitation=invitation, sequence=sequence)


def mail_outcome(job: Job) -> None:
    """What became of a reply: to the account it came from, else to the address."""
    found = db.session.get(ReceivedMail, int(job.payload["received_mail_id"]))
    if found is None:
        return
    person = get_person(found.person_id) if found.person_id else None
    about = answered_thing(person, found) if person and person.is_active else None
    number = found.id
    message = outcome_mail(found, person, about, f"job-{job.id}", is_waiting=is_kept_back(found))
    if mail.delivered(message, job_id=job.id):
        with transaction():
            mail_actions.note_told(mail=db.session.get_one(ReceivedMail, number))


def fetch_mail() -> None:
    """Everything unread in the mailbox; while it is away nothing is lost."""
    try:
        mail_in.work_through(config.current(), receive)
    except mail_in.MailboxAway as error:
        logger.warning("mailbox is away", extra={"reason": brief(error.__cause__ or error)})


def forget_mails() -> None:
    with transaction():
        mail_actions.forget_mails(before=utcnow() - PERIODS["received_mails"])


def remind_of_meetings() -> None:
    """What the jobs with a due time should have done already."""
    for number in meetings_to_remind(utcnow()):
        _on_meeting(number, actions.remind_meeting)
    for number in todos_due():
        with transaction():
            remind_todo(outcome=db.session.get_one(MeetingOutcome, number))


def follow_absence(job: Job) -> None:
    with transaction():
        actions.follow_absence(person_id=int(job.payload["person_id"]))


def follow_loss(job: Job) -> None:
    with transaction():
        actions.follow_loss(person_id=int(job.payload["person_id"]))


def tell_of_question(job: Job) -> None:
    """Whom its tags or its department interest; the owner was told that it is theirs."""
    question = db.session.get(Question, int(job.payload["question_id"]))
    if question is not None:
        told = queries.who_was_told(question, ["mentioned"], actions.happening(question))
        people = queries.followers_of_subjects(question) - told - {question.asker_id, question.owner_id}
        _tell("followed_question", people, question, "asked")


def tell_of_answer(job: Job) -> None:
    """Who follows the question and was not told anyway."""
    answer = db.session.get(Answer, int(job.payload["answer_id"]))
    if answer is not None and not answer.is_hidden:
        told = queries.who_was_told(answer.question, ["answer_posted"], str(answer.id))
        told |= queries.who_was_told(answer.question, ["mentioned"], actions.happening(answer))
        people = queries.followers_of(answer.question) - told - {answer.author_id}
        _tell("followed_answer", people, answer.question, str(answer.id))


def tell_of_acceptance(job: Job) -> None:
    """The same for who follows a question that is solved now; not whoever said so, nor the author, who was told."""
    answer = db.session.get(Answer, int(job.payload["answer_id"]))
    if answer is not None and answer.is_accepted:
        did_it = {answer.author_id, queries.who_moved(answer.question, "accept")}
        _tell("followed_accepted", queries.followers_of(answer.question) - did_it, answer.question, str(answer.id))


MENTIONING: dict[str, type[Question] | type[Answer] | type[Comment]] = {
    kind.__name__: kind for kind in (Question, Answer, Comment)
}
TELLS_OF_IT: dict[str, list[str]] = {
    "Question": [],
    "Answer": ["answer_posted", "followed_answer"],
    "Comment": ["comment_posted"],
}


def tell_mentioned(job: Job) -> None:
    """Everybody named in the text as it is now, or in a group of it, whom nothing else told of it."""
    kind, number = str(job.payload["kind"]), int(job.payload["number"])
    thing: Any = db.session.get(MENTIONING[kind], number)
    if thing is None or _is_hidden(thing):
        return
    question, author_id = (thing, thing.asker_id) if kind == "Question" else (thing.question, thing.author_id)
    told = queries.who_was_told(question, TELLS_OF_IT[kind], str(number)) | {author_id}
    told |= {question.owner_id} if kind == "Question" else set()
    readers = queries.readers_among(queries.mentioned_people(thing.body) - told, question)
    for part in _parts(readers):
        with transaction():
            event = actions.happening(thing)
            actions.tell_mentioned(person_ids=part, question=question, event=event, author_id=author_id)


def _is_hidden(thing: Question | Answer | Comment) -> bool:
    """With the answer it stands below."""
    answer = thing.answer if isinstance(thing, Comment) else None
    return thing.is_hidden or (answer is not None and answer.is_hidden)


def _parts(person_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """In short transactions: many may follow one thing."""
    for start in range(0, len(person_ids), TOLD_AT_ONCE):
        yield person_ids[start : start + TOLD_AT_ONCE]


def _tell(kind: str, person_ids: set[int], question: Question, event: str) -> None:
    for part in _parts(queries.readers_among(person_ids, question)):
        with transaction():
            actions.tell_followers(kind=kind, person_ids=part, question=question, event=event)


def escalate() -> None:
    """What the jobs with a due time should have done already; the same actions, so nothing happens twice."""
    for number in unreminded_ownerships():
        _on_ownership(number, actions.remind_owner)
    for number in overdue_ownerships():
        _on_ownership(number, actions.pass_on_overdue)
    for number in absent_owners():
        with transaction():
            actions.follow_absence(person_id=number)


def expire_entries() -> None:
    """Batch by batch, until nothing is left that is over and not in a queue yet."""
    while True:
        with transaction():
            if not actions.mark_expired():
                return


def read_attachment(job: Job) -> None:
    _read(int(job.payload["attachment_id"]))


def _read(number: int) -> None:
    """Slow and done with no transaction open; one that was removed meanwhile is nothing to read."""
    found = db.session.get(Attachment, number)
    if found is None or found.read_at is not None or not found.kind.has_text:
        return
    stored_as, kind = found.stored_as, found.kind
    db.session.rollback()
    text = files.read_text(stored_as, kind)
    with transaction():
        if (found := db.session.get(Attachment, number)) is not None:
            actions.note_text(attachment=found, text=text)


def remove_file(job: Job) -> None:
    files.remove_file(str(job.payload["file"]))


def batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    all_names = iter(names)
    while batch := list(islice(all_names, size)):
        yield batch


def read_the_unread() -> None:
    for number in queries.attachments.unread_documents():
        _read(number)


def forget_orphans() -> None:
    """Files whose form was never finished, then what lies on the disk and nobody knows of."""
    before = utcnow() - UNFINISHED
    with transaction():
        actions.forget_waiting(before=before)
    for names in batched(files.stored_before(before), 500):
        for name in set(names) - queries.attachments.known_files(names):
            files.remove_file(name)
    db.session.rollback()


def purge_index(job: Job) -> None:
    """What was blacked out leaves no word behind: the thing is indexed as it is, then old parts are thrown away."""
    search_index.refresh(str(job.payload["kind"]), [int(job.payload["number"])])
    db.session.rollback()
    search_index.engine().optimise()


def forget_reports() -> None:
    with transaction():
        remove_reports(utcnow() - PERIODS["reports"])


def tend_seals() -> None:
    """Requests that nobody decided lapse; who asked long ago cannot be found out any more."""
    with transaction():
        sealing.expire_unsealings()
    with transaction():
        sealing.forget_seals(after=PERIODS["seals"])


def mend_index() -> None:
    search_index.mend()


def _on_ownership(number: int, action: Callable[..., bool]) -> None:
    """One transaction each: one bad row must not undo the others."""
    with transaction():
        ownership = db.session.scalars(select(Ownership).where(Ownership.id == number)).one_or_none()
        if ownership is not None:
            action(ownership=ownership)


def _on_meeting(number: int, action: Callable[..., None]) -> None:
    with transaction():
        for meeting in get_meetings([number]):
            action(meeting=meeting)


HANDLERS: dict[str, Handler] = {
    "knowledge.index_question": Handler(index_questions, batch=100),
    "knowledge.index_practice": Handler(index_practices, batch=100),
    "knowledge.index_thread": Handler(index_threads, batch=50),
    "knowledge.purge_index": each(purge_index),
    "knowledge.remind_owner": each(remind_owner),
    "knowledge.pass_on": each(pass_on),
    "knowledge.announce_meeting": each(announce_meeting),
    "knowledge.mail_invitation": each(mail_invitation),
    "knowledge.mail_outcome": each(mail_outcome),
    "knowledge.remind_meeting": each(remind_meeting),
    "knowledge.read_attachment": each(read_attachment),
    "knowledge.remove_file": each(remove_file),
    "knowledge.follow_absence": each(follow_absence),
    "knowledge.follow_appointment": each(follow_loss),
    "knowledge.follow_person": each(follow_loss),
    "knowledge.tell_of_question": each(tell_of_question),
    "knowledge.tell_of_answer": each(tell_of_answer),
    "knowledge.tell_of_acceptance": each(tell_of_acceptance),
    "knowledge.tell_mentioned": each(tell_mentioned),
}
NIGHTLY: list[Callable[[], object]] = [
    escalate,
    remind_of_meetings,
    expire_entries,
    forget_orphans,
    read_the_unread,
    tend_seals,
    mend_index,
    forget_reports,
    forget_mails,
]
PERIODIC: list[Callable[[], object]] = [fetch_mail]
NOTICES = notice_kinds.NOTICES
SEARCH_SOURCES: dict[str, Source] = {
    queries.QUESTION_KIND: queries.question_documents,
    PRACTICE_KIND: practice_documents,
    THREAD_KIND: thread_documents,
}
