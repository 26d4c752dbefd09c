"""A question that becomes a talk: offered, booked, and what came of it published as the answer."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core.db import utcnow
from core.formats import LOCAL
from tests import people
from tests.browser.conftest import Seat

QUESTION = "Warum findet mein Rechner {thing} nicht?"


@pytest.mark.parametrize(("scripts", "thing", "days"), [(True, "den Scanner", 3), (False, "das Lesegerät", 4)])
def test_a_slot_is_booked_from_a_question(seat: Seat, scripts: bool, thing: str, days: int) -> None:
    pia = seat("pia", java_script_enabled=scripts)
    page = pia.open("/sprechstunden/neu")
    page.get_by_label("Tag", exact=True).fill(str((utcnow().astimezone(LOCAL) + timedelta(days=days)).date()))
    page.get_by_label("Von", exact=True).fill("10:00")
    page.get_by_label("Bis", exact=True).fill("11:00")
    page.get_by_label("Ort oder Link").fill("Standesamt, Zimmer 4")
    pia.check()
    page.get_by_role("button", name="Sprechstunde anbieten").click()
    expect(page.get_by_role("heading", name="Sprechstunde von Pia Petersen")).to_be_visible()

    erika = seat(java_script_enabled=scripts)
    erika.sign_in("erika@stadt.example", people.PASSWORD)
    page = erika.open("/fragen/neu")
    page.get_by_label("Ihre Frage in einem Satz").fill(QUESTION.format(thing=thing))
    page.get_by_label("Worum geht es?").fill("Ich habe schon alles versucht.")
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url(re.compile(r"/fragen/\d+-"))
    address = page.url.removeprefix(erika.site.address)
    page.get_by_role("link", name="In einer Sprechstunde darüber sprechen").click()
    erika.check()
    page.get_by_label(re.compile("10:20 bis 10:40 Uhr, bei Pia Petersen")).first.check()
    page.get_by_role("button", name="Termin buchen").click()
    expect(page.get_by_role("status").first).to_contain_text("Der Termin gehört Ihnen")
    expect(page.locator("main")).to_contain_text("Standesamt, Zimmer 4")
    erika.check()

    page = pia.open(address)
    expect(page.locator("main")).to_contain_text("gibt es einen Gesprächstermin")
    page.get_by_role("link", name="Termin ansehen").click()
    expect(page.locator("main")).to_contain_text("Erika Engel")
    pia.check()
    page = erika.open(address)
    page.get_by_role("link", name="Termin ansehen").click()
    page.get_by_role("button", name="Termin zurückgeben").click()
    expect(page.get_by_role("status").first).to_contain_text("Der Termin ist wieder frei")
    erika.check()
