"""Mail that comes in: signed reply addresses, what somebody wrote in a mail, and the mailbox it lies in."""

from core.mail_in.addresses import VALID, Deed, Ticket, is_reply_address, ticket_of, ticket_to
from core.mail_in.mailbox import MailboxAway, refusal, work_through
from core.mail_in.reading import MOST_BYTES, Letter, MailUnreadable, RawMail, SentFile, read_letter
from core.mail_in.words import own_words

__all__ = [
    "MOST_BYTES",
    "VALID",
    "Deed",
    "Letter",
    "MailUnreadable",
    "MailboxAway",
    "RawMail",
    "SentFile",
    "Ticket",
    "is_reply_address",
    "own_words",
    "read_letter",
    "refusal",
    "ticket_of",
    "ticket_to",
    "work_through",
]
