"""By keyboard alone: everything is reached, focus is seen, nothing needs a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests import people
from tests.browser.conftest import Seat
from tests.browser.keyboard import tab_to, walk

PLACES = [
    ("", "/anmelden"),
    ("", "/ansicht"),
    ("erika", "/"),
    ("erika", "/fragen"),
    ("erika", "/fragen/neu"),
    ("erika", "/fragen/1"),
    ("erika", "/suche?q=Bescheid"),
    ("erika", "/lotsen"),
    ("erika", "/lotsen/standesamt"),
    ("erika", "/ich"),
    ("erika", "/ich/mitteilungen/einstellungen"),
    ("pia", "/ich/abwesenheiten"),
    ("anna", "/verwaltung/personen"),
    ("anna", "/verwaltung/personen/neu"),
    ("anna", "/verwaltung/import/personen"),
]
SIZES = {"desktop": {"width": 1280, "height": 720}, "phone": {"width": 360, "height": 640}}


@pytest.mark.parametrize("size", SIZES)
def test_every_control_is_reached_and_seen(seat: Seat, size: str) -> None:
    desks = {key: seat(key, viewport=SIZES[size]) for key in dict(PLACES)}
    problems = []
    for key, path in PLACES:
        page = desks[key].open(path)
        problems += [f"{path}: {one}" for one in walk(page)]
    assert not problems, "\n".join(problems)


def test_the_skip_link_comes_first_and_leads_to_the_content(seat: Seat) -> None:
    page = seat("erika").open("/fragen")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_main_job_without_a_mouse(seat: Seat) -> None:
    erika = seat()
    page = erika.open("/anmelden")
    tab_to(page, page.get_by_label("E-Mail-Adresse"))
    page.keyboard.type("erika@stadt.example")
    page.keyboard.press("Tab")
    page.keyboard.type(people.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(erika.site.address + "/")

    box = page.get_by_label("Ihre digitale Frage in Ihren Worten")
    tab_to(page, box)
    page.keyboard.type("Dienstausweis beantragen")
    links = page.locator("#vorschlaege a")
    expect(links.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(box).to_be_focused()
    page.keyboard.type(" neu")
    expect(links.first).to_be_visible()
    tab_to(page, links.first)
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(box).to_be_focused()

    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?*")
    tab_to(page, page.locator("main").get_by_role("link", name="Neue Frage stellen").first)
    page.keyboard.press("Enter")
    title = page.get_by_label("Ihre Frage in einem Satz")
    tab_to(page, title)
    page.keyboard.press("Control+A")
    page.keyboard.type("Wie bekomme ich einen Parkausweis?")
    tab_to(page, page.get_by_label("Worum geht es?"))
    page.keyboard.type("Für den Hof hinter dem Rathaus.")
    tab_to(page, page.get_by_role("button", name="Vorschau"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Vorschau")).to_contain_text("Hof hinter dem Rathaus")
    expect(page.get_by_role("button", name="Vorschau")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Frage stellen")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/fragen/\d+-"))
    erika.check()
