"""The main job: ask, see who answers and until when, get an answer, say that it helped, be found by others."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.conftest import Desk, Seat

QUESTION = "Wie bestelle ich einen {thing} für mein Büro?"
BODY = "Der alte ist kaputt. Ich habe schon im **Intranet** gesucht."
ANSWER = "Rufen Sie die **Hausdienste** an, sie bringen ihn am nächsten Tag."


def wait_for_the_worker(desk: Desk, path: str, text: str) -> None:
    """Notices and search follow in a moment, when the worker has done its job."""
    for _ in range(40):
        page = desk.open(path)
        if page.locator("main").get_by_text(text).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{text!r} does not appear at {path}")


def ask(page: Page, title: str) -> None:
    page.get_by_label("Ihre Frage in einem Satz").fill(title)
    page.get_by_label("Worum geht es?").fill(BODY)
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url(re.compile(r"/fragen/\d+-"))


@pytest.mark.parametrize(("scripts", "thing"), [(True, "Aktenvernichter"), (False, "Laminiergerät")])
def test_a_question_finds_its_answer_and_the_answer_its_readers(seat: Seat, scripts: bool, thing: str) -> None:
    title = QUESTION.format(thing=thing)
    erika = seat(java_script_enabled=scripts)
    erika.sign_in("erika@stadt.example", people.PASSWORD)
    page = erika.page
    page.get_by_label("Ihre digitale Frage in Ihren Worten").fill("Bescheid digital unterschreiben")
    page.get_by_role("button", name="Antworten finden").click()
    expect(page.get_by_role("link", name="Wie unterschreibe ich einen Bescheid digital?")).to_be_visible()
    erika.check()

    page.get_by_role("link", name="Neue Frage stellen").click()
    expect(page.get_by_label("Ihre Frage in einem Satz")).to_have_value("Bescheid digital unterschreiben")
    expect(page.locator("main")).to_contain_text("Pia Petersen")
    ask(page, title)
    expect(page.get_by_role("status")).to_contain_text("Pia Petersen")
    expect(page.get_by_role("complementary")).to_contain_text("Pia Petersen")
    expect(page.locator("main")).to_contain_text(re.compile(r"bis (Mo|Di|Mi|Do|Fr), \d+\. \w+, \d\d:\d\d Uhr"))
    erika.check()
    address = page.url.removeprefix(erika.site.address)

    pia = seat("pia", java_script_enabled=scripts)
    wait_for_the_worker(pia, "/ich/mitteilungen", title)
    pia.page.locator("main").get_by_text(title).first.click()
    pia.page.wait_for_url("**" + address)
    pia.page.get_by_label("Ihre Antwort").fill(ANSWER)
    pia.page.get_by_role("button", name="Vorschau").click()
    expect(pia.page.get_by_role("region", name="Vorschau").locator("strong")).to_have_text("Hausdienste")
    expect(pia.page.get_by_label("Ihre Antwort")).to_have_value(ANSWER)
    expect(pia.page.locator("[id^=antwort-] .prose")).to_have_count(0)
    pia.check()
    pia.page.get_by_role("button", name="Antwort veröffentlichen").click()
    expect(pia.page.get_by_role("article", name="Antwort von Pia Petersen")).to_contain_text("am nächsten Tag")
    pia.check()

    wait_for_the_worker(erika, "/ich/mitteilungen", title)
    erika.open(address)
    page.get_by_role("button", name="Das hat mir geholfen").click()
    expect(page.get_by_role("article", name="Antwort von Pia Petersen")).to_contain_text("Angenommene Antwort")
    erika.check()

    emil = seat("emil", java_script_enabled=scripts)
    wait_for_the_worker(emil, f"/suche?q={thing} bestellung büro kaputte", title)
    emil.check()
    emil.page.get_by_role("link", name=title).click()
    expect(emil.page.locator("main")).to_contain_text("Gelöst")


def test_similar_questions_appear_while_typing_and_leave_the_focus_alone(seat: Seat) -> None:
    erika = seat("erika")
    box = erika.page.get_by_label("Ihre digitale Frage in Ihren Worten")
    box.press_sequentially("Abwesenheitsnotiz einrichten", delay=5)
    suggestions = erika.page.locator("#vorschlaege")
    link = suggestions.get_by_role("link", name=re.compile("Abwesenheitsnotiz"))
    expect(link).to_be_visible()
    expect(suggestions.get_by_role("status")).to_contain_text(re.compile(r"\d+ ähnlicher? Eintr"))
    expect(box).to_be_focused()
    erika.check()
    link.click()
    expect(erika.page.get_by_role("heading", level=1)).to_contain_text("Abwesenheitsnotiz")


def test_who_types_something_new_is_told_that_there_is_nothing_similar(seat: Seat) -> None:
    erika = seat("erika")
    erika.open("/fragen/neu")
    erika.page.get_by_label("Ihre Frage in einem Satz").press_sequentially("Quittenmarmelade", delay=5)
    expect(erika.page.locator("#aehnliche").get_by_role("status")).to_have_text("Keine ähnlichen Einträge")


def test_withdrawing_asks_first_in_a_dialog_with_the_safe_choice_in_focus(seat: Seat) -> None:
    erika = seat("erika")
    page = erika.open("/fragen/neu")
    ask(page, "Wie gieße ich die Pflanzen im Flur?")
    withdraw = page.get_by_role("link", name="Zurückziehen")
    withdraw.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-close]")).to_be_focused()
    erika.check()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(withdraw).to_be_focused()
    withdraw.click()
    dialog.get_by_role("button").first.click()
    expect(page.get_by_role("status")).to_contain_text("zurückgezogen")
    erika.check()


def test_the_main_job_at_four_hundred_percent(seat: Seat) -> None:
    """1280 × 1024 enlarged four times leaves 320 × 256."""
    erika = seat("erika", viewport={"width": 320, "height": 256})
    page = erika.page
    erika.check()
    page.get_by_label("Ihre digitale Frage in Ihren Worten").fill("Rollcontainer für den Flur")
    page.get_by_role("button", name="Antworten finden").click()
    page.get_by_role("link", name="Neue Frage stellen").first.click()
    ask(page, "Wo gibt es einen Rollcontainer für den Flur?")
    erika.check()
    expect(page.get_by_role("status")).to_contain_text("Pia Petersen")
