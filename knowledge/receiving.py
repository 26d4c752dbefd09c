"""One mail that came in, from its bytes to what became of it; by the pipe command and the mailbox alike.

Whatever happens, a mail acts once: taken apart with no transaction open, its files kept under its key, and what it
says published together with the note that it was. A crash in between leaves what the next try takes up.
"""

import hashlib
import io
import logging
from datetime import date

from accounts.models import Person
from accounts.queries import get_person
from accounts.sentences import REPLY_HINTS
from core import config, files, mail_in
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed, NotFound
from core.files import FileRefused
from core.mail import address_of_site
from core.mail_in import Letter, RawMail, SentFile, Ticket
from knowledge import actions
from knowledge.actions.mails import Arrival, LeftOut, publish_reply, refuse_reply
from knowledge.keeping import keep_file
from knowledge.models import MailOutcome, ReceivedMail
from knowledge.queries import replies
from knowledge.rules import mails as rules

CODES = {outcome.value for outcome in MailOutcome}
logger = logging.getLogger(__name__)


class NotNow(Exception):
    """What this mail needs is away; the next try may find it."""


def receive(raw: RawMail) -> ReceivedMail | None:
    """Publish it or tell its sender why not; None for one that no person wrote to us.

    Raises only what a later try may mend, such as a database that is away.
    """
    settings = config.current()
    try:
        letter = mail_in.read_letter(raw, most_files=settings.attachments_per_post)
    except mail_in.MailUnreadable:
        _ignore("unreadable")
        return None
    ours = [address for address in letter.recipients if mail_in.is_reply_address(settings, address)]
    ticket = mail_in.ticket_of(settings, ours)
    body = mail_in.own_words(letter.text, hints=REPLY_HINTS) if ticket else ""
    is_reply = ticket is not None and len(body) < len(letter.text.strip())
    if why := rules.why_ignored(letter, sends_itself=_sends_itself(letter), is_for_us=bool(ours), is_reply=is_reply):
        _ignore(why)
        return None
    arrival = Arrival(_key(letter, ticket), letter.senders[0].lower(), letter.message_id)
    found = replies.received_mail(arrival.key) or _handled(letter, body, ticket, arrival)
    logger.info("mail handled", extra={"outcome": found.outcome.value})
    return found


def _handled(letter: Letter, body: str, ticket: Ticket | None, arrival: Arrival) -> ReceivedMail:
    person = _person(ticket)
    outcome = rules.why_refused(ticket, person, sender=arrival.sender, today=_today())
    if ticket is None or person is None or outcome is MailOutcome.OTHER_SENDER:
        return _refused(arrival, outcome or MailOutcome.UNKNOWN_ADDRESS)
    outcome = outcome or rules.why_unfit(letter, body, ticket.deed) or _too_often(person)
    if outcome:
        return _refused(arrival, outcome, ticket, person.id)
    return _published(letter, body, ticket, arrival, person.id)


def _published(letter: Letter, body: str, ticket: Ticket, arrival: Arrival, person_id: int) -> ReceivedMail:
    try:
        left_out = _staged(letter, arrival, person_id)
        with transaction():
            person = get_person(person_id)
            return publish_reply(actor=person, ticket=ticket, arrival=arrival, body=body, left_out=left_out)
    except (NotFound, NotAllowed):
        outcome = MailOutcome.NOT_ALLOWED
    except Conflict as error:
        outcome = MailOutcome(error.code) if error.code in CODES else MailOutcome.NOT_ALLOWED
    return _refused(arrival, outcome, ticket, person_id)


def _staged(letter: Letter, arrival: Arrival, person_id: int) -> list[LeftOut]:
    """Keep its files until what they belong to is published; those that are not taken."""
    room = config.current().attachments_per_post
    left_out = [why for file in letter.files[:room] if (why := _refusal(file, arrival, person_id))]
    return left_out + [_why(file, "too_many_files") for file in letter.files[room:]]


def _refusal(file: SentFile, arrival: Arrival, person_id: int) -> LeftOut | None:
    """Keep one; else why not."""
    try:
        keep_file(get_person(person_id), arrival.submission, io.BytesIO(file.content), file.name)
    except FileRefused as error:
        if error.code == "scanner_silent":
            raise NotNow(error.code) from error
        return _why(file, error.code, **error.details)
    except Conflict as error:
        return _why(file, error.code)
    return None


def _why(file: SentFile, code: str, **details: str | int) -> LeftOut:
    return details | {"name": files.file_name(file.name), "code": code}


def _refused(
    arrival: Arrival, outcome: MailOutcome, ticket: Ticket | None = None, person_id: int | None = None
) -> ReceivedMail:
    with transaction():
        if person_id is not None:
            actions.drop_waiting(actor=get_person(person_id), submission=arrival.submission)
        return refuse_reply(arrival=arrival, outcome=outcome, ticket=ticket, person_id=person_id)


def _too_often(person: Person) -> MailOutcome | None:
    count = replies.count_published(person.id, utcnow() - rules.HOUR)
    return MailOutcome.TOO_OFTEN if count >= rules.MOST_PUBLISHED_AN_HOUR else None


def _person(ticket: Ticket | None) -> Person | None:
    try:
        return get_person(ticket.person_id) if ticket else None
    except NotFound:
        return None


def _sends_itself(letter: Letter) -> bool:
    settings = config.current()
    own = address_of_site(settings).lower()
    return any(one.lower() == own or mail_in.is_reply_address(settings, one) for one in letter.senders)


def _key(letter: Letter, ticket: Ticket | None) -> str:
    """By its Message-ID; two mails of one ID to two addresses are two."""
    named = letter.message_id or letter.text
    return hashlib.sha256("\n".join([named, *letter.senders, str(ticket)]).encode("utf-8", "replace")).hexdigest()


def _today() -> date:
    return utcnow().date()


def _ignore(why: str) -> None:
    db.session.rollback()
    logger.info("mail ignored", extra={"reason": why})
