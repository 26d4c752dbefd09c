"""Filling in a form of a page as a browser without scripts does."""

from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def hidden_fields(markup: str, action: str | None = None) -> dict[str, str]:
    """Names and values of the hidden fields of the page's first posting form (or the one with this action).

    The sign-out form of the header is skipped unless asked for.
    """
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(markup)
    for form in root.iter("form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        if action is None and form.get("action") == "/abmelden":
            continue
        if action is None or form.get("action") == action:
            hidden = (field for field in form.iter("input") if field.get("type") == "hidden")
            return {field.get("name"): field.get("value") or "" for field in hidden}
    raise AssertionError(f"no posting form{' to ' + action if action else ''} on the page")


def submit(
    client: FlaskClient, path: str, *, action: str | None = None, to: str | None = None, **fields: Any
) -> TestResponse:
    """Open `path`, fill in its form and post it to the form's action (default: the page itself)."""
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    data = hidden_fields(page.text, action) | fields
    return client.post(to or action or path, data=data)
