"""Trying a step in a transaction, and the words for a step that does not fit the present state."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash

from core.db import transaction
from core.errors import Conflict
from core.forms import Form

# The sentence for each code that the actions raise.
Words = Mapping[str, Any]


def done(form: Form, step: Callable[[], object], words: Words) -> bool:
    """False, and the form says why, when it does not fit the present state."""
    try:
        with transaction():
            step()
    except Conflict as error:
        form.form_errors.append(str(words[error.code]))
        return False
    return True


def done_or_told(step: Callable[[], object], words: Words) -> bool:
    """As `done`, for a button without fields: a message says why."""
    try:
        with transaction():
            step()
    except Conflict as error:
        flash(str(words[error.code]), "warning")
        return False
    return True
