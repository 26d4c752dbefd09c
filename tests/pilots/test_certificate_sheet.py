"""The certificate on paper: a PDF that a screen reader can read, with a code that leads to the check."""

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from core import config, pdf, qr
from core.db import transaction
from pilots.actions.certificates import erase_certificate
from pilots.models import Certificate
from tests.conftest import person
from tests.knowledge.test_practice_sheet import kinds
from tests.pilots.certifying import again, certify, check_path, code


@pytest.fixture(autouse=True)
def _needs_the_libraries():
    if not pdf.is_available():
        pytest.skip("no Pango on this machine, so pages offer no PDF")
    yield
    pdf.is_available.cache_clear()


def sheet(client: FlaskClient, certificate: Certificate) -> PdfReader:
    response = client.get(f"/ich/zertifikate/{certificate.id}/zertifikat.pdf")
    assert (response.status_code, response.content_type) == (200, "application/pdf")
    return PdfReader(io.BytesIO(response.data))


def figures(element) -> list[str]:
    """Alternative texts of the drawings, in reading order."""
    below = element.get("/K", [])
    found = [str(element["/Alt"])] if element.get("/S") == "/Figure" else []
    for child in below if isinstance(below, list) else [below]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if hasattr(child, "get"):
            found += figures(child)
    return found


def test_it_says_who_completed_what_and_how_to_check_it(client_of):
    made = certify(name="Erika Müller-Engel")
    found = sheet(client_of("erika"), made)
    text = " ".join(" ".join(page.extract_text() for page in found.pages).split())
    for words in ("Erika Müller-Engel", "Grundlehrgang", made.number, code(made), "Barrierefreiheit"):
        assert words in text, words
    assert "Digitalakademie@bw" in text
    assert len(found.pages) == 1
    assert sheet(client_of("olga"), made)


def test_it_is_tagged_titled_in_its_language_and_its_drawing_has_words(client_of):
    made = certify()
    root = (found := sheet(client_of("erika"), made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(found.metadata.title).startswith("Zertifikat: Grundlehrgang")
    assert b"pdfuaid:part" in found.xmp_metadata.stream.get_data()
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Figure", "/Link"} <= kinds(root["/StructTreeRoot"])
    assert [words for words in figures(root["/StructTreeRoot"]) if check_path(made) in words]
    fonts = [font.get_object() for page in found.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("/ToUnicode" in font for font in fonts)
    links = [note.get_object() for page in found.pages for note in page.get("/Annots", [])]
    assert [link["/A"]["/URI"] for link in links] == [config.current().base_url + check_path(made)]


def test_the_drawing_carries_its_words_and_nothing_else(app):
    drawn = str(qr.to_svg("https://stadt.example/zertifikat/ABC", title="A & B <c>"))
    assert "<title>A &amp; B &lt;c&gt;</title>" in drawn
    assert "<script" not in drawn
    assert re.search(r'viewBox="0 0 \d+ \d+"', drawn)


def test_there_is_none_of_what_does_not_hold(client_of):
    made = certify()
    olga = client_of("olga")
    assert "zertifikat.pdf" in olga.get(f"/ich/zertifikate/{made.id}").text
    with transaction():
        erase_certificate(actor=person("erika"), certificate=again(made))
    assert olga.get(f"/ich/zertifikate/{made.id}/zertifikat.pdf").status_code == 404
    assert "zertifikat.pdf" not in olga.get(f"/ich/zertifikate/{made.id}").text


def test_a_machine_without_the_libraries_offers_none(client_of, monkeypatch):
    made = certify()
    monkeypatch.setattr(pdf, "LIBRARIES", ("no-such-library",))
    pdf.is_available.cache_clear()
    erika = client_of("erika")
    assert erika.get(f"/ich/zertifikate/{made.id}/zertifikat.pdf").status_code == 404
    assert "zertifikat.pdf" not in erika.get(f"/ich/zertifikate/{made.id}").text


def test_without_its_key_the_page_stays_and_the_paper_waits(client_of, client):
    made = certify()
    typed, key = code(made), config.current().sealing_key_path
    kept = key.read_bytes()
    erika = client_of("erika")
    for damage in (lambda path: path.unlink(), lambda path: Path(path).write_text("ab" * 32)):
        damage(key)
        try:
            page = erika.get(f"/ich/zertifikate/{made.id}")
            assert (page.status_code, typed in page.text) == (200, False)
            assert erika.get(f"/ich/zertifikate/{made.id}/zertifikat.pdf").status_code == 303
            assert client.get(f"/zertifikat/{typed}").status_code == 200
        finally:
            key.write_bytes(kept)
