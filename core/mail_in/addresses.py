"""Signed reply addresses: who may write what to which thing until when, in a form that survives lower case.

`antwort+<token>@stadt.example`. The token is Base32: what is allowed, and the first ten bytes of its HMAC-SHA256 under
the secret key. Whoever has it still has to write from the address of its person; but a sender is easily invented, so
the token is what protects: it goes to nobody else.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.config import Settings

VALID = timedelta(days=30)
SIGNED_BYTES = 10
LONGEST_TOKEN = 60
_DAY_ZERO = date(2020, 1, 1)


class Deed(StrEnum):
    """What becomes of a reply: an answer to a question, a comment on a question or an answer, a post in a thread."""

    ANSWER = "answer"
    COMMENT = "comment"
    REMARK = "remark"
    POST = "post"


_DEEDS = list(Deed)


@dataclass(frozen=True)
class Ticket:
    """This person may do this to the thing of this id; `until` is the last day."""

    person_id: int
    deed: Deed
    number: int
    until: date


def ticket_to(settings: Settings, ticket: Ticket) -> str:
    """The address under which the ticket holds; "" where replies are not switched on."""
    base, _, domain = settings.mail_reply_address.rpartition("@")
    return f"{base}+{_token(settings, ticket)}@{domain}" if base else ""


def ticket_of(settings: Settings, addresses: Iterable[str]) -> Ticket | None:
    """That of the first address that carries one of ours, whether it still holds or not."""
    for token in _tokens(settings, addresses):
        if ticket := _read(settings, token):
            return ticket
    return None


def is_reply_address(settings: Settings, address: str) -> bool:
    """Ours, with whatever token or without one."""
    return _token_of(settings, address) is not None


def _tokens(settings: Settings, addresses: Iterable[str]) -> Iterator[str]:
    yield from (token for address in addresses if (token := _token_of(settings, address)))


def _token_of(settings: Settings, address: str) -> str | None:
    """What stands after the "+", "" without one; None for the addresses of others."""
    base, _, domain = settings.mail_reply_address.lower().rpartition("@")
    local, _, its_domain = address.strip().lower().rpartition("@")
    name, _, token = local.partition("+")
    return token if base and (name, its_domain) == (base, domain) else None


def _token(settings: Settings, ticket: Ticket) -> str:
    days = (ticket.until - _DAY_ZERO).days
    said = bytes([_DEEDS.index(ticket.deed)]) + days.to_bytes(2, "big") + _packed(ticket.person_id)
    said += _packed(ticket.number)
    return base64.b32encode(said + _signature(settings, said)).decode().rstrip("=").lower()


def _read(settings: Settings, token: str) -> Ticket | None:
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    try:
        signed = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except binascii.Error:
        return None
    said, signature = signed[:-SIGNED_BYTES], signed[-SIGNED_BYTES:]
    if not said or not hmac.compare_digest(signature, _signature(settings, said)):
        return None
    person_id, rest = _unpacked(said[3:])
    until = _DAY_ZERO + timedelta(days=int.from_bytes(said[1:3], "big"))
    return Ticket(person_id, _DEEDS[said[0]], _unpacked(rest)[0], until)


def _signature(settings: Settings, said: bytes) -> bytes:
    key = f"reply address {settings.secret_key}".encode()
    return hmac.digest(key, said, hashlib.sha256)[:SIGNED_BYTES]


def _packed(number: int) -> bytes:
    """How many bytes, then the bytes: small numbers make short addresses."""
    written = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([len(written)]) + written


def _unpacked(packed: bytes) -> tuple[int, bytes]:
    size = packed[0] + 1
    return int.from_bytes(packed[1:size], "big"), packed[size:]
