"""Which words of a text give their author a hint. Pure: everything judged comes in as an argument."""

import re
from collections.abc import Iterable, Sequence

from accounts.models import Actor


def can_curate_hints(person: Actor) -> bool:
    return person.is_office


def words_met(texts: Iterable[str], words: Iterable[str]) -> Sequence[str]:
    """Those of the words that stand in one of the texts as whole words, whatever their case, in their own order."""
    whole = " \n ".join(" ".join(text.casefold().split()) for text in texts)
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", whole)]
