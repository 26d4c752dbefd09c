"""Report and hide: somebody reports a question, the office hides it, its author reads why, and it comes back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk, Seat
from tests.browser.keyboard import tab_to
from tests.browser.test_main_job import ask, wait_for_the_worker

WHY = "Im Text steht die Adresse einer Bürgerin."


def wait_until_gone(desk: Desk, path: str, text: str) -> None:
    for _ in range(40):
        page = desk.open(path)
        if not page.locator("main").get_by_role("link", name=text).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{text!r} stays at {path}")


@pytest.mark.parametrize(("scripts", "thing"), [(True, "Stempelkissen"), (False, "Brieföffner")])
def test_a_question_is_reported_hidden_and_shown_again(seat: Seat, scripts: bool, thing: str) -> None:
    title = f"Darf ich {thing} selbst kaufen?"
    ben = seat("ben", java_script_enabled=scripts)
    ask(ben.open("/fragen/neu"), title)
    address = ben.page.url.removeprefix(ben.site.address)
    emil = seat("emil", java_script_enabled=scripts)
    search = f"/suche?q={thing}"
    wait_for_the_worker(emil, search, title)

    page = emil.open(address)
    link = page.get_by_role("link", name="Melden (die Frage)")
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Meldung absenden").click()
    expect(page.get_by_role("alert")).to_contain_text("Wählen Sie, warum Sie den Beitrag melden.")
    emil.check()
    page.get_by_label("Er enthält personenbezogene Daten").check()
    page.get_by_label("In Ihren Worten").fill("Eine Adresse.")
    page.get_by_role("button", name="Meldung absenden").click()
    expect(page.get_by_role("status")).to_contain_text("was aus Ihrer Meldung wurde")
    emil.check()

    olga = seat("olga", java_script_enabled=scripts)
    desk = olga.open("/amt")
    desk.get_by_role("link", name="Meldungen und Ausblendungen ansehen").click()
    row = desk.get_by_role("listitem").filter(has=desk.get_by_role("link", name=title))
    expect(row).to_contain_text("Eine Adresse.")
    olga.check()
    row.get_by_role("link", name="Beitrag ausblenden").click()
    desk.get_by_label("Ihre Begründung").fill(WHY)
    olga.check()
    desk.get_by_role("button", name="Beitrag ausblenden").click()
    expect(desk.get_by_role("status")).to_contain_text("Der Beitrag ist ausgeblendet")

    wait_for_the_worker(ben, "/ich/mitteilungen", WHY)
    ben.open(address)
    expect(ben.page.locator("main")).to_contain_text("Ausgeblendet von Olga Otto, Amt für Digitalisierung")
    expect(ben.page.locator("main")).to_contain_text(WHY)
    ben.check()
    wait_until_gone(emil, search, title)
    emil.open("/ich/meldungen")
    expect(emil.page.locator("main")).to_contain_text(WHY)
    emil.check()

    desk = olga.open("/amt/meldungen?ansicht=ausgeblendet")
    olga.check()
    row = desk.get_by_role("listitem").filter(has=desk.get_by_role("link", name=title))
    row.get_by_role("link", name="Wieder zeigen").click()
    desk.get_by_label("Ihre Begründung").fill("Die Adresse ist entfernt.")
    desk.get_by_role("button", name="Beitrag wieder zeigen").click()
    expect(desk.get_by_role("status")).to_contain_text("wieder zu sehen")
    wait_for_the_worker(emil, search, title)
    emil.page.get_by_role("link", name=title).click()
    expect(emil.page).to_have_url(re.compile(re.escape(address)))
    emil.check()
