"""Mails of the knowledge area: an event for a calendar, what became of a reply. Words stand in templates/mail/."""

from collections.abc import Callable
from dataclasses import replace

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from accounts.models import Person
from accounts.sentences import words
from core.files import FileRefused
from core.formats import format_span
from core.ics import Event, Method, Party, message
from core.mail import Mail, address_of_site
from core.mail_in import Deed
from core.web import absolute
from knowledge.file_words import refusal_text
from knowledge.models import MailOutcome, ReceivedMail
from knowledge.queries.replies import Answered
from knowledge.rules.mails import LONGEST_TEXT
from knowledge.waiting_words import waiting_text


def invitation_mail(person: Person, event: Event, *, is_update: bool, reference: str) -> Mail:
    """Asks the reader's calendar to take the event in, to change it, or to take it out."""
    method = Method.CANCEL if event.is_cancelled else Method.REQUEST
    attendee = Party(person.name, person.email)
    organizer = Party("Lotsennetz", address_of_site(current_app.config["LOTSENNETZ"]))
    with force_locale(person.language):
        event = named(event)
        values = {"language": person.language, "settings_url": None, "event": event}
        values |= {"title": _title(event, is_update), "span": format_span(event.starts_at, event.ends_at)}
        return Mail(
            to_name=person.name,
            to_address=person.email,
            subject=str(values["title"]),
            text=words("mail/event.txt", **values),
            html=words("mail/event.html", **values),
            reference=reference,
            calendar=(method.value, message(method, event, organizer=organizer, attendee=attendee)),
        )


def named(event: Event) -> Event:
    """What has no title that may be read is a consultation hour."""
    return event if event.title else replace(event, title=str(_("Consultation hour")))


def _title(event: Event, is_update: bool) -> str:
    if event.is_cancelled:
        return str(_("Cancelled: %(title)s", title=event.title))
    if is_update:
        return str(_("Changed: %(title)s", title=event.title))
    return str(_("For your calendar: %(title)s", title=event.title))


def outcome_mail(
    mail: ReceivedMail, person: Person | None, about: Answered | None, reference: str, *, is_waiting: bool = False
) -> Mail:
    """Tells the sender of a reply that it is published or why not, and which files were not taken.

    `is_waiting`: the office looks at it before others can read it.
    """
    language = person.language if person else "de"
    with force_locale(language):
        title = _("Your post is looked at first") if is_waiting else _outcome_title(mail)
        values = {
            "language": language,
            "settings_url": None,
            "title": title,
            "why": waiting_text() if is_waiting else _OUTCOMES[mail.outcome](mail),
            "about": about,
            "url": absolute(about.path) if about else "",
            "left_out": [_left_out(dict(one)) for one in mail.left_out],
        }
        return Mail(
            to_name=person.name if person else "",
            to_address=person.email if person else mail.sender,
            subject=title,
            text=words("mail/outcome.txt", **values),
            html=words("mail/outcome.html", **values),
            reference=reference,
            conversation=about.conversation if about else "",
            answers=mail.message_id,
        )


def _outcome_title(mail: ReceivedMail) -> str:
    if mail.outcome is not MailOutcome.PUBLISHED or mail.deed is None:
        return str(_("Your reply was not published"))
    titles = {
        Deed.ANSWER: _("Your answer is published"),
        Deed.COMMENT: _("Your comment is published"),
        Deed.REMARK: _("Your comment is published"),
        Deed.POST: _("Your post is published"),
    }
    return str(titles[mail.deed])


_OUTCOMES: dict[MailOutcome, Callable[[ReceivedMail], str]] = {
    MailOutcome.PUBLISHED: lambda _mail: _(
        "Please look whether everything arrived as you meant it. If you did not write it, tell the Office for"
        " Digitalisation at once."
    ),
    MailOutcome.UNKNOWN_ADDRESS: lambda _mail: _(
        "The address you wrote to is not one of ours, or a part of it is missing. Reply to an e-mail of Lotsennetz"
        " without changing its address, or write in Lotsennetz itself."
    ),
    MailOutcome.EXPIRED: lambda _mail: _(
        "E-mails of Lotsennetz can be replied to for 30 days, and this one was older. Write in Lotsennetz itself."
    ),
    MailOutcome.OTHER_SENDER: lambda _mail: _(
        "You wrote from another address than the one our e-mail went to. Reply from the address that Lotsennetz"
        " knows, and do not pass such e-mails on for others to reply to."
    ),
    MailOutcome.BLOCKED: lambda _mail: _(
        "Your account is blocked. Ask the administration of Lotsennetz if you think that this is a mistake."
    ),
    MailOutcome.TOO_LARGE: lambda _mail: _(
        "The e-mail is larger than 30 MB. Send it again with smaller files or none, or write in Lotsennetz itself."
    ),
    MailOutcome.UNREADABLE: lambda _mail: _(
        "The e-mail could not be read. Send it again as plain text, or write in Lotsennetz itself."
    ),
    MailOutcome.TOO_SHORT: lambda _mail: _(
        "We found no text of yours in it. Write at least three characters above the quoted text."
        " Encrypted e-mails cannot be read."
    ),
    MailOutcome.TOO_LONG: lambda mail: _(
        "Your text is too long. Shorten it to %(max)d characters.", max=LONGEST_TEXT[mail.deed or Deed.COMMENT]
    ),
    MailOutcome.TOO_OFTEN: lambda _mail: _(
        "Many replies from you arrived within an hour. Send this one again later, or write in Lotsennetz itself."
    ),
    MailOutcome.NOT_ALLOWED: lambda _mail: _(
        "What you replied to does not exist any more, or you may not write there now. Look at it in Lotsennetz."
    ),
    MailOutcome.TAKES_NO_ANSWERS: lambda _mail: _(
        "The question was ended meanwhile and takes no more answers. Have it reopened and send your reply again."
    ),
    MailOutcome.TAKES_NO_POSTS: lambda _mail: _("The thread was locked meanwhile and takes no more posts."),
}

_NOT_TAKEN: dict[str, Callable[[], str]] = {
    "too_many_files": lambda: _("There are more files than one text can carry."),
    "person_quota": lambda: _("Your files take all the room you have. Remove some or ask the office."),
    "total_quota": lambda: _("There is no room for files any more. Tell the office."),
}


def _left_out(file: dict[str, str | int]) -> str:
    """A file that was not taken and why, as the pages say it."""
    name, code = str(file.pop("name")), str(file.pop("code"))
    return f"{name}: {_NOT_TAKEN[code]()}" if code in _NOT_TAKEN else refusal_text(FileRefused(code, **file), name)
