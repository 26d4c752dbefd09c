"""Keeping knowledge true: the same question asked in other words, and an answer whose ground has changed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.test_main_job import wait_for_the_worker

SHREDDER = "Wer holt die Tonne mit den geheimen {thing} ab?"
ALIAS = "Wohin mit vertraulichem {thing}?"


@pytest.mark.parametrize(("scripts", "thing"), [(True, "Altpapieren"), (False, "Datenträgern")])
def test_a_duplicate_leads_to_the_answer_and_is_found_in_its_own_words(seat: Seat, scripts: bool, thing: str) -> None:
    ben = seat("ben", java_script_enabled=scripts)
    first = ask(ben, SHREDDER.format(thing=thing), "Die Tonne im Keller ist voll.")
    second = ask(ben, ALIAS.format(thing=thing.removesuffix("en")), "Es liegt bei uns im Flur herum.")

    paul = seat("paul", java_script_enabled=scripts)
    page = paul.open(second)
    page.get_by_role("link", name="Als Dublette kennzeichnen").click()
    page.get_by_label("Wörter der früheren Frage").fill("geheimen Tonne")
    page.get_by_role("search", name="Frühere Frage suchen").get_by_role("button").click()
    paul.check()
    page.get_by_label("Oder Nummer oder Adresse einer anderen Frage").fill(first)
    page.get_by_role("button", name="Als Dublette kennzeichnen").click()
    expect(page.get_by_role("status").first).to_contain_text("führt zur anderen Frage")
    expect(page.get_by_role("heading", level=1)).to_have_text(SHREDDER.format(thing=thing))
    paul.check()

    page = ben.open(second)
    page.wait_for_url("**" + first)
    expect(page.get_by_text("Auch einmal mit anderen Worten gefragt")).to_be_visible()
    words = ALIAS.format(thing=thing.removesuffix("en")).removesuffix("?")
    wait_for_the_worker(ben, f"/suche?q={words.replace(' ', '+')}", SHREDDER.format(thing=thing))
    ben.check()


def ask(desk, title: str, body: str) -> str:
    page = desk.open("/fragen/neu")
    page.get_by_label("Ihre Frage in einem Satz").fill(title)
    page.get_by_label("Worum geht es?").fill(body)
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url(re.compile(r"/fragen/\d+-"))
    return str(page.url.removeprefix(desk.site.address))


@pytest.mark.parametrize(("scripts", "number"), [(True, 2), (False, 4)])
def test_a_change_puts_the_answer_into_the_queue_and_one_click_takes_it_out(
    seat: Seat, scripts: bool, number: int
) -> None:
    cause = f"Fachverfahren {number}"
    olga = seat("olga", java_script_enabled=scripts)
    page = olga.open("/anlaesse/neu")
    page.get_by_label("Name", exact=True).fill(cause)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", name=cause)).to_be_visible()
    page = olga.open(f"/fragen/{number}")
    page.get_by_role("link", name=re.compile("Gültigkeit und Anlässe")).click()
    page.get_by_label(cause).check()
    page.get_by_label("Wer prüft das?").select_option(label="Paul Pohl")
    page.get_by_role("button", name="Änderungen speichern").click()
    olga.check()

    olga.open("/anlaesse").get_by_role("link", name=cause).click()
    page.get_by_role("link", name="Änderung eintragen").click()
    page.get_by_label("Was ist neu?").fill("Die Maske heißt jetzt anders.")
    page.get_by_role("button", name="Änderung eintragen").click()
    olga.check()

    erika = seat("erika", java_script_enabled=scripts)
    erika.open(f"/fragen/{number}")
    expect(erika.page.locator("main")).to_contain_text("Die Maske heißt jetzt anders.")
    erika.check()
    paul = seat("paul", java_script_enabled=scripts)
    page = paul.open("/lotse")
    queue = page.get_by_role("region", name="Zu prüfen")
    expect(queue).to_contain_text("Die Maske heißt jetzt anders.")
    paul.check()
    queue.get_by_role("button", name=re.compile("^Noch gültig")).first.click()
    expect(page.get_by_role("status").first).to_be_visible()
    paul.check()
    page = paul.open("/lotse")
    expect(page.get_by_role("region", name="Zu prüfen")).not_to_contain_text("Die Maske heißt jetzt anders.")
    erika.open(f"/fragen/{number}")
    expect(erika.page.locator("main")).not_to_contain_text("Die Maske heißt jetzt anders.")
