"""The page of a form, after a GET and after entries that do not fit."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from core.forms import Form


def form_page(template: str, form: Form, **more: Any) -> ResponseReturnValue:
    """The page; 422 when the form came back with errors."""
    has_errors = bool(form.errors)
    page = render_template(template, form=form, has_errors=has_errors, **more)
    return page, 422 if has_errors else 200
