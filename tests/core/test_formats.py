"""Texts as people read them."""

import pytest

from core.formats import nested_quotes


@pytest.mark.parametrize("text", ["„Netzlaufwerk voll“", "“Netzlaufwerk voll”"])
def test_quotes_inside_quotes_become_single_ones(text):
    assert not set(nested_quotes(text)) & set("„“”")
    assert nested_quotes("„Netzlaufwerk voll“") == "‚Netzlaufwerk voll‘"
