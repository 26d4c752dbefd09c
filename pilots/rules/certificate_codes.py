"""Codes of certificates: how they are made, written and read. Pure.

A code is 17 random symbols of Crockford's base 32 (85 bits) and a check symbol, in three groups: 7K3M9Q-XR2B4V-W8TN5C.
Crockford's check symbols beyond the alphabet do not fit into an address, so codes that would need one are not made.
Source: www.crockford.com/base32.html.
"""

import hashlib
import unicodedata
from collections.abc import Callable
from itertools import count

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 85
SYMBOLS = BITS // 5
GROUP = 6
CHECK_BASE = 37
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
LONGEST_TYPED = 60


def make_code(mark: Callable[[int], str]) -> str:
    """The first code with a check symbol of the alphabet. `mark` gives random words, others for each attempt."""
    for attempt in count():
        value = int.from_bytes(hashlib.sha256(mark(attempt).encode()).digest(), "big") >> (256 - BITS)
        if value % CHECK_BASE < len(ALPHABET):
            return _symbols(value) + ALPHABET[value % CHECK_BASE]
    raise AssertionError("counting never ends")


def read_code(typed: str) -> str | None:
    """As it was made, however it is typed: in small letters, with I for 1, with or without dashes. None: no code."""
    text = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper())).translate(_ALIKE)
    if len(text) != SYMBOLS + 1 or not all(symbol in _VALUES for symbol in text):
        return None
    value = 0
    for symbol in text[:-1]:
        value = value * len(ALPHABET) + _VALUES[symbol]
    return text if value % CHECK_BASE == _VALUES[text[-1]] else None


def written(code: str) -> str:
    """In groups, as people read and type it."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _symbols(value: int) -> str:
    return "".join(ALPHABET[value >> shift & 31] for shift in range(BITS - 5, -1, -5))
