"""Forms of people about themselves: profile, absences, tokens, how notices reach them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import InputRequired, StopValidation, ValidationError

from accounts.models import Delivery
from accounts.queries.organisation import today
from accounts.sentences import delivery_label, kind_label
from core.formats import LOCAL
from core.forms import Form, text_area, text_field

LONGEST_ABSENCE = timedelta(days=2 * 366)


class ProfileForm(Form):
    phone = text_field(_l("Phone"), most=40)
    location = text_field(_l("Place of work"), most=120, description=_l("Building and room"))
    about = text_area(_l("About me"), most=1000, description=_l("What colleagues may ask you about."))
    consultation_hours = text_area(
        _l("Times to reach you"), most=300, description=_l("When and where colleagues find you.")
    )
    language = SelectField(
        _l("Language of e-mails"), choices=[SelectChoice("de", "Deutsch"), SelectChoice("en", "English")]
    )


def _date_field(label: Any, missing: Any) -> Any:
    """Required, without the browser's own bubbles."""

    class Given(InputRequired):
        def __init__(self) -> None:
            super().__init__(missing)
            self.field_flags = {}

        def __call__(self, form: Any, field: Any) -> None:
            if field.data is None:
                field.errors[:] = []
                raise StopValidation(str(missing))

    return DateField(label, [Given()])


class AbsenceForm(Form):
    """Whole local days, both included."""

    starts_on = _date_field(_l("First day"), _l("Enter the first day as a date."))
    ends_on = _date_field(_l("Last day"), _l("Enter the last day as a date."))

    def validate_ends_on(self, field: Field) -> None:
        last: date = field.data
        if last < today():
            raise ValidationError(_l("Enter a last day that is not over yet."))
        if not isinstance(self.starts_on.data, date):
            return
        if last < self.starts_on.data:
            raise ValidationError(_l("Enter a last day that is not before the first day."))
        if last - self.starts_on.data > LONGEST_ABSENCE:
            raise ValidationError(_l("Enter at most two years at once."))

    @property
    def starts_at(self) -> datetime:
        return _midnight(self.starts_on.data)

    @property
    def ends_at(self) -> datetime:
        """Half-open: the midnight after the last day."""
        return _midnight(self.ends_on.data + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


class TokenForm(Form):
    label = text_field(
        _l("Name of the token"),
        most=80,
        required=_l("Enter what the token is for."),
        description=_l("What you use it for, so that you know it again."),
    )
    access = RadioField(
        _l("What it may do"),
        choices=[SelectChoice("read", _l("Read only")), SelectChoice("write", _l("Read and write, as you may"))],
        default="read",
    )


class MarkAllReadForm(Form):
    """`until` is the newest notice on the page."""

    until = HiddenField()

    @property
    def until_id(self) -> int:
        typed = self.until.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0


class AllNoticesForm(Form):
    """One choice for all kinds at once."""

    delivery = SelectField(_l("All notices"), default=Delivery.DAILY.value)

    def __init__(self) -> None:
        super().__init__()
        self.delivery.choices = _deliveries()


def _deliveries() -> list[SelectChoice]:
    return [SelectChoice(delivery.value, delivery_label(delivery)) for delivery in Delivery]


def notice_settings_form(present: Mapping[str, Delivery]) -> Form:
    """One choice for each kind of notice, named by the kind's code."""
    choices = _deliveries()
    fields = {code: SelectField(kind_label(code), choices=choices) for code in present}
    form: Form = type("NoticeSettingsForm", (Form,), fields)(data=present)
    return form
