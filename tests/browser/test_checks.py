"""The checks themselves: each finds what it is there to find."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import checks
from tests.browser.keyboard import walk

FRAME = """<!DOCTYPE html><html lang="de"><head><title>Probe</title><style>{style}</style></head>
<body><main><h1>Probe</h1>{body}</main></body></html>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 400})
    checks.prepare(context)
    yield context.new_page()
    context.close()


def show(page: Page, body: str, style: str = "") -> None:
    text = FRAME.format(body=body, style=style)
    page.route("http://127.0.0.1:1/", lambda route: route.fulfill(content_type="text/html", body=text))
    page.goto("http://127.0.0.1:1/")


def test_a_good_page_has_no_problems(page: Page) -> None:
    show(page, '<p>Text <a href="#x">Weiter</a></p>')
    found = [*checks.everything(page), *checks.layout_shift(page), *checks.clipping_when_spaced(page), *walk(page)]
    assert found == []


def test_grey_on_grey_is_found(page: Page) -> None:
    show(page, '<p style="color: #999; background: #aaa">Kaum zu lesen</p>')
    assert any("color-contrast" in one for one in checks.accessibility(page))


def test_what_is_too_wide_is_found(page: Page) -> None:
    show(page, '<p style="width: 500px">breit</p>')
    assert checks.overflow(page)


def test_a_box_that_does_not_grow_is_found(page: Page) -> None:
    show(page, '<p style="height: 1.2em; line-height: 1.2; overflow: hidden">Titel</p>')
    assert checks.clipping_when_spaced(page)


def test_what_moves_is_found(page: Page) -> None:
    show(page, "<p id=a></p><p>Text, der rutscht</p>")
    checks.settle(page)
    page.evaluate("document.querySelector('#a').style.height = '200px'")
    checks.settle(page)
    page.wait_for_timeout(100)
    assert checks.layout_shift(page)


def test_a_call_to_another_host_and_a_broken_script_are_heard(page: Page) -> None:
    watch = checks.Watch(page, "http://127.0.0.1:1")
    show(page, '<img src="http://127.0.0.2:9/x.png" alt=""><script>nothing.here()</script>')
    page.wait_for_timeout(100)
    heard = " ".join(watch.take())
    assert "called http://127.0.0.2:9/x.png" in heard
    assert "nothing is not defined" in heard


def test_focus_that_cannot_be_seen_or_reached_is_found(page: Page) -> None:
    show(page, "<a href='#x'>unsichtbar</a>", "a:focus { outline: 0 }")
    assert any("no visible focus" in one for one in walk(page))
    show(page, "<a href='#x'>weiter</a>", "body::after { content: ''; position: fixed; inset: 0; background: #fff }")
    assert any("covered" in one for one in walk(page))
