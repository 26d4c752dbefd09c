"""What tests about replies by mail share: mails that come, mails that went, what there is then."""

from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from sqlalchemy import func, select

from core.db import db
from core.mail_in import RawMail
from knowledge import receiving
from knowledge.models import MailOutcome

ADDRESS = "antwort@stadt.example"
Mailbox = Callable[[], list[EmailMessage]]
Run = Callable[[], int]


def reply_address(mailbox: Mailbox, key: str) -> str:
    """That of the newest mail to somebody."""
    return parseaddr(mails_to(mailbox, key)[-1]["Reply-To"])[1]


def mails_to(mailbox: Mailbox, key: str) -> list[EmailMessage]:
    return [mail for mail in mailbox() if f"{key}@stadt.example" in mail["To"]]


def arrive(raw: bytes, **options: Any) -> MailOutcome | None:
    found = receiving.receive(RawMail(raw, **options))
    return found.outcome if found else None


def count(thing: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(thing)) or 0


def plain(mail: EmailMessage) -> str:
    return str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
