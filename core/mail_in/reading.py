"""One mail as it came, taken apart by a process of its own that may fail."""

import base64
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.apart import FailedApart, run_apart
from core.markup import tidy

LONGEST_SECONDS = 15
MOST_BYTES = 30 * 1024 * 1024
HEAD = 256 * 1024
"""So much is read of a mail that cannot be read as a whole, to learn who sent it."""
PROGRAM = Path(__file__).with_name("dissect.py")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")


class MailUnreadable(Exception):
    """It takes too long or too much memory even to learn who sent it, or is no mail at all."""


@dataclass(frozen=True)
class RawMail:
    """A mail as it came. `is_cut`: it is too large, this is its beginning; `recipient`: whom it was delivered to."""

    content: bytes
    is_cut: bool = False
    recipient: str = ""


@dataclass(frozen=True)
class SentFile:
    name: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What somebody sent. `message_id` is "" where the mail has none that may stand in a header.

    One that `is_too_large` or `is_unreadable` has neither text nor files.
    """

    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    message_id: str
    is_automatic: bool
    speaks_of_absence: bool
    is_too_large: bool
    is_unreadable: bool
    text: str
    files: tuple[SentFile, ...]


def read_letter(raw: RawMail, *, most_files: int) -> Letter:
    """Slow: call it with no transaction open. Of more than `most_files` the names alone. Raises MailUnreadable."""
    is_unreadable = False
    try:
        found = {} if raw.is_cut else _dissected(raw.content, str(most_files))
    except MailUnreadable:
        found, is_unreadable = {}, True
    found = found or _dissected(raw.content[:HEAD])
    message_id = found["message_id"]
    return Letter(
        senders=tuple(found["senders"]),
        recipients=(*([raw.recipient] if raw.recipient else []), *found["recipients"]),
        message_id=message_id if _MESSAGE_ID.fullmatch(message_id) else "",
        is_automatic=found["is_automatic"],
        speaks_of_absence=found["speaks_of_absence"],
        is_too_large=raw.is_cut,
        is_unreadable=is_unreadable,
        text=tidy(found["text"]),
        files=tuple(SentFile(one["name"], base64.b64decode(one["content"])) for one in found["files"]),
    )


def _dissected(raw: bytes, *options: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(run_apart(PROGRAM, *options, seconds=LONGEST_SECONDS, given=raw))
    except (FailedApart, ValueError) as error:
        raise MailUnreadable from error
    return found
