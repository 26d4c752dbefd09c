"""Fields for days and times of day, and the instant they name together by the local clock."""

from datetime import date, datetime, time
from typing import Any

from wtforms import DateField, TimeField
from wtforms.validators import InputRequired, StopValidation

from core.formats import LOCAL


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
