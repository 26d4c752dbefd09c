"""Fields that forms of all areas share: cleaned texts, reasons, days and times of day by the local clock."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, Field, TimeField, ValidationError
from wtforms.validators import InputRequired, StopValidation

from core.formats import LOCAL
from core.forms import text_area
from core.markup import tidy

LONGEST_REASON = 500
SHORTEST = 3


def clean(value: str | None) -> str | None:
    """Without what nobody typed: control characters, marks that turn the reading direction."""
    return tidy(value) if value else value


def one_line(value: str | None) -> str | None:
    return " ".join(tidy(value).split()) if value else value


def reason_field(label: Any, *, required: Any = None) -> Any:
    return text_area(label, most=LONGEST_REASON, required=required, filters=[clean])


def refuse_short(field: Field) -> None:
    """Raises ValidationError, naming the field, for fewer than three characters that can be seen."""
    if is_short(field.data or ""):
        text = _("“%(label)s”: write at least %(count)d characters.", label=field.label.text, count=SHORTEST)
        raise ValidationError(text)


def is_short(text: str) -> bool:
    return sum(character.isprintable() and not character.isspace() for character in text) < SHORTEST


def date_field(label: Any, missing: Any, **options: Any) -> Any:
    """Required; `missing` is the message when it is empty or no date."""
    return DateField(label, [_Given(missing)], **options)


def time_field(label: Any, missing: Any, **options: Any) -> Any:
    return TimeField(label, [_Given(missing)], **options)


def instant(day: date, at: time) -> datetime:
    """By the clock on the wall; an hour that a clock change leaves out counts as the one after it."""
    return datetime.combine(day, at, LOCAL)


class _Given(InputRequired):
    """Required, without the browser's own bubbles."""

    def __init__(self, missing: Any) -> None:
        super().__init__(missing)
        self.field_flags = {}

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is None:
            field.errors[:] = []
            raise StopValidation(str(self.message))
