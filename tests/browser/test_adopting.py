"""A practice spreads: one department describes what it did, another adopts it and says what it changed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat


@pytest.mark.parametrize(("scripts", "title"), [(True, "Formulare im Regal"), (False, "Formulare im Netz")])
def test_a_practice_is_described_and_adopted(seat: Seat, scripts: bool, title: str) -> None:
    pia = seat("pia", java_script_enabled=scripts)
    page = pia.open("/praxis/neu")
    page.get_by_label("Das Beispiel in einem Satz").fill(title)
    page.get_by_label("Was war das Problem?").fill("Alle suchten.")
    page.get_by_label("Was haben Sie gemacht?").fill("Wir haben **geordnet**.")
    page.get_by_label("Aufwand", exact=True).select_option("low")
    page.get_by_label("Wirkung", exact=True).select_option("high")
    page.get_by_role("button", name="Entwurf speichern").click()
    page.get_by_role("button", name="Beispiel veröffentlichen").click()
    expect(page.get_by_role("status")).to_contain_text("veröffentlicht")
    pia.check()

    paul = seat("paul", java_script_enabled=scripts)
    page = paul.open("/praxis")
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Wir übernehmen das").click()
    page.get_by_role("button", name="Übernahme eintragen").click()
    page.get_by_role("link", name=re.compile("Als übernommen eintragen")).click()
    page.get_by_label("Was haben Sie geändert?").fill("Nach Farben statt nach Nummern.")
    page.get_by_role("button", name="Als übernommen speichern").click()
    expect(page.locator("main")).to_contain_text("1 Amt hat das übernommen.")
    page.get_by_text("Dasselbe als Tabelle").click()
    expect(page.get_by_role("row", name=re.compile("Kämmerei"))).to_contain_text("Nach Farben")
    paul.check()
