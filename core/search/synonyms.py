"""Words that mean the same: which other terms a query may be met by."""

from collections.abc import Iterable, Sequence

from core.search.analysis import query_terms

Phrase = tuple[str, ...]


class Synonyms:
    """Groups of words or phrases, any of which stands for the others of its group."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._by_first: dict[str, list[tuple[Phrase, dict[Phrase, str]]]] = {}
        for group in groups:
            phrases = {tuple(query_terms(word)): word for word in group}
            for phrase in filter(None, phrases):
                others = {other: word for other, word in phrases.items() if other and other != phrase}
                self._by_first.setdefault(phrase[0], []).append((phrase, others))

    def alternatives(self, wanted: Sequence[str]) -> dict[str, list[Phrase]]:
        """For terms of a query the phrases that may stand in their place; a phrase of the query must be whole."""
        found: dict[str, list[Phrase]] = {}
        for phrase, others in self._met(wanted):
            for term in phrase:
                found.setdefault(term, []).extend(others)
        return found

    def widened(self, query: str) -> str:
        """The query and the other words for what it says: to mark what was found by them."""
        words = [word for _phrase, others in self._met(query_terms(query)) for word in others.values()]
        return " ".join([query, *words])

    def _met(self, wanted: Sequence[str]) -> list[tuple[Phrase, dict[Phrase, str]]]:
        present = set(wanted)
        return [
            (phrase, others)
            for term in wanted
            for phrase, others in self._by_first.get(term, ())
            if present.issuperset(phrase)
        ]
