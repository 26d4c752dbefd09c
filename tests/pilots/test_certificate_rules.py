"""Codes, names, days and the machine of certificates, without a database."""

import secrets
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict
from pilots.models import CertificateState as State
from pilots.models import Standing
from pilots.rules.certificate_codes import ALPHABET, BITS, make_code, read_code, written
from pilots.rules.certificates import MACHINE, is_same_name, last_day

VALID, EXPIRED, REVOKED, REPLACED, ANONYMISED = State
SEEDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


def code_of(seed: str) -> str:
    return make_code(lambda attempt: f"{seed}-{attempt}")


@given(SEEDS)
def test_a_code_is_read_however_it_is_typed(seed) -> None:
    code = code_of(seed)
    assert len(code) == 18
    assert set(code) <= set(ALPHABET)
    sloppy = written(code).lower().replace("-", " – ").replace("1", "l").replace("0", "o")
    for typed in (code, written(code), sloppy, f"  {code}. ", written(code).replace("1", "I")):
        assert read_code(typed) == code


@given(SEEDS, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_noticed(seed, place, symbol) -> None:
    code = code_of(seed)
    wrong = code[:place] + symbol + code[place + 1 :]
    assert (read_code(wrong) is None) is (wrong != code)


@given(SEEDS, st.integers(0, 16))
def test_two_neighbours_that_swapped_places_are_noticed(seed, place) -> None:
    code = code_of(seed)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (read_code(swapped) is None) is (swapped != code)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_code_or_none(typed) -> None:
    found = read_code(typed)
    assert found is None or (len(found) == 18 and read_code(written(found)) == found)


def test_codes_have_so_many_bits_and_do_not_repeat() -> None:
    assert BITS >= 80
    assert len({code_of(secrets.token_hex(16)) for _ in range(2000)}) == 2000
    assert {code_of(secrets.token_hex(16))[0] for _ in range(2000)} == set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "-", "U" * 18, "2026-00001", "0" * 17, "0" * 19, "🙂" * 18, "0" * 17 + "U"])
def test_what_is_no_code(typed) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize(
    ("typed", "printed", "same"),
    [
        ("Erika Engel", "Erika Engel", True),
        ("  erika   ENGEL ", "Erika Engel", True),
        ("Jürgen Müller", "Jürgen Müller", True),
        ("Juergen Mueller", "Jürgen Müller", True),
        ("Jurgen Muller", "Jürgen Müller", True),
        ("Ju\u0308rgen Mu\u0308ller", "Jürgen Müller", True),
        ("Gross", "Groß", True),
        ("Anna Lena Meyer-Schmidt", "Anna-Lena Meyer Schmidt", True),
        ("Yildiz Ayse", "Ayşe Yıldız", False),
        ("Ayse Yildiz", "Ayşe Yıldız", True),
        ("Erika", "Erika Engel", False),
        ("Erika Engels", "Erika Engel", False),
        ("", "Erika Engel", False),
        ("---", "Erika Engel", False),
        ("", "", False),
        ("-", "", False),
    ],
)
def test_a_name_is_the_same_however_it_is_typed(typed, printed, same) -> None:
    assert is_same_name(typed, printed) is same


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        (date(2026, 3, 10), 24, date(2028, 3, 9)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2026, 3, 10), None, None),
    ],
)
def test_the_last_day(issued, months, last) -> None:
    assert last_day(issued, months) == last


STEPS = {
    "issue_certificate": ({None}, VALID, {Standing.OFFICE, Standing.SYSTEM}),
    "expire_certificate": ({VALID}, EXPIRED, {Standing.SYSTEM}),
    "revoke_certificate": ({VALID}, REVOKED, {Standing.OFFICE}),
    "replace_certificate": ({VALID}, REPLACED, {Standing.OFFICE}),
    "anonymise_certificate": ({VALID}, ANONYMISED, {Standing.PERSON, Standing.OFFICE, Standing.SYSTEM}),
}


@pytest.mark.parametrize("origin", [None, *State])
@pytest.mark.parametrize("name", STEPS)
def test_every_step_from_every_state(name, origin) -> None:
    origins, target, _ = STEPS[name]
    if origin in origins:
        assert MACHINE.target(name, origin) is target
    else:
        with pytest.raises(Conflict):
            MACHINE.target(name, origin)


def test_who_takes_which_step() -> None:
    assert {step.name: step.who for step in MACHINE.steps} == {name: who for name, (_, _, who) in STEPS.items()}
