"""Sentences for the seeded city, made of its words."""

import random
from collections.abc import Sequence

from bench import words

COMMON_WORDS = 0.1


def text(chance: random.Random, *, sentences: int) -> tuple[str, str]:
    """Markdown of two paragraphs and the HTML that our own renderer makes of it."""
    parts = [" ".join(fill(chance.choice(words.SENTENCES), chance) for _ in range(sentences)) for _ in range(2)]
    # What the renderer makes of plain words (a test holds the two together), since rendering 30,000 takes long.
    return "\n\n".join(parts), "".join(f"<p>{part}</p>\n" for part in parts)


def fill(pattern: str, chance: random.Random) -> str:
    """The sentence with words in its gaps: a few occur all the time and most hardly ever, as in life."""
    verb = chance.choice(words.VERBS)
    named = {"a": _thing(chance), "b": _thing(chance), "s": chance.choice(words.SYSTEMS)}
    return pattern.format(**named, v=verb, v_noun=verb.capitalize())


def _thing(chance: random.Random) -> str:
    if chance.random() < COMMON_WORDS:
        return chance.choice(words.THINGS)
    return _rare(words.AREAS, chance) + _rare(words.PAPERS, chance)


def _rare(listed: Sequence[str], chance: random.Random) -> str:
    return listed[int(len(listed) * chance.random() ** 2)]
