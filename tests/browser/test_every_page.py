"""A tour of all pages of the demo city: each readable by everybody, on every screen, without a complaint."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from home.actions import DEMO_PASSWORD
from tests.browser import checks
from tests.browser.conftest import Desk
from tests.browser.pages import MAIN, NO_PAGES, SIGN_INS, VISITOR, Page
from tests.browser.site import Site
from tests.browser.tour import EVERY_PAGE

LOOKS = [(checks.DESKTOP, "light"), (checks.PHONE, "dark")]
OTHER_LOOKS = [(checks.DESKTOP, "dark"), (checks.PHONE, "light")]


def test_the_tour_leaves_no_page_out(whole_app: Flask) -> None:
    rules = [rule for rule in whole_app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    endpoints = {rule.endpoint for rule in rules if ".api_" not in rule.endpoint} - NO_PAGES
    assert endpoints == {page.endpoint for page in EVERY_PAGE if not page.endpoint.startswith("/")}
    assert {page.name for page in EVERY_PAGE} >= MAIN


@pytest.fixture(scope="session")
def visitor_of(browser: Browser, city: Site) -> Iterator[Callable[[str], Desk]]:
    """A desk for each role, signed in once for the whole tour."""
    desks: dict[str, Desk] = {}

    def of(role: str) -> Desk:
        if role not in desks:
            context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin")
            desks[role] = Desk(context, city)
            if role != VISITOR:
                desks[role].sign_in(SIGN_INS[role], DEMO_PASSWORD)
            desks[role].watch.every_visit_is_the_first()
        return desks[role]

    yield of
    for desk in desks.values():
        desk.context.close()


@pytest.mark.parametrize("wanted", EVERY_PAGE, ids=lambda page: page.name)
def test_a_page_is_for_everybody(visitor_of: Callable[[str], Desk], city: Site, wanted: Page) -> None:
    desk = visitor_of(wanted.role)
    page, watch = desk.page, desk.watch
    watch.take()
    watch.bytes = 0
    checks.look(page, checks.DESKTOP, "light")
    answer = page.goto(city.address + city.facts[wanted.name], wait_until="load")
    checks.settle(page)
    assert answer is not None
    assert answer.status == wanted.status
    assert page.url == city.address + city.facts[wanted.name]
    problems = checks.layout_shift(page)
    if watch.bytes > checks.MOST_BYTES:
        problems.append(f"weighs {watch.bytes} bytes")
    for size, scheme in LOOKS + (OTHER_LOOKS if wanted.name in MAIN else []):
        checks.look(page, size, scheme)
        problems += [f"{size[0]} {scheme}: {one}" for one in checks.accessibility(page)]
    checks.look(page, checks.NARROWEST, "light")
    problems += [f"320: {one}" for one in checks.overflow(page)]
    problems += [f"spaced: {one}" for one in checks.clipping_when_spaced(page)]
    problems += watch.take()
    assert not problems, "\n".join(problems)
    assert not (errors := city.errors()), "\n".join(errors)
