"""The German chain: what counts as the same word, for any text at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.analysis import MAX_QUERY_TERMS, MAX_TERM_LENGTH, fold, query_terms, terms, tokens

# Any code point, lone surrogates and NUL included.
anything = st.text(st.characters(exclude_categories=()))
german = st.text(alphabet="aeioubnrstqßäöüÄÖÜ -.,\u00ad")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("Gebühren", "gebuehren"),
        ("Gebühren", "Gebuhr"),
        ("Öffnungszeiten", "oeffnungszeit"),
        ("Maß\u00adnah\u00adme", "Massnahmen"),
        ("Mu\u0308ller", "Müller"),
        ("Mitarbeiter:innen", "Mitarbeiter"),
        ("Kolleg*innen", "Kollegen"),
        ("ﬁnden", "finden"),
        ("U\u2011Bahn", "U-Bahn"),
        ("Café", "CAFE"),
        ("İstanbul", "istanbul"),
    ],
)
def test_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("neue", "nu"), ("Bauer", "Bar"), ("Quelle", "qulle"), ("Kasse", "Kase"), ("wäre", "Ware")],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_hyphenated_word_is_found_joined_and_by_its_parts() -> None:
    indexed = set(terms("Meine E-Mail-Adresse"))
    for query in ("Emailadresse", "E-Mail", "Email", "Mail", "Adresse", "E-Mail-Adressen"):
        assert indexed & set(query_terms(query)), query
    assert "e" not in indexed


def test_a_question_leaves_only_its_meaning() -> None:
    assert query_terms("Wie bekomme ich für das Bürgerbüro einen neuen Ausweis?") == [
        *terms("bekomme"),
        *terms("Bürgerbüro"),
        *terms("neuen"),
        *terms("Ausweis"),
    ]


@pytest.mark.parametrize("empty", ["", "   ", "?!", "wie ist das", "fuer und für", "\x00", "\ud800"])
def test_nothing_to_look_for(empty: str) -> None:
    assert query_terms(empty) == []


def test_words_that_turn_a_meaning_round_stay() -> None:
    assert query_terms("nicht ohne neue") == [*terms("nicht"), *terms("ohne"), *terms("neue")]


def test_repetition_counts_in_the_index_but_not_in_a_query() -> None:
    assert terms("Ausweis Ausweis") == ["ausweis", "ausweis"]
    assert query_terms("Ausweis Ausweise") == ["ausweis"]


def test_long_input_is_cut() -> None:
    assert [len(term) for term in terms("x" * 100_000)] == [MAX_TERM_LENGTH]
    assert len(query_terms(" ".join(f"wort{number}" for number in range(500)))) == MAX_QUERY_TERMS


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(german)
def test_folding_german_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(anything | german)
def test_query_and_index_agree(text: str) -> None:
    found = terms(text)
    assert query_terms(text) == list(dict.fromkeys(found))[:MAX_QUERY_TERMS]


@given(german)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@given(german)
def test_case_is_no_matter(text: str) -> None:
    assert terms(text.swapcase()) == terms(text)


@given(anything | german)
def test_terms_can_be_stored_anywhere(text: str) -> None:
    for term in terms(text):
        assert 0 < len(term) <= MAX_TERM_LENGTH
        assert not any(char.isspace() or char == "\x00" for char in term)
        term.encode()


@given(anything | german)
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    position = 0
    for token in tokens(text):
        assert position <= token.start < token.end <= len(text)
        assert token.terms
        position = token.end


@pytest.mark.parametrize(
    ("one", "other"), [("Yıldız", "Yildiz"), ("Łukasz", "Lukasz"), ("Sørensen", "Sorensen"), ("Æther", "Aether")]
)
def test_letters_that_carry_no_accent_fold_too(one, other):
    assert fold(one) == fold(other) == fold(fold(one))
