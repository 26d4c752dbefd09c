"""Texts as people read them."""

import pytest

from core.formats import nested_quotes, sort_name, unbroken


@pytest.mark.parametrize("text", ["„Netzlaufwerk voll“", "“Netzlaufwerk voll”"])
def test_quotes_inside_quotes_become_single_ones(text):
    assert not set(nested_quotes(text)) & set("„“”")
    assert nested_quotes("„Netzlaufwerk voll“") == "‚Netzlaufwerk voll‘"


def test_people_are_sorted_by_their_folded_surname():
    assert sort_name("Dr. Ayşe Yıldız") == "yildiz dr. ayse"
    assert sort_name("Jörg Müller") == sort_name("Joerg Mueller") == "muller jorg"
    assert sort_name("") == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Wo steht meine E-Mail?", 'Wo steht meine <span class="nowrap">E-Mai</span>l?'),
        ("E-Mail-Adresse", '<span class="nowrap">E-Mai</span>l-Adresse'),
        ("ä-b und Ö-c", '<span class="nowrap">ä-b</span> und <span class="nowrap">Ö-c</span>'),
        ("IT-Stelle, 3-fach, A- und B, Hand-Akte, x-", "IT-Stelle, 3-fach, A- und B, Hand-Akte, x-"),
        ("<b>E-A & Q", '&lt;b&gt;<span class="nowrap">E-A</span> &amp; Q'),
    ],
)
def test_no_line_ends_behind_the_single_letter_of_a_word(text, wanted):
    assert unbroken(text) == wanted
