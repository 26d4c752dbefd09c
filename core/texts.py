"""Texts that many rows of a page share: translated as Jinja's own does, but looked up and drawn once."""

from collections.abc import Hashable, MutableMapping
from typing import Any

from flask import Flask, g
from flask.templating import Environment
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from markupsafe import Markup

MOST_KEPT = 10_000
MOST_DRAWN = 4_000
"""Pieces of pages that are kept, of about a kilobyte each."""
ONE_AND_MANY = ("de", "en")
"""Languages with two forms, one of them for 1 alone."""
_kept: dict[tuple[str, str], Markup] = {}
_kept_plurals: dict[tuple[str, str, bool], str] = {}
_drawn: dict[tuple[Hashable, ...], str] = {}


class Templates(Environment):
    """No template here has globals of its own, so all share one dictionary: Jinja asks it some hundred times a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Call after Flask-Babel: a page has some 300 texts, which would cost it a third of its time."""
    app.jinja_env.globals.update({"_": text, "gettext": text, "ngettext": plural, "kept": kept})


def language() -> str:
    """The reader's, "" outside a request. Flask-Babel keeps it in `g`; asking there costs a tenth of asking it."""
    try:
        return str(g._flask_babel.babel_locale.language)
    except (AttributeError, RuntimeError):
        return str(getattr(get_locale(), "language", ""))


@pass_eval_context
def text(context: EvalContext, message: str, /, **variables: Any) -> str:
    """The message in the reader's language; safe in HTML, where only the variables are escaped."""
    if context.autoescape:
        return _markup(message) % variables if variables or "%" in message else _markup(message)
    return str(get_translations().ugettext(message)) % variables


@pass_eval_context
def plural(context: EvalContext, one: str, many: str, num: int, /, **variables: Any) -> str:
    """The form that fits the number, which the text gets as `num`."""
    key = language(), one, num == 1
    found = _kept_plurals.get(key)
    if found is None:
        found = str(get_translations().ungettext(one, many, num))
        if key[0] in ONE_AND_MANY and len(_kept_plurals) < MOST_KEPT:
            _kept_plurals[key] = found
    return (Markup(found) if context.autoescape else found) % ({"num": num} | variables)  # noqa: S704 -- our catalogue


def kept(macro: Macro, *arguments: Hashable) -> str:
    """What a macro makes of these values: drawn once for each language, then given again.

    The macro reads nothing else: no rows, and nothing of the page (it is imported without context).
    """
    key = language(), macro.name, *arguments
    found = _drawn.get(key)
    if found is None:
        found = macro(*arguments)
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        if key[0]:
            _drawn[key] = found
    return found


def _markup(message: str) -> Markup:
    key = language(), message
    found = _kept.get(key)
    if found is None:
        found = Markup(get_translations().ugettext(message))  # noqa: S704 -- our own catalogue
        if key[0] and len(_kept) < MOST_KEPT:
            _kept[key] = found
    return found
