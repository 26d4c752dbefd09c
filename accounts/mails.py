"""The mails of the accounts area, in the language of whoever gets them. Words stand in templates/mail/."""

from dataclasses import replace
from typing import Any

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from accounts.models import Digest, LinkPurpose, Notice, OneTimeLink, Person
from accounts.queries.digests import MOST_ITEMS
from accounts.queries.notices import InboxRow, ReplyTo, Subject
from accounts.queries.sign_in import link_token
from accounts.sentences import reply_hint, sentence, words
from core import config, mail_in
from core.db import utcnow
from core.mail import Mail
from core.web import absolute

SETTINGS = "/ich/mitteilungen/einstellungen"
INBOX = "/ich/mitteilungen"


def notice_mail(notice: Notice, subject: Subject, reference: str, reply: ReplyTo | None = None) -> Mail:
    """One happening: what it was, and the way there; with `reply`, what answering it does."""
    address = _reply_address(notice.person, reply) if reply else ""
    with force_locale(notice.person.language):
        text = sentence(InboxRow(notice, subject))
        values = {"sentence": text, "url": absolute(subject.path)}
        values["reply_hint"] = reply_hint(reply.deed) if reply and address else ""
        mail = _mail("notice", notice.person, text, reference, is_notice=True, **values)
    return replace(mail, reply_to=address, conversation=reply.conversation if reply else "")


def _reply_address(person: Person, reply: ReplyTo) -> str:
    """Signed, for this person alone; "" where replies are not switched on."""
    until = utcnow().date() + mail_in.VALID
    return mail_in.ticket_to(config.current(), mail_in.Ticket(person.id, reply.deed, reply.number, until))


def masked_mail(person: Person, reference: str) -> Mail:
    """That there is something new, as a digest says it; what it is about stands on the site alone."""
    with force_locale(person.language):
        title = _digest_title(1)
        return _mail("notice", person, title, reference, is_notice=True, sentence=title, url=absolute(INBOX))


def digest_mail(digest: Digest, rows: list[InboxRow], reference: str) -> Mail:
    """Up to 50 happenings, and how many more there are."""
    with force_locale(digest.person.language):
        items = [(sentence(row), absolute(row.subject.path)) for row in rows[:MOST_ITEMS] if row.subject]
        return _mail(
            "digest",
            digest.person,
            _digest_title(len(rows)),
            reference,
            is_notice=True,
            items=items,
            more=max(len(rows) - MOST_ITEMS, 0),
            url=absolute(INBOX),
        )


def link_mail(link: OneTimeLink, reference: str) -> Mail:
    """The way to a new or first password."""
    path = "passwort" if link.purpose is LinkPurpose.RESET else "einladung"
    token = link_token(link, current_app.config["SECRET_KEY"])
    with force_locale(link.person.language):
        title = (
            _("Set a new password for Lotsennetz")
            if link.purpose is LinkPurpose.RESET
            else _("Your invitation to Lotsennetz")
        )
        return _mail(link.purpose, link.person, title, reference, url=absolute(f"/{path}/{token}"))


def _digest_title(count: int) -> str:
    return str(ngettext("%(num)d new notice in Lotsennetz", "%(num)d new notices in Lotsennetz", count))


def _mail(name: str, person: Person, title: str, reference: str, *, is_notice: bool = False, **values: Any) -> Mail:
    settings_url = absolute(SETTINGS) if is_notice else None
    values |= {"title": title, "language": person.language, "settings_url": settings_url}
    return Mail(
        to_name=person.name,
        to_address=person.email,
        subject=title,
        text=words(f"mail/{name}.txt", **values),
        html=words(f"mail/{name}.html", **values),
        reference=reference,
        unsubscribe_url=settings_url,
    )
