"""From the first idea to the office's word: the head nominates, the mail's link leads to the one question, the office
confirms."""

import email
import email.policy
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat

PATIENCE_SECONDS = 30


def link_in_mail(folder: Path, path: str) -> str:
    """The address in the newest mail to Emil that leads to this kind of page; the worker sends it in its own time."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for file in sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns, reverse=True):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            text = mail.get_body(("plain",)).get_content() if "emil@" in mail["To"] else ""  # type: ignore[union-attr]
            if found := re.search(path, text):
                return found.group()
        time.sleep(0.2)
    raise AssertionError("no such mail came")


@pytest.mark.parametrize(
    ("scripts", "kind"), [(True, "Als Digitallotsin oder Digitallotse"), (False, "Stellvertretung")]
)
def test_somebody_is_nominated_agrees_and_is_confirmed(seat: Seat, scripts: bool, kind: str) -> None:
    heike = seat("heike", java_script_enabled=scripts)
    page = heike.open("/vorschlaege")
    page.get_by_role("link", name="Jemanden vorschlagen", exact=True).click()
    page.get_by_label("Wen schlagen Sie vor?").select_option(label="Emil Ernst")
    page.get_by_label(re.compile(kind)).check()
    page.get_by_label(re.compile("Warum diese Person?")).fill("Er erklärt gern und hat Geduld.")
    page.get_by_role("button", name="Vorschlag einreichen").click()
    expect(page.get_by_role("status").first).to_contain_text("Die Person ist gefragt.")
    expect(page.locator("main")).to_contain_text("Emil Ernst ist gefragt und antwortet bis")
    number = page.url.rsplit("/", 1)[1]
    heike.check()

    address = link_in_mail(heike.site.folder / "mail", rf"http\S+/vorschlaege/{number}/zustimmung")
    emil = seat("emil", java_script_enabled=scripts)
    page = emil.open(address.removeprefix(emil.site.address))
    expect(page.locator("main")).to_contain_text("Er erklärt gern und hat Geduld.")
    emil.check()
    page.get_by_role("button", name="Ja, ich bin einverstanden").click()
    expect(page.get_by_role("status").first).to_contain_text("Vielen Dank.")
    emil.check()

    olga = seat("olga", java_script_enabled=scripts)
    page = olga.open("/amt")
    page.get_by_role("link", name="Vorschläge, die auf Sie warten").click()
    page.get_by_role("link", name="Emil Ernst, Ordnungsamt").first.click()
    page.get_by_role("button", name="Vorschlag bestätigen").click()
    expect(page.get_by_role("status").first).to_contain_text("Der Vorschlag ist bestätigt.")
    olga.check()
