"""Whatever is written into any field, no script runs in the browser of whoever reads it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests import people
from tests.attacks import ATTACKS
from tests.browser.conftest import Desk, running
from tests.browser.site import Site

LISTS = [
    "/",
    "/fragen",
    "/praxis",
    "/austausch",
    "/treffen",
    "/suche?q=steal",
    "/stichwoerter/siegel",
    "/lotse",
    "/amt",
]
NOTE_THEFT = "window.stolen = []; window.steal = what => window.stolen.push(String(what));"
# Handlers that wait for somebody to point at them are pointed at.
PROVOKE = """() => {
  for (const element of document.querySelectorAll("main *")) {
    for (const kind of ["mouseover", "pointerover", "focus", "focusin", "toggle", "error", "load", "submit"]) {
      if (kind !== "submit" || element.localName !== "form") element.dispatchEvent(new Event(kind));
    }
  }
  const handlers = [...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => /^on/i.test(a.name)));
  const bad = /^[\\s\\u0000-\\u0020]*(javascript|data|vbscript):/i;
  const links = [...document.querySelectorAll("main a, main area, main form, main iframe, main object, main embed")]
    .filter(e => ["href", "action", "src", "data"].some(name => bad.test(e.getAttribute(name) ?? "")));
  return [...window.stolen, ...[...handlers, ...links].map(e => e.outerHTML.slice(0, 200))];
}"""


@pytest.fixture(scope="module")
def besieged() -> Iterator[Site]:
    yield from running("siege")


def test_there_are_enough_attacks() -> None:
    assert len(set(ATTACKS)) >= 200


@pytest.mark.parametrize("key", ["erika", "olga"])
def test_no_script_of_anybody_runs(browser: Browser, besieged: Site, key: str) -> None:
    desk = Desk(browser.new_context(), besieged)
    desk.context.add_init_script(NOTE_THEFT)
    desk.sign_in(f"{key}@stadt.example", people.PASSWORD)
    opened = [path for path in [*LISTS, *besieged.facts["paths"]] if _is_open(desk.page, besieged.address + path)]
    assert set(besieged.facts["paths"]) - set(opened) <= _closed_to(key, besieged.facts["paths"])
    assert not (complaints := desk.watch.take()), "\n".join(complaints)
    desk.context.close()
    assert not (errors := besieged.errors()), "\n".join(errors)


def _is_open(page: Page, address: str) -> bool:
    """Whether this person sees the page; it is searched for anything that ran or could."""
    answer = page.goto(address)
    assert answer is not None
    found = page.evaluate(PROVOKE)
    assert not found, "\n".join([address, *found])
    return answer.ok


def _closed_to(key: str, paths: list[str]) -> set[str]:
    """Employees have no forum and no meetings."""
    return set() if key == "olga" else {path for path in paths if path.startswith(("/austausch", "/treffen"))}


def test_the_watcher_itself_sees_harm(browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script(NOTE_THEFT)
    page.goto("about:blank")
    page.set_content("<main><p onmouseover='steal(1)'>x</p><a href=' javascript:steal(2)'>y</a></main>")
    assert page.evaluate(PROVOKE)[0] == "1"
    assert len(page.evaluate(PROVOKE)) >= 3
    page.close()
