"""The base of every form: trims, refuses what no database takes, and knows a repeated submission."""

import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.i18n import messages_path
from wtforms.validators import InputRequired, Length, StopValidation

from core.db import RESUME
from core.texts import language

csrf = CSRFProtect()
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


def trimmed(value: str | None) -> str:
    """A field that was not sent at all is as empty as one left empty."""
    return value.strip() if isinstance(value, str) else ""


def no_control_characters(_form: object, field: Field) -> None:
    """NUL and its kin come from broken programs; PostgreSQL refuses them and HTML cannot show them."""
    cleaned = (field.data or "").translate(CONTROL)
    if cleaned != (field.data or ""):
        field.data = cleaned
        raise StopValidation(str(_l("Remove the invisible control characters from this field.")))


class _Texts:
    """WTForms' own messages. Flask-WTF reads their file anew for each page that has a form."""

    def gettext(self, message: str) -> str:
        return str(_texts(language()).ugettext(message))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(_texts(language()).ungettext(one, many, number))


@cache
def _texts(code: str) -> NullTranslations:
    return Translations.load(messages_path(), [code], domain="wtforms")


class Form(FlaskForm):
    """Every form of the site. Fields: `trimmed` texts, no control characters.

    A post with `resume` shows the form again with what was typed and changes nothing: so somebody whose
    session had ended goes on writing after signing in. `transaction()` holds views without a form to it.
    """

    hint: Sequence[str] = ()
    """Words to think about: `send` in `macros/form.html` then offers to send it anyway."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> _Texts:
            return _Texts()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                options = options | {"filters": [*unbound_field.kwargs.get("filters", ()), trimmed]}
            return super().bind_field(form, unbound_field, options)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        if RESUME in request.form:
            return False
        return bool(super().validate_on_submit(extra_validators))

    def validate(self, extra_validators: Any = None) -> bool:
        extra = dict(extra_validators or {})
        for name, field in self._fields.items():
            if isinstance(field, StringField | TextAreaField):
                extra.setdefault(name, []).append(no_control_characters)
        return bool(super().validate(extra))


def _key(value: str | None = None) -> str:
    """The key sent along; a new one where none came, since two wishes without a key are not the same wish."""
    return value or secrets.token_hex(16)


class OnceForm(Form):
    """A form that makes something. `submission` tells a second press of the button from a second wish."""

    submission = HiddenField(default=_key, filters=[_key], validators=[Length(max=64)])


def text_field(label: Any, *, most: int, required: Any = None, **options: Any) -> Any:
    """A line of text. `required` is the message when it is left empty; without, the field is optional."""
    return StringField(label, _bounds(most, required), **options)


def text_area(label: Any, *, most: int, required: Any = None, **options: Any) -> Any:
    return TextAreaField(label, _bounds(most, required), **options)


def _bounds(most: int, required: Any) -> list[Any]:
    too_long = _l("Shorten this to %(max)d characters.", max=most)
    return [*([_filled(required)] if required else []), Length(max=most, message=too_long)]


def _filled(message: Any) -> Any:
    class Filled(InputRequired):
        """Only spaces are nothing. No `required` attribute: the browser's own bubbles cannot be styled or read."""

        def __init__(self) -> None:
            super().__init__(message)
            self.field_flags = {}

        def __call__(self, form: Any, field: Any) -> None:
            if not (field.data or "").strip():
                field.errors[:] = []
                raise StopValidation(str(message))

    return Filled()
