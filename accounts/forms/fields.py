"""Fields that several forms of accounts share."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import Length, ValidationError
from wtforms.widgets import EmailInput, PasswordInput

from accounts.models import Person
from core.forms import text_field
from core.passwords import is_guessable

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


class PasswordField(Field):
    """Taken exactly as typed, spaces included, and never shown again."""

    widget = PasswordInput(hide_value=True)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist else ""

    def _value(self) -> str:
        return ""


def email_field(label: Any) -> Any:
    return text_field(label, most=254, required=_l("Enter your e-mail address."), widget=EmailInput())


def typed_password(label: Any) -> Any:
    """A password that exists already."""
    return PasswordField(label, [_given, Length(max=1000)], default="")


def new_password(label: Any) -> Any:
    return PasswordField(
        label,
        [
            Length(min=SHORTEST_PASSWORD, message=_l("Choose a password of at least 12 characters.")),
            Length(max=LONGEST_PASSWORD, message=_l("Choose a password of at most 200 characters.")),
        ],
        default="",
    )


def refuse_guessable(password: str, person: Person) -> None:
    """Raises ValidationError for one's own address or name, one character repeated, and what others try first."""
    typed = password.casefold()
    if typed in (person.email, person.name.casefold()) or person.email in typed:
        raise ValidationError(_l("Choose a password that is not your name and does not contain your e-mail address."))
    if len(set(typed)) < 4:
        raise ValidationError(_l("Choose a password of more than a few different characters."))
    if is_guessable(password, [*person.name.split(), *re.split(r"[@.]", person.email)]):
        raise ValidationError(_l("This password is easy to guess. Choose another one, such as several words in a row."))


def _given(_form: object, field: Field) -> None:
    if not field.data:
        raise ValidationError(_l("Enter your password."))
