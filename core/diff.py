"""Two wordings compared word by word, in pieces a template can mark without unsafe HTML."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_WORD = re.compile(r"\s*\S+|\s+$")
MOST_WORDS = 20_000
"""Of longer texts the whole is shown as taken out and put in: comparing takes more than linear time."""


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    """A run of words. All but the added ones joined are the text before, all but the removed ones the text after."""

    kind: Kind
    text: str


def word_changes(before: str, after: str) -> list[Piece]:
    """What was taken out and put in, in reading order; a word carries the white space before it."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        pieces = [Piece(Kind.REMOVED, before), Piece(Kind.ADDED, after)]
    else:
        pieces = list(_compared(old, new))
    return [piece for piece in pieces if piece.text]


def _compared(old: list[str], new: list[str]) -> Iterator[Piece]:
    for step, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if step == "equal":
            yield Piece(Kind.SAME, "".join(old[start:end]))
            continue
        yield Piece(Kind.REMOVED, "".join(old[start:end]))
        yield Piece(Kind.ADDED, "".join(new[new_start:new_end]))
