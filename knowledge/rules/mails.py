"""What becomes of a mail that came in. Pure: everything judged comes in as an argument."""

import re
from datetime import date, timedelta

from accounts.models import Person
from core.mail_in import Deed, Letter, Ticket
from knowledge.models import MailOutcome

MOST_PUBLISHED_AN_HOUR = 30
MOST_TOLD_AN_HOUR = 30
MOST_STRANGERS_TOLD_AN_HOUR = 50
HOUR = timedelta(hours=1)
LONGEST_TEXT = {Deed.ANSWER: 20_000, Deed.COMMENT: 4_000, Deed.REMARK: 4_000, Deed.POST: 20_000}
"""As the forms have it; a test holds the two together."""
SHORTEST = 3
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def why_ignored(letter: Letter, *, sends_itself: bool, is_for_us: bool, is_reply: bool) -> str:
    """Why nothing at all happens, in a word for the log; "" for a mail that a person wrote to us.

    A subject about an absence decides only where the mail is no reply with words of its own to a signed address
    (`is_reply`): it quotes or refers to ours.
    """
    if letter.is_automatic or (letter.speaks_of_absence and not is_reply):
        return "automatic"
    if sends_itself:
        return "own"
    if len(letter.senders) != 1 or not _PLAIN_ADDRESS.fullmatch(letter.senders[0]):
        return "sender"
    return "" if is_for_us else "not_for_us"


def why_refused(ticket: Ticket | None, person: Person | None, *, sender: str, today: date) -> MailOutcome | None:
    """Whether this sender may use this address now; nobody else learns whether it would hold."""
    if ticket is None or person is None:
        return MailOutcome.UNKNOWN_ADDRESS
    if sender.lower() != person.email:
        return MailOutcome.OTHER_SENDER
    if not person.is_active:
        return MailOutcome.BLOCKED
    return MailOutcome.EXPIRED if ticket.until < today else None


def why_unfit(letter: Letter, body: str, deed: Deed) -> MailOutcome | None:
    """Whether there is a text to publish."""
    if letter.is_too_large:
        return MailOutcome.TOO_LARGE
    if letter.is_unreadable:
        return MailOutcome.UNREADABLE
    if sum(character.isprintable() and not character.isspace() for character in body) < SHORTEST:
        return MailOutcome.TOO_SHORT
    return MailOutcome.TOO_LONG if len(body) > LONGEST_TEXT[deed] else None
