"""What must be true of every page: valid HTML, a language, one h1, unique ids, labelled fields, no inline code."""

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = ("hidden", "submit", "button", "image")


def problems(markup: str) -> list[str]:
    """Empty for a good page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(markup)
    found = [f"invalid HTML at {place}: {code} {details}" for place, code, details in parser.errors]
    return [
        *found,
        *_language(root),
        *_headings(root),
        *_ids(root),
        *_labels(root),
        *_forms(root),
        *_inline(root),
    ]


def _language(root) -> list[str]:
    return [] if root.get("lang") in ("de", "en") else ["<html> has no lang"]


def _headings(root) -> list[str]:
    count = len(list(root.iter("h1")))
    title = "".join(root.find("head/title").itertext()).strip() if root.find("head/title") is not None else ""
    return ([] if count == 1 else [f"{count} h1"]) + ([] if title else ["empty title"])


def _ids(root) -> list[str]:
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    missing = sorted(
        name
        for element in root.iter()
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls")
        for name in (element.get(attribute) or "").split()
        if name not in ids
    )
    return [f"id twice: {name}" for name in doubled] + [f"points at a missing id: {name}" for name in missing]


def _labels(root) -> list[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    return [
        f"field without label: {element.get('name')}"
        for kind in LABELLED
        for element in root.iter(kind)
        if element.get("type") not in UNLABELLED_TYPES
        if element.get("id") not in labelled and not element.get("aria-label") and not element.get("aria-labelledby")
    ]


def _forms(root) -> list[str]:
    return [
        f"form without CSRF token: {form.get('action')}"
        for form in root.iter("form")
        if (form.get("method") or "get").lower() == "post"
        if not any(field.get("name") == "csrf_token" and field.get("value") for field in form.iter("input"))
    ]


def _inline(root) -> list[str]:
    scripts = [element for element in root.iter("script") if not element.get("src")]
    styles = [element for element in root.iter() if element.get("style") or element.tag == "style"]
    handlers = [name for element in root.iter() for name in element.attrib if str(name).startswith("on")]
    return ["inline script"] * len(scripts) + ["inline style"] * len(styles) + [f"inline handler {n}" for n in handlers]
