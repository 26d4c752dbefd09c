"""What the import of synonyms reads, and what is wrong with it in sentences."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from core.tables import Rejected, sentence

SHORTEST_GROUP, LARGEST_GROUP, LONGEST_WORD = 2, 50, 60


def N_(text: str) -> str:  # noqa: N802 - the name that extracts
    """Marks a sentence for translation where it stands."""
    return text


REASONS = {
    "not_text": N_("The file is no text in UTF-8 or Windows-1252."),
    "too_few_words": N_("A group needs at least two words, separated by commas."),
    "too_many_words": N_("A group has at most %(max)s words."),
    "word_too_long": N_("A word has at most %(max)s characters."),
    "no_letters": N_("A word needs letters or digits."),
}
FIELD_NAMES: dict[str, Any] = {"words": _l("Words")}


def reason(rejected: Rejected) -> str:
    """The sentence for the person who made the file, in their language."""
    return sentence(rejected, translate=gettext, reasons=REASONS)


def read_groups(data: bytes) -> tuple[list[tuple[int, list[str]]], list[Rejected]]:
    """Groups of words with their lines; empty lines and those that begin with # say nothing."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text or "\ufffd" in text:
        return [], [Rejected(0, "", "", "not_text")]
    groups, rejected = [], []
    for line, content in enumerate(text.splitlines(), 1):
        if not content.strip() or content.lstrip().startswith("#"):
            continue
        words = [" ".join(word.split()) for word in content.split(",") if word.strip()]
        if problem := _problem(words):
            code, params = problem
            rejected.append(Rejected(line, "words", content.strip()[:100], code, params))
        else:
            groups.append((line, words))
    return groups, rejected


def _problem(words: list[str]) -> tuple[str, dict[str, str | int]] | None:
    if len({word.casefold() for word in words}) < SHORTEST_GROUP:
        return "too_few_words", {}
    if len(words) > LARGEST_GROUP:
        return "too_many_words", {"max": LARGEST_GROUP}
    if any(len(word) > LONGEST_WORD for word in words):
        return "word_too_long", {"max": LONGEST_WORD}
    if any(not any(map(str.isalnum, word)) for word in words):
        return "no_letters", {}
    return None
