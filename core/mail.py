"""Sending one mail, by server, to the console or into a folder; called by the worker alone."""

import logging
import smtplib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from core.config import Settings
from core.db import db, utcnow
from core.errors import brief
from core.outbox import GiveUp, TryLater

SECONDS_TO_WAIT = 20
SECONDS_TO_GREET = 5
logger = logging.getLogger(__name__)


class MailRefused(Exception):
    """The server will never take this mail (a permanent answer); trying again is no use."""


@dataclass(frozen=True)
class Mail:
    """One mail to one person. `reference` names the outbox row: sent twice, it is visibly the same mail."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    reference: str
    unsubscribe_url: str | None = None
    calendar: tuple[str, bytes] | None = None
    """What a calendar program shall do with it (REQUEST or CANCEL), and the event as iCalendar."""
    reply_to: str = ""
    conversation: str = ""
    """What mails have in common that belong together, such as `question-7`."""
    answers: str | None = None
    """The Message-ID of the mail that this one answers by itself, "" for one without; None for all other mails."""


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None: ...

    def greet(self) -> None:
        """Reach whatever takes the mails, without sending one. Raises as `send` does."""


@dataclass(frozen=True)
class SmtpTransport:
    """`smtp://user:password@host:port` (STARTTLS where the server offers it, and always for a password) or `smtps://…`."""

    url: str

    def send(self, message: EmailMessage) -> None:
        with self._signed_in(SECONDS_TO_WAIT) as server:
            _send(server, message)

    def greet(self) -> None:
        with self._signed_in(SECONDS_TO_GREET) as server:
            server.noop()

    @contextmanager
    def _signed_in(self, seconds: float) -> Iterator[smtplib.SMTP]:
        """Certificates are verified, which smtplib leaves out by itself; a password is never sent in the clear."""
        parts, context = urlsplit(self.url), ssl.create_default_context()
        with self._connection(seconds, context) as server:
            is_encrypted = parts.scheme == "smtps"
            server.ehlo()
            if not is_encrypted and server.has_extn("starttls"):
                server.starttls(context=context)
                is_encrypted = True
            if parts.username and not is_encrypted:
                raise smtplib.SMTPNotSupportedError("the server offers no TLS, so the password was not sent")
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server

    def _connection(self, seconds: float, context: ssl.SSLContext) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or 0
        if parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)
        return smtplib.SMTP(host, port, timeout=seconds)


def _send(server: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _reason in error.recipients.values()]
        if all(code >= 500 for code in codes):
            raise MailRefused(f"refused with {codes}") from error
        raise


class ConsoleTransport:
    def send(self, message: EmailMessage) -> None:
        print(message.as_string(), file=sys.stderr, flush=True)

    def greet(self) -> None:
        """Always there."""


@dataclass(frozen=True)
class FolderTransport:
    """Every mail a file; what the demo city and the tests read."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{message['Message-ID'].strip('<>').split('@')[0]}.eml"
        (self.folder / name).write_bytes(message.as_bytes())

    def greet(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)


def init_app(app: Flask, settings: Settings) -> None:
    """Raises ValueError for a MAIL_URL that names no transport."""
    app.extensions["mail"] = transport(settings)


def transport(settings: Settings) -> Transport:
    scheme, _, rest = settings.mail_url.partition(":")
    if scheme in ("smtp", "smtps"):
        return SmtpTransport(settings.mail_url)
    if scheme == "console":
        return ConsoleTransport()
    if scheme == "folder":
        return FolderTransport(settings.instance / rest)
    raise ValueError("MAIL_URL must start with smtp:, smtps:, console: or folder:")


def send(mail: Mail) -> None:
    """Hand a mail over. Raises MailRefused for good, OSError or SMTPException to try again later."""
    outgoing: Transport = current_app.extensions["mail"]
    outgoing.send(compose(mail, current_app.config["LOTSENNETZ"]))


def delivered(mail: Mail, *, job_id: int) -> bool:
    """Hand a mail of the outbox over with no transaction open; True once the server has it.

    Raises GiveUp when it will never take it, so that the administration sees it; TryLater when it is away.
    """
    db.session.rollback()
    try:
        send(mail)
    except MailRefused as refused:
        logger.warning("mail refused for good", extra={"job": job_id, "reason": str(refused)})
        raise GiveUp(f"MailRefused: {refused}") from refused
    except OSError as error:
        if (later := _later(error)) is None:
            raise
        raise later from error
    return True


def _later(error: OSError) -> TryLater | None:
    """None: the server took us and refused this mail for what is in it."""
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500:
        return None
    is_about_this_mail = isinstance(error, smtplib.SMTPDataError | smtplib.SMTPRecipientsRefused)
    return TryLater(brief(error), for_all=not is_about_this_mail)


def refusal(settings: Settings) -> str | None:
    """Why the transport cannot be reached now, in its own words; None when it can."""
    try:
        transport(settings).greet()
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"
    return None


def compose(mail: Mail, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = str(Address(display_name=_one_line(mail.to_name), addr_spec=mail.to_address))
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(utcnow())
    message["Message-ID"] = f"<{mail.reference}@{_domain(settings)}>"
    message["Auto-Submitted"] = "auto-generated" if mail.answers is None else "auto-replied"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    if references := _references(mail, settings):
        message["In-Reply-To"] = references[-1]
        message["References"] = " ".join(references)
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.calendar:
        method, content = mail.calendar
        params = {"method": method, "charset": "utf-8"}
        message.add_alternative(content, maintype="text", subtype="calendar", cte="base64", params=params)
    return message


def _references(mail: Mail, settings: Settings) -> list[str]:
    """All mails of a conversation refer to one that was never sent; so programs show them as one thread."""
    root = [f"<{mail.conversation}@{_domain(settings)}>"] if mail.conversation else []
    return root + ([mail.answers] if mail.answers else [])


def address_of_site(settings: Settings) -> str:
    """The bare address all mails come from."""
    return parseaddr(settings.mail_from)[1]


def _domain(settings: Settings) -> str:
    return address_of_site(settings).rpartition("@")[2] or "localhost"


def _one_line(value: str) -> str:
    """Line breaks in a header would let a title write headers of its own."""
    return " ".join(value.split())
