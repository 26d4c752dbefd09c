"""Look first: the office switches it on, a question waits, is read and published, and only then is found."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk, Seat
from tests.browser.keyboard import tab_to
from tests.browser.test_main_job import ask, wait_for_the_worker

WAITS = "vor der Veröffentlichung geprüft"


@contextmanager
def looked_at_first(olga: Desk) -> Iterator[None]:
    """Other tests share the site: afterwards questions are published at once again."""
    page = olga.open("/amt/vorher-pruefen")
    button = page.get_by_role("button", name="Für Fragen einschalten")
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Fragen: werden vorher geprüft")).to_be_visible()
    olga.check()
    try:
        yield
    finally:
        olga.open("/amt/vorher-pruefen").get_by_role("button", name="Für Fragen ausschalten").click()
        expect(page.get_by_role("heading", name="Fragen: erscheinen sofort")).to_be_visible()


@pytest.mark.parametrize(("scripts", "thing"), [(True, "Locher"), (False, "Tacker")])
def test_a_question_waits_until_the_office_has_read_it(seat: Seat, scripts: bool, thing: str) -> None:
    title = f"Wer repariert meinen {thing}?"
    olga, ben, emil = (seat(key, java_script_enabled=scripts) for key in ("olga", "ben", "emil"))
    with looked_at_first(olga):
        ask(ben.open("/fragen/neu"), title)
        expect(ben.page.get_by_role("status")).to_contain_text(WAITS)
        expect(ben.page.locator("main article")).to_contain_text(WAITS)
        ben.check()
        address = ben.page.url.removeprefix(ben.site.address)
        assert emil.context.request.get(emil.site.address + address).status == 404

        desk = olga.open("/amt")
        desk.get_by_role("link", name="Zu prüfende Beiträge ansehen").click()
        row = desk.get_by_role("listitem").filter(has=desk.get_by_role("link", name=title))
        expect(row).to_contain_text("Ben Bauer")
        olga.check()
        row.get_by_role("link", name="Lesen und veröffentlichen").click()
        expect(desk.locator("main")).to_contain_text("Der alte ist kaputt.")
        olga.check()
        desk.get_by_role("button", name="Veröffentlichen").click()
        expect(desk.get_by_role("status")).to_contain_text("Der Beitrag ist veröffentlicht")
        olga.check()

    wait_for_the_worker(ben, "/ich/mitteilungen", f"hat Ihren Beitrag bei „{title}“ veröffentlicht")
    wait_for_the_worker(emil, f"/suche?q={thing}", title)
    emil.page.get_by_role("link", name=title).click()
    expect(emil.page).to_have_url(re.compile(re.escape(address)))
    expect(emil.page.locator("main")).to_contain_text("Amt für Digitalisierung")
    emil.check()
