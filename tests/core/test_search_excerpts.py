"""Excerpts: the passage that shows why something was found, safe to print piece by piece."""

from hypothesis import given
from hypothesis import strategies as st

from core.search import excerpt, marked

anything = st.text(st.characters(exclude_categories=()))
words = st.lists(st.sampled_from(["Ausweis", "Antrag.", "Gebühr", "im", "Rathaus!", "neu"])).map(" ".join)

FILLER = "Hier steht ein Satz, der mit der Sache wenig zu tun hat. " * 10
PASSAGE = "Den Personalausweis beantragen Sie im Bürgerbüro, die Gebühr zahlen Sie dort."


def joined(segments: list) -> str:
    return "".join(segment.text for segment in segments)


def matches(segments: list) -> list[str]:
    return [segment.text for segment in segments if segment.is_match]


def test_title_is_marked_in_other_forms_of_the_word() -> None:
    segments = marked("Gebühren für den E-Mail-Versand", "gebuehr e-mail")
    assert matches(segments) == ["Gebühren", "E-Mail-Versand"]
    assert joined(segments) == "Gebühren für den E-Mail-Versand"


def test_markup_stays_text_in_its_segment() -> None:
    assert joined(marked("<b>Ausweis</b>", "Ausweis")) == "<b>Ausweis</b>"


def test_passage_with_most_of_the_words_is_chosen() -> None:
    text = f"Die Gebühr. {FILLER}{PASSAGE} {FILLER}"
    segments = excerpt(text, "Gebühr Personalausweis Bürgerbüro")
    assert matches(segments) == ["Personalausweis", "Bürgerbüro", "Gebühr"]
    assert joined(segments).startswith("… ")
    assert joined(segments).endswith(" …")


def test_passage_begins_at_its_sentence() -> None:
    assert PASSAGE in joined(excerpt(f"{FILLER}{PASSAGE} {FILLER}", "Personalausweis"))


def test_passage_ends_between_words() -> None:
    text = "Ausweis " + "Verwaltungsgebäude " * 50
    body = joined(excerpt(text, "Ausweis", 100)).removesuffix(" …")
    assert set(body.split()) == {"Ausweis", "Verwaltungsgebäude"}


def test_without_match_it_is_the_beginning() -> None:
    segments = excerpt(FILLER, "Personalausweis", 60)
    assert matches(segments) == []
    assert joined(segments).startswith("Hier steht ein Satz")


def test_short_text_is_whole_and_on_one_line() -> None:
    assert joined(excerpt("Eins\n\n  zwei", "zwei")) == "Eins zwei"
    assert excerpt("", "zwei") == []


@given(anything, anything)
def test_marking_loses_nothing(text: str, query: str) -> None:
    assert joined(marked(text, query)) == text


@given(anything | words, anything | words, st.integers(1, 300))
def test_excerpt_is_a_short_piece_of_the_text(text: str, query: str, length: int) -> None:
    shown = joined(excerpt(text, query, length)).removeprefix("… ").removesuffix(" …")
    assert len(shown) <= length + 4
    assert shown in " ".join(text.split()) or shown.strip("… ") in " ".join(text.split())


@given(words, st.integers(80, 300))
def test_a_found_word_is_shown(text: str, length: int) -> None:
    assert bool(matches(excerpt(text, "Rathaus", length))) == ("Rathaus" in text)
