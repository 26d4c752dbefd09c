"""Sealing: nothing is read without the key, in another place, or after a change; the key is made once."""

import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from core.sealing import Marks, SealingUnavailable, blurred, make_key, seal, unseal


@pytest.fixture(autouse=True)
def key(app: Flask, tmp_path: Path):
    """A key of the test's own."""
    before = app.config["LOTSENNETZ"]
    app.config["LOTSENNETZ"] = replace(before, sealing_key_file=str(tmp_path / "keys" / "own.key"))
    yield tmp_path / "keys" / "own.key"
    app.config["LOTSENNETZ"] = before


def test_what_was_sealed_comes_back_where_it_belongs(key):
    make_key()
    sealed = seal(b"17", bound_to="here")
    assert unseal(sealed, bound_to="here") == b"17"
    assert seal(b"17", bound_to="here") != sealed
    with pytest.raises(SealingUnavailable):
        unseal(sealed, bound_to="there")
    with pytest.raises(SealingUnavailable):
        unseal(sealed[:-2] + ("00" if sealed[-2:] != "00" else "01"), bound_to="here")


def test_the_key_is_made_once_and_for_the_site_alone(key):
    make_key()
    first = key.read_text()
    make_key()
    assert key.read_text() == first
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["own.key"]


@pytest.mark.parametrize("content", [None, "", "kein Schlüssel", "abcd"])
def test_without_a_key_nothing_works(key, content):
    make_key()
    sealed = seal(b"17", bound_to="here")
    key.unlink() if content is None else key.write_text(content)
    for use in (lambda: unseal(sealed, bound_to="here"), lambda: Marks("person"), lambda: seal(b"1", bound_to="x")):
        with pytest.raises(SealingUnavailable):
            use()


def test_another_key_opens_nothing(key):
    make_key()
    sealed, mark = seal(b"17", bound_to="here"), Marks("person").of("salt", 17)
    key.unlink()
    make_key()
    with pytest.raises(SealingUnavailable):
        unseal(sealed, bound_to="here")
    assert not Marks("person").fits(mark, "salt", 17)


def test_marks_differ_by_purpose_and_by_every_part(key):
    make_key()
    marks = Marks("person")
    assert marks.fits(marks.of("salt", 17), "salt", 17)
    assert len({marks.of("salt", 17), marks.of("salt", 18), marks.of("other", 17), Marks("mail").of("salt", 17)}) == 4


def test_a_blurred_moment_says_the_hour():
    assert blurred(datetime(2026, 3, 9, 9, 59, 59, 5, tzinfo=UTC)) == datetime(2026, 3, 9, 9, tzinfo=UTC)
