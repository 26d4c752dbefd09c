"""The passage of a text that shows why it was found, in pieces a template can mark without unsafe HTML."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from core.search.analysis import Token, query_terms, tokens

_SENTENCE_START = re.compile(r"(?<=[.!?:;]) (?=\S)")
_SENTENCE_END = re.compile(r"[.!?](?= |$)")
_MOST_CHARACTERS = 50_000  # of a longer text only the beginning is looked through
_ELLIPSIS = "…"


class Segment(NamedTuple):
    """A piece of text, and whether it is one of the words searched for."""

    text: str
    is_match: bool


def marked(text: str, query: str) -> list[Segment]:
    """Return the whole text in segments; joined they are the text as given."""
    return _segments(text, 0, len(text), _matches(text, query))


def excerpt(text: str, query: str, length: int = 220) -> list[Segment]:
    """Return the passage with most of the query's words, at most `length` characters besides its "…".

    It begins and ends at sentences where that is near, else between words; white space becomes single spaces.
    Without any match it is the beginning of the text.
    """
    flat = " ".join(text[:_MOST_CHARACTERS].split())
    matches = _matches(flat, query)
    start, end = _passage(flat, _densest(matches, length), length)
    segments = _segments(flat, start, end, [match for match in matches if start <= match.start < end])
    before = [Segment(f"{_ELLIPSIS} ", False)] if start > 0 else []
    after = [Segment(f" {_ELLIPSIS}", False)] if end < len(flat) else []
    return before + segments + after


def _matches(text: str, query: str) -> list[Token]:
    wanted = set(query_terms(query))
    return [token for token in tokens(text) if not wanted.isdisjoint(token.terms)]


def _densest(matches: list[Token], length: int) -> int:
    # Different words count before repeated ones, earlier passages before later ones.
    best, best_start = (0, 0), 0
    for position, first in enumerate(matches):
        near = _until(matches[position:], first.start + length * 3 // 4)
        value = len({token.terms for token in near}), len(near)
        if value > best:
            best, best_start = value, first.start
    return best_start


def _until(matches: list[Token], end: int) -> list[Token]:
    near: list[Token] = []
    for token in matches:
        if token.end > end and near:
            break
        near.append(token)
    return near


def _passage(text: str, first_match: int, length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    room = length // 4
    earliest = min(max(first_match - room, 0), len(text) - length)
    start = _start(text, earliest, min(first_match, earliest + room))
    return start, _end(text, start, length)


def _start(text: str, earliest: int, latest: int) -> int:
    """Return the first start of a sentence in this range, or of a word, or the end of the range."""
    if earliest == 0:
        return 0
    sentence = _SENTENCE_START.search(text, earliest - 1, latest)
    if sentence:
        return sentence.end()
    space = text.find(" ", earliest - 1, latest)
    return latest if space < 0 else space + 1


def _end(text: str, start: int, length: int) -> int:
    """Return the last end of a sentence in the last third of the passage, or of a word, or its utmost end."""
    utmost = start + length
    if utmost >= len(text):
        return len(text)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start + length * 2 // 3, utmost)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", start + 1, utmost + 1)
    return utmost if space < 0 else space


def _segments(text: str, start: int, end: int, matches: Iterable[Token]) -> list[Segment]:
    segments, position = [], start
    for match in matches:
        stop = min(match.end, end)
        segments += [Segment(text[position : match.start], False), Segment(text[match.start : stop], True)]
        position = stop
    segments.append(Segment(text[position:end], False))
    return [segment for segment in segments if segment.text]
