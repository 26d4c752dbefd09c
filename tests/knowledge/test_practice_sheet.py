"""The sheet of a practice card: a PDF that a screen reader can read, within what the card's readers may see."""

import io

import pytest
from pypdf import PdfReader

from core import pdf
from tests.knowledge.practising import practise


@pytest.fixture(autouse=True)
def _needs_the_libraries():
    if not pdf.is_available():
        pytest.skip("no Pango on this machine, so pages offer no PDF")
    yield
    pdf.is_available.cache_clear()


def sheet(client, number: int) -> PdfReader:
    response = client.get(f"/praxis/{number}/blatt.pdf")
    assert (response.status_code, response.content_type) == (200, "application/pdf")
    return PdfReader(io.BytesIO(response.data))


def test_the_sheet_says_what_the_card_says_and_where_it_stands(client_of):
    number = practise(title="Urkunden ohne Papier", problem="Zu viel **Papier** im Büro – „täglich“.").id
    erika = client_of("erika")
    found = sheet(erika, number)
    text = " ".join(page.extract_text() for page in found.pages)
    for words in (
        "Urkunden ohne Papier",
        "Zu viel Papier im Büro – „täglich“.",
        "Wir haben eine Vorlage",
        "Vorlage holen",
        "Zwei Tage",
        "Standesamt, Urkundenstelle",
        f"/praxis/{number}-urkunden-ohne-papier",
    ):
        assert words in " ".join(text.split())
    assert len(found.pages) == 1
    assert "Blatt zum Ausdrucken (PDF)" in erika.get(f"/praxis/{number}-urkunden-ohne-papier").text


def test_it_is_tagged_titled_and_in_its_language(client_of):
    found = sheet(client_of("erika"), practise(title="Urkunden ohne Papier").id)
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata.title == "Urkunden ohne Papier"
    assert b"pdfuaid:part" in found.xmp_metadata.stream.get_data()
    assert {"/H1", "/H2", "/P", "/L", "/LI"} <= kinds(root["/StructTreeRoot"])


def kinds(element) -> set[str]:
    """What the tree of tags is made of."""
    below = element.get("/K", [])
    found = {element.get("/S")} - {None}
    for child in below if isinstance(below, list) else [below]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if hasattr(child, "get"):
            found |= kinds(child)
    return found


def test_what_a_card_names_is_opened_neither_outside_nor_on_the_server(client_of, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Geheimwort")
    words = f"![x](file://{secret}) ![y](http://127.0.0.1:9/x.png) <img src='{secret.as_uri()}'>"
    found = sheet(client_of("erika"), practise(problem=words).id)
    assert not any(page.images for page in found.pages)


def test_a_machine_without_the_libraries_offers_none(client_of, monkeypatch):
    card = practise()
    monkeypatch.setattr(pdf, "LIBRARIES", ("no-such-library",))
    pdf.is_available.cache_clear()
    erika = client_of("erika")
    assert erika.get(f"/praxis/{card.id}/blatt.pdf").status_code == 404
    assert "blatt.pdf" not in erika.get(f"/praxis/{card.id}-{card.slug}").text


def test_one_that_takes_too_long_leads_back_with_a_sentence(client_of, monkeypatch):
    card, erika = practise(), client_of("erika")
    monkeypatch.setattr(pdf, "LONGEST_SECONDS", 0.01)
    response = erika.get(f"/praxis/{card.id}/blatt.pdf")
    assert response.status_code == 303
    assert "konnte gerade nicht erstellt werden" in erika.get(response.location).text
