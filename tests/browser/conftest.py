"""Fixtures: a browser, a site with the cast, a site with the demo city, people at their desks."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import people
from tests.browser import checks
from tests.browser.site import Site

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


def running(fill: str) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="lotsennetz-browser-") as folder:
        site = Site(Path(folder), fill)
        yield site
        site.stop()


@pytest.fixture(scope="session")
def town() -> Iterator[Site]:
    """The cast with a shelf of questions; tests leave behind what they do."""
    yield from running("town")


@pytest.fixture(scope="session")
def city() -> Iterator[Site]:
    """The demo city; its `facts` are the addresses of all pages."""
    yield from running("city")


class Desk:
    """A person's browser on one of the sites; `watch` hears what its page complains of."""

    def __init__(self, context: BrowserContext, site: Site, *, has_scripts: bool = True) -> None:
        checks.prepare(context)
        self.has_scripts = has_scripts
        self.context, self.site = context, site
        self.page: Page = context.new_page()
        self.watch = checks.Watch(self.page, site.address)

    def open(self, path: str) -> Page:
        self.page.goto(self.site.address + path)
        return self.page

    def sign_in(self, email: str, password: str) -> None:
        self.open("/anmelden")
        self.page.fill("#email", email)
        self.page.fill("#password", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/anmelden" not in url)

    def check(self) -> None:
        """Nothing wrong with what is shown now, nothing complained of on the way here."""
        if not self.has_scripts:
            self.watch.let_scripts_run(True)
        found = checks.everything(self.page, self.watch)
        if not self.has_scripts:
            self.watch.let_scripts_run(False)
        assert not found, "\n".join([self.page.url, *found])


Seat = Callable[..., Desk]


@pytest.fixture
def seat(browser: Browser, town: Site) -> Iterator[Seat]:
    """`seat("erika")` is a browser in which Erika is signed in, `seat()` one of nobody; options as of a context."""
    desks: list[Desk] = []

    def take(key: str = "", **options: object) -> Desk:
        wanted = {
            "viewport": {"width": 1280, "height": 900},
            "locale": "de-DE",
            "timezone_id": "Europe/Berlin",
            "reduced_motion": "reduce",
        } | options
        context = browser.new_context(**wanted)  # type: ignore[arg-type]
        desk = Desk(context, town, has_scripts=bool(wanted.get("java_script_enabled", True)))
        desks.append(desk)
        if key:
            desk.sign_in(f"{key}@stadt.example", people.PASSWORD)
        return desk

    yield take
    complaints = [one for desk in desks for one in desk.watch.take()]
    for desk in desks:
        desk.context.close()
    assert not complaints, "\n".join(complaints)
    assert not (errors := town.errors()), "\n".join(errors)
