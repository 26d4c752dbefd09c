"""A question without a name: asked, asked back, replied to, answered and accepted; nowhere a name."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat

QUESTION = "Wer darf {thing} sehen?"
MASK = "Fragende Person (Name versiegelt)"


def names_nobody(page: Page) -> None:
    """In what the page shows and in what it is made of."""
    assert "Emil" not in page.content()
    assert "emil@" not in page.content()


@pytest.mark.parametrize(("scripts", "thing"), [(True, "meine Akte"), (False, "mein Postfach")])
def test_a_dialogue_without_a_name(seat: Seat, scripts: bool, thing: str) -> None:
    emil, olga, ben = (seat(key, java_script_enabled=scripts) for key in ("emil", "olga", "ben"))
    page = emil.open("/fragen/neu")
    page.get_by_label("Ihre Frage in einem Satz").fill(QUESTION.format(thing=thing))
    page.get_by_label("Worum geht es?").fill("Ich möchte, dass niemand weiß, wer fragt.")
    page.get_by_label("Ohne meinen Namen fragen").check()
    emil.check()
    if scripts:  # what was left half-written must not come back with a name
        page.reload()
        expect(page.get_by_label("Worum geht es?")).to_have_value("Ich möchte, dass niemand weiß, wer fragt.")
        expect(page.get_by_label("Ohne meinen Namen fragen")).to_be_checked()
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url(re.compile(r"/fragen/\d+-"))
    address = page.url.removeprefix(emil.site.address)
    expect(page.locator("main")).to_contain_text("Sie haben diese Frage ohne Ihren Namen gestellt")
    emil.check()

    page = olga.open(address)
    expect(page.locator("main")).to_contain_text("Ohne Namen gefragt")
    names_nobody(page)
    page.get_by_role("link", name="Rückfrage stellen").click()
    page.get_by_label("Was möchten Sie wissen?").fill("Welche genau?")
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_role("status").first).to_contain_text("Rückfrage")

    page = emil.open(address)
    page.get_by_role("link", name="Auf die Rückfrage antworten").click()
    page.get_by_label("Ihr Kommentar").fill("Die in meinem Amt.")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(MASK)
    emil.check()

    page = olga.open(address)
    expect(page.locator("main")).to_contain_text("Die in meinem Amt.")
    expect(page.locator("main")).to_contain_text(MASK)
    names_nobody(page)
    page.get_by_label("Ihre Antwort").fill("Nur, wer dafür zuständig ist.")
    page.get_by_role("button", name="Antwort veröffentlichen").click()
    expect(page.get_by_role("status").first).to_contain_text("veröffentlicht")
    olga.check()

    page = emil.open(address)
    page.get_by_role("button", name="Das hat mir geholfen").click()
    expect(page.locator("main")).to_contain_text("Gelöst")
    page = emil.open("/fragen?ansicht=meine")
    expect(page.locator("main")).to_contain_text(QUESTION.format(thing=thing))

    for desk in (olga, ben):
        page = desk.open(address)
        expect(page.locator("main")).to_contain_text("Ohne Namen gefragt")
        names_nobody(page)
        desk.check()
