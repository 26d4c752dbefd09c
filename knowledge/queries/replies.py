"""What answering the mail about a notice does, and reads about mails that came in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from accounts.models import Notice, Person
from accounts.queries.notices import Replies, ReplyTo, Stands
from core.db import db
from core.errors import NotFound
from core.mail_in import Deed
from knowledge.models import Answer, Comment, MailOutcome, Question, ReceivedMail, Thread
from knowledge.queries.forum import get_thread, thread_path
from knowledge.queries.questions import get_answer, get_question, path_of
from knowledge.queries.sealing import who_asked
from knowledge.rules import can_answer_question, can_comment_question, can_see_answer, can_see_comment, is_owner
from knowledge.rules.forum import can_write_post


def replies_of_owner(notice: Notice) -> ReplyTo | None:
    """Whose turn it is answers; who only learned of it comments."""
    question = _question_of(notice)
    if question and is_owner(notice.person, question) and can_answer_question(notice.person, question):
        return ReplyTo(Deed.ANSWER, question.id, _conversation(question))
    return replies_to_question(notice)


def replies_to_question(notice: Notice) -> ReplyTo | None:
    return _comment(notice.person, _question_of(notice), None)


def replies_to_answer(notice: Notice) -> ReplyTo | None:
    """For kinds whose `event` is the answer's id."""
    return _comment(notice.person, _question_of(notice), _number(notice.event))


def replies_to_comment(notice: Notice) -> ReplyTo | None:
    """For kinds whose `event` is the comment's id: the reply stands on the same thing."""
    comment = db.session.get(Comment, _number(notice.event) or 0)
    question = _question_of(notice)
    return _comment(notice.person, question, comment.answer_id if comment else None)


def replies_to_mention(notice: Notice) -> ReplyTo | None:
    """For the kind whose `event` names what mentions somebody, such as `answer-7`."""
    kind, _, number = notice.event.partition("-")
    if kind == "comment":
        comment = db.session.get(Comment, _number(number) or 0)
        number = str(comment.answer_id or "") if comment else ""
    question = _question_of(notice)
    return _comment(notice.person, question, None if kind == "question" else _number(number))


def replies_to_post(notice: Notice) -> ReplyTo | None:
    thread = db.session.get(Thread, notice.subject_id)
    if thread is None or not can_write_post(notice.person, thread):
        return None
    return ReplyTo(Deed.POST, thread.id, f"thread-{thread.id}")


def _question_of(notice: Notice) -> Question | None:
    """None for who asked it sealed: a reply comes with their address and would bear their name."""
    question = db.session.get(Question, notice.subject_id)
    is_own_sealed = question is not None and question.is_sealed and notice.person_id in who_asked(question)
    return None if is_own_sealed else question


def _comment(person: Person, question: Question | None, answer_id: int | None) -> ReplyTo | None:
    if question is None or not can_comment_question(person, question):
        return None
    answer = db.session.get(Answer, answer_id) if answer_id else None
    if answer_id and (answer is None or answer.is_hidden):
        return None
    deed, number = (Deed.REMARK, answer_id) if answer_id else (Deed.COMMENT, question.id)
    return ReplyTo(deed, number, _conversation(question))


def _conversation(question: Question) -> str:
    return f"question-{question.id}"


def _number(event: str) -> int | None:
    return int(event) if event.isascii() and event.isdigit() else None


REPLIES: dict[str, Replies] = {
    **dict.fromkeys(("question_assigned", "question_reminder", "question_reopened"), replies_of_owner),
    **dict.fromkeys(("followed_question", "question_passed_on", "question_edited"), replies_to_question),
    **dict.fromkeys(("question_closed", "question_duplicate", "duplicate_undone"), replies_to_question),
    **dict.fromkeys(("answer_edited", "answer_outdated", "answer_wrong", "slot_offered"), replies_to_question),
    **dict.fromkeys(("answer_posted", "answer_accepted", "answer_confirmed"), replies_to_answer),
    **dict.fromkeys(("followed_answer", "followed_accepted"), replies_to_answer),
    **dict.fromkeys(("comment_posted", "question_query"), replies_to_comment),
    "mentioned": replies_to_mention,
    "thread_reply": replies_to_post,
    "thread_turned": replies_to_question,
}
"""By kind of notice; the mails of the others ask for no reply."""


def answer_stands(notice: Notice) -> bool:
    """For kinds whose `event` is the answer's id."""
    answer = db.session.get(Answer, _number(notice.event) or 0)
    return answer is None or can_see_answer(notice.person, answer, answer.question)


def comment_stands(notice: Notice) -> bool:
    """For kinds whose `event` is the comment's id; with the answer it stands below."""
    return _comment_stands(notice.person, _number(notice.event))


def mention_stands(notice: Notice) -> bool:
    kind, _, number = notice.event.partition("-")
    if kind == "comment":
        return _comment_stands(notice.person, _number(number))
    answer = db.session.get(Answer, _number(number) or 0) if kind == "answer" else None
    return answer is None or can_see_answer(notice.person, answer, answer.question)


def _comment_stands(person: Person, number: int | None) -> bool:
    comment = db.session.get(Comment, number or 0)
    return comment is None or can_see_comment(person, comment)


STANDS: dict[str, Stands] = {
    **dict.fromkeys(("answer_posted", "followed_answer"), answer_stands),
    **dict.fromkeys(("comment_posted", "question_query"), comment_stands),
    "mentioned": mention_stands,
}
"""By kind of notice: whether what happened was hidden meanwhile."""


@dataclass(frozen=True)
class Answered:
    """What a reply is about, as its writer may see it."""

    title: str
    path: str
    conversation: str


def answered_thing(person: Person, mail: ReceivedMail) -> Answered | None:
    """Where the reply stands or would have stood; None when the person may not see that."""
    try:
        if mail.deed is Deed.POST:
            thread = get_thread(person, mail.number or 0)
            return Answered(thread.title, thread_path(thread.id, thread.title), f"thread-{thread.id}")
        answer = get_answer(person, mail.number or 0) if mail.deed is Deed.REMARK else None
        question = answer.question if answer else get_question(person, mail.number or 0)
    except NotFound:
        return None
    anchor = "#kommentare" if mail.deed is Deed.COMMENT else ""
    if shown := answer.id if answer else mail.post_id if mail.deed is Deed.ANSWER else None:
        anchor = f"#antwort-{shown}"
    return Answered(question.title, path_of(question.id, question.title) + anchor, _conversation(question))


def is_kept_back(mail: ReceivedMail) -> bool:
    """What it says is not to be read by others, now: the office looks at it first."""
    if mail.post_id is None or mail.deed in (None, Deed.POST):
        return False
    is_answer = mail.deed is Deed.ANSWER
    post = db.session.get(Answer, mail.post_id) if is_answer else db.session.get(Comment, mail.post_id)
    return post is not None and post.is_hidden


def received_mail(key: str) -> ReceivedMail | None:
    return db.session.scalars(select(ReceivedMail).where(ReceivedMail.key == key)).one_or_none()


def count_published(person_id: int, since: datetime) -> int:
    """How many replies of this person were published since then."""
    mine = (ReceivedMail.person_id == person_id, ReceivedMail.outcome == MailOutcome.PUBLISHED)
    return db.session.scalar(select(func.count()).where(*mine, ReceivedMail.received_at > since)) or 0


def was_told_why(sender: str, since: datetime) -> bool:
    """Whether this address was told since then why a mail without a valid token was not published.

    Anybody can write in the name of it, so what has a token counts apart.
    """
    told = (ReceivedMail.sender == sender, ReceivedMail.is_told, ReceivedMail.person_id.is_(None))
    return (
        db.session.scalar(select(ReceivedMail.id).where(*told, ReceivedMail.received_at > since).limit(1)) is not None
    )


def count_told_why(person_id: int, since: datetime) -> int:
    """How often this person was told since then why a reply was not published."""
    refused = (ReceivedMail.person_id == person_id, ReceivedMail.outcome != MailOutcome.PUBLISHED)
    told = (*refused, ReceivedMail.is_told, ReceivedMail.received_at > since)
    return db.session.scalar(select(func.count()).where(*told)) or 0


def count_told_strangers(since: datetime) -> int:
    told = (ReceivedMail.person_id.is_(None), ReceivedMail.is_told, ReceivedMail.received_at > since)
    return db.session.scalar(select(func.count()).where(*told)) or 0
