"""The one chain that turns German text into search terms, for the index and the query alike."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import Stemmer

from core.search.stopwords import STOP_WORDS

CHAIN_VERSION = 2
"""Raise it whenever the same text would give other terms: indexes built before are then rebuilt."""

MAX_TERM_LENGTH = 64
MAX_QUERY_TERMS = 48
"""A whole pasted letter may be a query; what comes after its first 48 different terms only costs time."""

_SOFT = "\u00ad\u200b\u200c\u200d\u2060"
_LETTER = rf"[^\W_][\u0300-\u036f{_SOFT}]*"
_INNER = rf"[-\u2010\u2011][{_SOFT}]*"
# "Mitarbeiter:innen", "Bürger*in", "Kolleg_innen" ask for the same people as the word before the mark.
_WORD = re.compile(rf"(?:{_LETTER})+(?:{_INNER}(?:{_LETTER})+)*(?:[:*_/·]-?in(?:nen)?(?![^\W_]))?")
_GENDER = re.compile(r"[:*_/·]-?in(?:nen)?$")
_PLAIN = re.compile(rf"(?:{_LETTER})+(?:-(?:{_LETTER})+)*")
_LONGEST_WORD = 256  # longer runs are encoded data, not words
_DROPPED = dict.fromkeys(map(ord, _SOFT))
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})
# Letters that are no letter with an accent to Unicode, and are written so by those who lack the key.
_BARE = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "a", "œ": "o", "þ": "th"})
_DIGRAPH = re.compile(r"(?:(?<=a)|(?<=o)|(?<=(?<![aeq])u))e+")
_stemmers = threading.local()


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a source text: `source[start:end]`, and the terms it stands for (never empty)."""

    start: int
    end: int
    terms: tuple[str, ...]


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of the text that carry meaning, in order, with their place in the text as given."""
    for match in _WORD.finditer(text):
        found = _terms_of(match.group()[:_LONGEST_WORD])
        if found:
            yield Token(match.start(), match.end(), found)


def terms(text: str) -> list[str]:
    """Return the terms to index, in the order of the text, repeated as often as they occur."""
    return [term for token in tokens(text) for term in token.terms]


def query_terms(text: str) -> list[str]:
    """Return the terms to look for: those of `terms(text)`, each once, at most `MAX_QUERY_TERMS`."""
    found: dict[str, None] = {}
    for token in tokens(text):
        found.update(dict.fromkeys(token.terms))
        if len(found) >= MAX_QUERY_TERMS:
            break
    return list(found)[:MAX_QUERY_TERMS]


def fold(word: str) -> str:
    """Return the word in lower case without accents; ß becomes ss, and ä/ae, ö/oe, ü/ue become a, o, u.

    "ue" stays after a, e and q (Bauer, neue, Quelle). Folding a folded word changes nothing.
    """
    folded = _without_accents(word)
    while (shorter := _without_accents(_DIGRAPH.sub("", folded))) != folded:
        folded = shorter
    return folded


def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_BARE)
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=20_000)
def _terms_of(raw: str) -> tuple[str, ...]:
    clean = unicodedata.normalize("NFKC", raw.translate(_DROPPED)).translate(_HYPHENS).lower()
    found: dict[str, None] = {}
    for word in _PLAIN.findall(_GENDER.sub("", clean.replace("ß", "ss"))):
        found.update((_term(form), None) for form in _forms(word) if form not in STOP_WORDS)
    return tuple(term for term in found if term)


def _forms(word: str) -> list[str]:
    # "e-mail-adresse" -> emailadresse, email, mail, adresse: a single letter is no word but joins the next.
    parts = word.split("-")
    if len(parts) == 1:
        return parts
    joined = [first + second for first, second in pairwise(parts) if len(first) == 1]
    return ["".join(parts), *joined, *(part for part in parts if len(part) > 1)]


def _term(word: str) -> str:
    stem: str = _stemmer().stemWord(fold(word)[:MAX_TERM_LENGTH])
    return stem[:MAX_TERM_LENGTH]


def _stemmer() -> Stemmer.Stemmer:
    # One per thread: the library's objects must not be shared between threads.
    if not hasattr(_stemmers, "german"):
        _stemmers.german = Stemmer.Stemmer("german")
    german: Stemmer.Stemmer = _stemmers.german
    return german
