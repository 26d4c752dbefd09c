"""What the administration does: people, appointments, absences, imports."""

import uuid
from datetime import timedelta

from playwright.sync_api import FilePayload, Page, expect

from core.db import utcnow
from tests.browser.conftest import Seat

HEAD = "email;name;department;roles\n"


def test_a_new_person_is_invited_appointed_and_away(seat: Seat) -> None:
    anna = seat("anna")
    name = f"Nora {uuid.uuid4().hex[:6].title()}"
    page = anna.open("/verwaltung/personen/neu")
    page.get_by_role("button", name="Konto anlegen und einladen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    anna.check()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-Mail-Adresse").fill(f"{name.split()[1].lower()}@stadt.example")
    page.get_by_label("Amt (freiwillig)").select_option(label="60 Bauamt")
    page.get_by_role("button", name="Konto anlegen und einladen").click()
    expect(page.get_by_role("status")).to_contain_text("Das Konto ist angelegt, die Einladung ist unterwegs.")
    anna.check()
    person = page.url

    anna.open("/verwaltung/aemter")
    page.get_by_role("link", name="Bauamt").click()
    page.get_by_role("link", name="Jemanden benennen").click()
    page.get_by_label("Name oder E-Mail-Adresse").fill(name)
    page.locator("main form").get_by_role("button").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Benennen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    anna.check()
    page.get_by_label("Grund, falls").fill("Hat schon in einer anderen Stadt als Lotsin gearbeitet.")
    page.get_by_role("button", name="Benennen").click()
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(name)
    anna.check()

    page.goto(person + "/abwesenheit" if not person.endswith("/") else person)
    page.get_by_label("Erster Tag").fill(utcnow().date().isoformat())
    page.get_by_label("Letzter Tag").fill((utcnow().date() + timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Abwesenheit eintragen").click()
    expect(page.get_by_role("status")).to_contain_text("Die Abwesenheit ist eingetragen.")
    anna.check()


def test_an_import_shows_what_it_would_do_before_it_does(seat: Seat) -> None:
    anna = seat("anna")
    name = f"Ida {uuid.uuid4().hex[:6].title()}"
    row = f"{name.split()[1].lower()}@stadt.example;{name};20;employee\n"

    page = anna.open("/verwaltung/import/personen")
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    anna.check()

    _choose(page, HEAD + row + "ohne-amt@stadt.example;Otto Ohne;999;employee\n")
    expect(page.locator("main")).to_contain_text("Es wurde nichts geändert")
    expect(page.get_by_role("table")).to_contain_text("999")
    anna.check()

    anna.open("/verwaltung/import/personen")
    _choose(page, HEAD + row)
    expect(page.locator("main")).to_contain_text("Die Datei ist in Ordnung.")
    anna.check()
    page.get_by_role("button", name="Jetzt übernehmen").click()
    expect(page.get_by_role("status")).to_contain_text("1 neu")
    anna.check()
    anna.open("/verwaltung/personen")
    page.locator("main form").get_by_role("searchbox").first.fill(name)
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("main").get_by_role("link", name=name)).to_be_visible()


def _choose(page: Page, text: str) -> None:
    file: FilePayload = {"name": "personen.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("main input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Datei prüfen").click()
