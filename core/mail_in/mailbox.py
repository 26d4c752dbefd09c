"""The mailbox that replies come to, read by IMAP; a mail stays unread until what it says is kept."""

import fcntl
import imaplib
import logging
import os
import re
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from core.config import Settings
from core.mail_in.reading import HEAD, MOST_BYTES, RawMail

SECONDS_TO_WAIT = 20
MOST_AT_ONCE = 50
PATIENCE_SECONDS = 24 * 60 * 60
FAILED = "mailbox-failed"
logger = logging.getLogger(__name__)


class MailboxAway(Exception):
    """The server cannot be reached, does not let us in or lacks the folder; its words may go into the log."""


def work_through(settings: Settings, handle: Callable[[RawMail], object]) -> int:
    """Give every unread mail to `handle` and put it away when that returns; how many were put away.

    One that raises stays unread and comes after all others the next time; when it fails again a day after it came,
    it is flagged for a person to look at. Does nothing while another process of this machine is at it; two at once
    would do no harm. Raises MailboxAway.
    """
    if not settings.imap_host:
        return 0
    with _alone(settings) as is_alone, _opened(settings) if is_alone else _nothing() as box:
        return sum(_is_done(settings, box, number, handle) for number in _unread(settings, box)) if box else 0


def refusal(settings: Settings) -> str | None:
    """Why the mailbox cannot be read now; None when it can or none is set."""
    try:
        if settings.imap_host:
            with _opened(settings):
                pass
    except MailboxAway as error:
        return str(error)
    return None


@contextmanager
def _opened(settings: Settings) -> Iterator[imaplib.IMAP4]:
    try:
        box = _connected(settings)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(f"{type(error).__name__}: {error}") from error
    try:
        _checked(box.login(settings.imap_user, settings.imap_password))
        _checked(box.select(_quoted(settings.imap_folder)))
        yield box
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(f"{type(error).__name__}: {error}") from error
    finally:
        _leave(box)


def _connected(settings: Settings) -> imaplib.IMAP4:
    """Certificates are verified; a password goes in the clear only where the settings say so."""
    host, port, context = settings.imap_host, settings.imap_port, ssl.create_default_context()
    if settings.imap_tls == "tls":
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=SECONDS_TO_WAIT)
    box = imaplib.IMAP4(host, port, timeout=SECONDS_TO_WAIT)
    if settings.imap_tls == "starttls":
        try:
            box.starttls(context)
        except (OSError, imaplib.IMAP4.error):
            _hang_up(box)
            raise
    return box


def _leave(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error):
        _hang_up(box)


def _hang_up(box: imaplib.IMAP4) -> None:
    """A connection that failed on the way to being encrypted is closed already."""
    with suppress(OSError):
        box.shutdown()


def _unread(settings: Settings, box: imaplib.IMAP4) -> list[bytes]:
    """The oldest first; those that failed come last, the one that was tried last at the very end."""
    found = bytes(_checked(box.uid("SEARCH", "UNSEEN"))[0] or b"").split()
    there = set(found)
    failed = [number for number in _failed(settings) if number in there]
    _note_failed(settings, failed)
    places = {number: place for place, number in enumerate(failed)}
    return sorted(found, key=lambda number: places.get(number, -1))[:MOST_AT_ONCE]


def _is_done(settings: Settings, box: imaplib.IMAP4, number: bytes, handle: Callable[[RawMail], object]) -> bool:
    raw = _fetched(box, number)
    if not raw.content:
        return False
    try:
        handle(raw)
    except Exception as error:
        _note_failure(settings, box, number, error)
        return False
    _put_away(settings, box, number)
    return True


def _note_failure(settings: Settings, box: imaplib.IMAP4, number: bytes, error: Exception) -> None:
    """Without its trace: the words of an error may quote the mail."""
    logger.error("mail was not handled", extra={"reason": type(error).__name__})
    failed = _failed(settings)
    _note_failed(settings, [*(one for one in failed if one != number), number])
    if number in failed and time.time() - _came_at(box, number) >= PATIENCE_SECONDS:
        _checked(box.uid("STORE", number.decode(), "+FLAGS", r"(\Seen \Flagged)"))


def _failed(settings: Settings) -> list[bytes]:
    """Which mails an earlier try left; in a file, because each try may be a process of its own."""
    with suppress(FileNotFoundError):
        return (settings.instance / FAILED).read_bytes().split()
    return []


def _note_failed(settings: Settings, numbers: Sequence[bytes]) -> None:
    """Losing it does no harm: it changes only in which order mails are tried."""
    (settings.instance / FAILED).write_bytes(b"\n".join(numbers))


def _came_at(box: imaplib.IMAP4, number: bytes) -> float:
    """When the server took it in; now where it does not say."""
    came = imaplib.Internaldate2tuple(_literal(box, number, "INTERNALDATE"))
    return time.mktime(came) if came else time.time()


def _fetched(box: imaplib.IMAP4, number: bytes) -> RawMail:
    """The mail; of one that is too large as much as tells who sent it."""
    is_cut = _size_in(_literal(box, number, "RFC822.SIZE")) > MOST_BYTES
    return RawMail(_literal(box, number, f"BODY.PEEK[]<0.{HEAD}>" if is_cut else "BODY.PEEK[]"), is_cut=is_cut)


def _literal(box: imaplib.IMAP4, number: bytes, what: str) -> bytes:
    """What the server sends for one mail; b"" for one that is gone."""
    for part in _checked(box.uid("FETCH", number.decode(), f"({what})")):
        if isinstance(part, tuple):
            return bytes(part[1])
        if isinstance(part, bytes) and what.encode() in part:
            return part
    return b""


def _size_in(line: bytes) -> int:
    found = re.search(rb"RFC822\.SIZE (\d{1,12})", line)
    return int(found.group(1)) if found else 0


def _put_away(settings: Settings, box: imaplib.IMAP4, number: bytes) -> None:
    """Read, and in the folder for what is done where there is one."""
    name, folder = number.decode(), settings.imap_done_folder
    _checked(box.uid("STORE", name, "+FLAGS", r"(\Seen)"))
    if not folder:
        return
    if b"MOVE" in bytes(_checked(box.capability())[0]).upper().split():
        _checked(box.uid("MOVE", name, _quoted(folder)))
        return
    _checked(box.uid("COPY", name, _quoted(folder)))
    _checked(box.uid("STORE", name, "+FLAGS", r"(\Deleted)"))
    box.expunge()


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    said, found = answer
    if said != "OK":
        raise imaplib.IMAP4.error(" ".join(str(one) for one in found)[:200])
    return found


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    """Whether nobody else on this machine reads the mailbox now; the system lets go when a process dies."""
    door = os.open(settings.instance / "mailbox-lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(door)


@contextmanager
def _nothing() -> Iterator[None]:
    yield None
