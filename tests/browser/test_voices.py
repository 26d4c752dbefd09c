"""Saying what one thinks of questions and answers: by keyboard, and with scripts off."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Seat
from tests.browser.keyboard import tab_to

QUESTION = "/fragen/1"


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(name))


@pytest.mark.parametrize(("scripts", "key"), [(True, "ben"), (False, "heike")])
def test_voting_by_keyboard_says_what_holds_and_can_be_taken_back(seat: Seat, scripts: bool, key: str) -> None:
    desk = seat(key, java_script_enabled=scripts)
    page = desk.open(QUESTION)
    for name in (r"^Ich habe dieselbe Frage \(\d+\)", r"^Hilfreich \(\d+\)"):
        press = button(page, name).first
        expect(press).to_have_attribute("aria-pressed", "false")
        before = int(re.findall(r"\d+", press.inner_text())[0])
        tab_to(page, press)
        page.keyboard.press("Enter")
        expect(press).to_have_attribute("aria-pressed", "true")
        expect(press).to_contain_text(f"({before + 1})")
        if scripts:
            expect(press).to_be_focused()
    desk.check()
    expect(button(page, "^Beobachten").first).to_have_attribute("aria-pressed", "true")
    tab_to(page, button(page, r"^Hilfreich \(\d+\)").first)
    page.keyboard.press("Space")
    expect(button(page, r"^Hilfreich \(\d+\)").first).to_have_attribute("aria-pressed", "false")
    desk.check()


@pytest.mark.parametrize(("scripts", "key"), [(True, "emil"), (False, "detlef")])
def test_an_answer_is_voted_for_reported_and_confirmed(seat: Seat, scripts: bool, key: str) -> None:
    desk = seat(key, java_script_enabled=scripts)
    page = desk.open(QUESTION)
    article = page.get_by_role("article", name="Antwort von Paul Pohl")
    article.get_by_role("button", name=re.compile(r"^Hilfreich")).click()
    expect(article.get_by_role("button", name=re.compile(r"^Hilfreich"))).to_have_attribute("aria-pressed", "true")
    article.get_by_role("link", name="Veraltet oder falsch?").click()
    page.get_by_role("button", name="Melden", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Wählen Sie, was mit der Antwort ist.")
    desk.check()
    page.get_by_label("Sie ist veraltet").check()
    page.get_by_label("Was stimmt nicht, und wo steht es richtig?").fill("Seit März gilt das neue Siegel.")
    page.get_by_role("button", name="Melden", exact=True).click()
    expect(article).to_contain_text("Als veraltet gemeldet")
    page.get_by_text("Was bisher geschah").click()
    expect(page.locator("#verlauf")).to_contain_text("Seit März gilt das neue Siegel.")
    desk.check()

    office = seat("olga", java_script_enabled=scripts)
    office.open(QUESTION)
    confirm = office.page.get_by_role("button", name="Als Fachstelle bestätigen").first
    confirm.click()
    expect(confirm).to_have_attribute("aria-pressed", "true")
    expect(office.page.get_by_role("article", name="Antwort von Paul Pohl")).to_contain_text(
        "Von der Fachstelle bestätigt"
    )
    office.check()
    confirm.click()
    expect(confirm).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("scripts", "key"), [(True, "anna"), (False, "pia")])
def test_what_one_follows_stands_in_the_list_and_leaves_it(seat: Seat, scripts: bool, key: str) -> None:
    desk = seat(key, java_script_enabled=scripts)
    page = desk.open("/fragen?stichwort=e-akte")
    follow = page.get_by_role("button", name=re.compile(r"^Beobachten\s?: E-Akte"))
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    desk.check()
    desk.open("/ich/beobachtet")
    desk.check()
    follow.click()
    expect(follow).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Sie beobachten kein Stichwort.")
