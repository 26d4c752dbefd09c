"""Forms that go wrong: nothing typed is lost, and everybody learns what to do."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.conftest import Seat

LONG_TEXT = "Ein langer Text über Aktenzeichen.\n\nMit einem zweiten Absatz, „Anführung“ und <b>Klammern</b>."


def expect_summary(page: Page) -> None:
    """The summary has focus, the title says it first, each link leads to its field."""
    assert page.title().startswith("Fehler: ")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link")
    assert links.count()
    for link in links.all():
        field = page.locator(link.get_attribute("href") or "")
        link.click()
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
        described = (field.get_attribute("aria-describedby") or "").split()
        assert any(page.locator(f"#{one}").inner_text() for one in described if one.endswith("-error"))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_without_a_title_comes_back_with_its_text(seat: Seat, scripts: bool) -> None:
    erika = seat("erika", java_script_enabled=scripts)
    page = erika.open("/fragen/neu")
    page.get_by_label("Worum geht es?").fill(LONG_TEXT)
    page.get_by_label("Stichwörter").fill("eins, zwei, drei, vier, fünf, sechs")
    page.get_by_role("button", name="Frage stellen").click()
    expect(page.get_by_role("alert")).to_contain_text("Geben Sie einen Titel ein")
    expect_summary(page)
    expect(page.get_by_label("Worum geht es?")).to_have_value(LONG_TEXT)
    expect(page.get_by_label("Stichwörter")).to_have_value("eins, zwei, drei, vier, fünf, sechs")
    erika.check()


def test_an_empty_answer_and_a_wrong_password_are_errors_too(seat: Seat) -> None:
    erika = seat("erika")
    page = erika.open("/fragen/1")
    page.get_by_role("button", name="Antwort veröffentlichen").click()
    expect_summary(page)
    erika.check()

    nobody = seat()
    page = nobody.open("/anmelden")
    page.get_by_label("E-Mail-Adresse").fill("erika@stadt.example")
    page.get_by_label("Passwort", exact=True).fill("geraten")
    page.locator("main").get_by_role("button", name="Anmelden").click()
    assert page.title().startswith("Fehler: ")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value("erika@stadt.example")
    nobody.check()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ends_while_writing_costs_no_word(seat: Seat, scripts: bool) -> None:
    erika = seat("erika", java_script_enabled=scripts)
    page = erika.open("/fragen/neu")
    title = f"Wie lange dauert eine Sitzung {uuid.uuid4().hex[:6]}?"
    page.get_by_label("Ihre Frage in einem Satz").fill(title)
    page.get_by_label("Worum geht es?").fill(LONG_TEXT)
    page.wait_for_load_state("networkidle")  # an answer on its way would bring the cookie back
    erika.context.clear_cookies()
    page.get_by_role("button", name="Frage stellen").click()
    expect(page.locator("main")).to_contain_text("Ihr Text ist noch da")
    erika.check()
    page.get_by_label("E-Mail-Adresse").fill("erika@stadt.example")
    page.get_by_label("Passwort", exact=True).fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="Anmelden").click()
    erika.check()
    page.get_by_role("button", name="Weiter mit meinem Text").click()
    expect(page.get_by_label("Ihre Frage in einem Satz")).to_have_value(title)
    expect(page.get_by_label("Worum geht es?")).to_have_value(LONG_TEXT)
    erika.check()
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url(re.compile(r"/fragen/\d+-"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_draft_survives_a_reload_and_goes_when_it_is_sent(seat: Seat) -> None:
    erika = seat("erika")
    page = erika.open("/fragen/neu")
    page.get_by_label("Ihre Frage in einem Satz").fill("Ein Entwurf, der bleibt")
    page.get_by_label("Worum geht es?").fill(LONG_TEXT)
    page.reload()
    expect(page.get_by_label("Ihre Frage in einem Satz")).to_have_value("Ein Entwurf, der bleibt")
    expect(page.get_by_label("Worum geht es?")).to_have_value(LONG_TEXT)
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url(re.compile(r"/fragen/\d+-"))
    erika.open("/fragen/neu")
    expect(page.get_by_label("Ihre Frage in einem Satz")).to_have_value("")
    expect(page.get_by_label("Worum geht es?")).to_have_value("")


def test_a_draft_goes_with_whoever_signs_out(seat: Seat) -> None:
    erika = seat("erika")
    page = erika.open("/fragen/neu")
    page.get_by_label("Worum geht es?").fill("Bleibt nicht auf dem geteilten Rechner.")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("status")).to_contain_text("abgemeldet")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []
    erika.sign_in("erika@stadt.example", people.PASSWORD)
    erika.open("/fragen/neu")
    expect(page.get_by_label("Worum geht es?")).to_have_value("")
