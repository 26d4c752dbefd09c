"""Mentions in people's texts: "@" and a name. Works on what the Markdown parser read, so code and links have none."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from markdown_it.token import Token

MOST_MENTIONS: Final = 20
"""Most mentions that are looked up in one text; further ones are plain words."""

MOST_WORDS: Final = 4
"""Longest name, in words."""

_CANDIDATE = re.compile(rf"(?<![\w@/.])@(\w[\w.'’-]*(?: \w[\w.'’-]*){{0,{MOST_WORDS - 1}}})")


def candidates(tokens: Sequence[Token]) -> set[str]:
    """Every run of words after an "@" that may be a name: of "@Pia Petersen weiß", three."""
    found: set[str] = set()
    starts = (match[1] for text in _plain_words(tokens) for match in _CANDIDATE.finditer(text.content))
    for _number, words in zip(range(MOST_MENTIONS), starts, strict=False):
        parts = words.split(" ")
        found |= {" ".join(parts[:count]).rstrip(".'’-") for count in range(1, len(parts) + 1)}
    return found


def mentioned(tokens: Sequence[Token], known: Iterable[str]) -> set[str]:
    """Those of the known names that are mentioned, the longest where several fit."""
    pattern = _pattern(known)
    if pattern is None:
        return set()
    return {match[1] for text in _plain_words(tokens) for match in pattern.finditer(text.content)}


def mark(tokens: Sequence[Token], known: Mapping[str, str]) -> None:
    """Set mentions of known names in bold, or make them links where a name has an address."""
    pattern = _pattern(known)
    if pattern is None:
        return
    for token in tokens:
        if token.children:
            plain = {id(text) for text in _plain_words([token])}
            token.children = [
                piece
                for child in token.children
                for piece in (_pieces(child, pattern, known) if id(child) in plain else [child])
            ]


def _pattern(known: Iterable[str]) -> re.Pattern[str] | None:
    names = sorted(known, key=lambda name: (-len(name), name))
    if not names:
        return None
    return re.compile(rf"(?<![\w@/.])@({'|'.join(map(re.escape, names))})(?![\w-]|\.\w|@)")


def _plain_words(tokens: Sequence[Token]) -> Iterator[Token]:
    """Texts outside of links."""
    for token in tokens:
        depth = 0
        for child in token.children or ():
            depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and depth == 0:
                yield child


def _pieces(text: Token, pattern: re.Pattern[str], known: Mapping[str, str]) -> Iterator[Token]:
    end = 0
    for match in pattern.finditer(text.content):
        yield _text(text.content[end : match.start()], text.level)
        address = known[match[1]]
        kind, tag, attrs = ("link", "a", {"href": address}) if address else ("strong", "strong", {})
        yield Token(f"{kind}_open", tag, 1, attrs=dict(attrs), level=text.level)
        yield _text(match[0], text.level + 1)
        yield Token(f"{kind}_close", tag, -1, level=text.level)
        end = match.end()
    yield _text(text.content[end:], text.level)


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
