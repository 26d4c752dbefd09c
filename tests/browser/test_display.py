"""Colours and language: chosen by form, kept, and stronger than what the device wishes."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.conftest import Seat
from tests.browser.keyboard import tab_to

# A canvas turns any notation of a colour into its red, green and blue.
BRIGHTNESS = """() => {
  const paint = document.createElement("canvas").getContext("2d");
  paint.fillStyle = getComputedStyle(document.body).backgroundColor;
  paint.fillRect(0, 0, 1, 1);
  const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
  return (red + green + blue) / 3;
}"""


# Beginnings of words such as "E-Mail" whose hyphen ends a line of the heading.
TORN = """() => {
  const heading = document.querySelector("h1");
  const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  const letters = [];
  while (texts.nextNode()) {
    for (let at = 0; at < texts.currentNode.length; at++) {
      const range = document.createRange();
      range.setStart(texts.currentNode, at);
      range.setEnd(texts.currentNode, at + 1);
      letters.push({ letter: range.toString(), top: range.getBoundingClientRect().top });
    }
  }
  const isTorn = (one, at) => one.letter === "-" && letters[at - 1].letter === "E" && letters[at + 1].top > one.top;
  return letters.filter(isTorn).length;
}"""


def is_light(page: Page) -> bool:
    return bool(page.evaluate(BRIGHTNESS) > 128)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_theme_is_chosen_kept_and_stronger_than_the_device(seat: Seat, scripts: bool) -> None:
    erika = seat("erika", java_script_enabled=scripts)
    page = erika.open("/fragen")
    checks.look(page, checks.DESKTOP, "light")
    assert is_light(page)
    for label, scheme, wanted in (("Dunkel", "light", False), ("Hell", "dark", True)):
        page.get_by_role("link", name="Ansicht").click()
        page.get_by_label(label).check()
        page.get_by_role("button", name="Änderungen speichern").click()
        page.wait_for_url(erika.site.address + "/fragen")
        checks.look(page, checks.DESKTOP, scheme)
        assert is_light(page) is wanted
        erika.check()


def test_the_chosen_theme_reads_well_on_the_main_pages(seat: Seat) -> None:
    erika = seat("erika")
    for theme, scheme in (("dark", "light"), ("light", "dark")):
        erika.context.add_cookies([{"name": "theme", "value": theme, "url": erika.site.address}])
        for path in (
            "/",
            "/fragen",
            "/fragen/neu",
            "/fragen/1",
            "/lotsen",
            "/lotsen/standesamt",
            "/ich",
            "/suche?q=Akte",
        ):
            page = erika.open(path)
            checks.look(page, checks.PHONE, scheme)
            erika.check()


def test_the_language_changes_where_one_is_and_is_kept(seat: Seat) -> None:
    erika = seat("erika")
    page = erika.open("/fragen?status=open")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions")
    expect(page).to_have_url(erika.site.address + "/fragen?status=open")
    erika.check()
    erika.open("/lotsen")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_forced_colours_and_print_hide_nothing_that_matters(seat: Seat) -> None:
    erika = seat("erika")
    page = erika.open("/fragen/1")
    page.emulate_media(forced_colors="active")
    assert page.evaluate("getComputedStyle(document.querySelector('main svg')).visibility") == "visible"
    page.emulate_media(forced_colors="none", media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Hauptmenü")).to_be_hidden()


def test_the_rarer_links_fold_on_a_phone_and_open_by_keyboard_without_scripts(seat: Seat) -> None:
    page = seat("olga", java_script_enabled=False, viewport={"width": 360, "height": 780}).open("/treffen")
    menu = page.get_by_role("navigation", name="Hauptmenü")
    more, link = menu.get_by_text("Mehr: Treffen"), menu.get_by_role("link", name="Verwaltung")
    expect(link).to_be_hidden()
    tab_to(page, more)
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    tab_to(page, link)
    page.set_viewport_size({"width": 1280, "height": 780})
    page.goto(page.url)
    expect(more).to_be_hidden()
    expect(link).to_be_visible()


def test_no_line_of_a_heading_ends_inside_e_mail(seat: Seat) -> None:
    page = seat("erika").open("/fragen/neu")
    page.get_by_label("Ihre Frage in einem Satz").fill("E-Mail oder E-Akte, E-Mail oder E-Akte, E-Mail oder E-Akte?")
    page.get_by_label("Worum geht es?").fill("Wohin damit?")
    page.get_by_role("button", name="Frage stellen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("E-Akte")
    for width in (*range(320, 520, 4), checks.PHONE[0]):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate(TORN) == 0, width
        assert checks.overflow(page) == []
