"""Texts as people read them."""

import pytest

from core.formats import nested_quotes, sort_name


@pytest.mark.parametrize("text", ["„Netzlaufwerk voll“", "“Netzlaufwerk voll”"])
def test_quotes_inside_quotes_become_single_ones(text):
    assert not set(nested_quotes(text)) & set("„“”")
    assert nested_quotes("„Netzlaufwerk voll“") == "‚Netzlaufwerk voll‘"


def test_people_are_sorted_by_their_folded_surname():
    assert sort_name("Dr. Ayşe Yıldız") == "yildiz dr. ayse"
    assert sort_name("Jörg Müller") == sort_name("Joerg Mueller") == "muller jorg"
    assert sort_name("") == ""
