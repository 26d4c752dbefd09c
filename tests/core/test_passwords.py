"""What is easy to guess, and what is not."""

import time

import pytest

from core.passwords import is_guessable
from tests.people import PASSWORD


@pytest.mark.parametrize(
    "password",
    [
        "passwort1234",
        "Passwort1234!",
        "P-a-s-s-w-o-r-t",
        "hallo1234567",
        "Geheim123456",
        "Willkommen2026",
        "Fru\u0308hling2026!",
        "qwertzuiop12",
        "123456789012",
        "iloveyou1234",
        "Digitallotsin!",
        "Rathaus-2026",
    ],
)
def test_what_everybody_tries_first_is_guessable(password):
    assert is_guessable(password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "vier zufällige wörter hier", "k7#9Qp2!x4Lm", "korrekt pferd batterie", "73-hi-9914-62-hi"]
)
def test_words_in_a_row_and_chance_are_not(password):
    assert not is_guessable(password)


def test_what_is_known_about_a_person_is_guessable():
    assert not is_guessable("Oderbruch-1978x")
    assert is_guessable("Oderbruch-1978x", ["Oderbruch-1978"])


def test_a_long_password_is_judged_in_no_time():
    started = time.process_time()
    is_guessable("Aa1!" * 50)
    assert time.process_time() - started < 2
