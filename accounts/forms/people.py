"""Forms of the administration about people and appointments."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, InputRequired, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, EmailInput, ListWidget

from accounts.models import AppointmentKind, AppointmentState, Department, Role
from accounts.models.people import GRANTED
from core.fields import reason_field
from core.forms import Form, OnceForm, text_field

ROLE_NAMES: dict[Role, Any] = {
    Role.EMPLOYEE: _l("Employee"),
    Role.PILOT: _l("Digital pilot"),
    Role.OFFICE: _l("Digitalisation office"),
    Role.COMMITTEE: _l("Member of the committee"),
    Role.ADMIN: _l("Admin rights"),
}
KIND_NAMES: dict[AppointmentKind, Any] = {
    AppointmentKind.PILOT: _l("Pilot"),
    AppointmentKind.DEPUTY: _l("Deputy"),
}


class CheckboxesField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def number_or_none(value: Any) -> int | None:
    """What a select sends: an id, which fits into 31 bits, or "" for none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def department_choices(departments: Iterable[Department], none: Any, *, keep: int | None = None) -> list[SelectChoice]:
    """Open ones, and the one that is chosen already even if it was closed meanwhile."""
    offered = [one for one in departments if one.is_open or one.id == keep]
    return [SelectChoice("", none), *(SelectChoice(str(one.id), f"{one.code} {one.name}") for one in offered)]


class PersonForm(OnceForm):
    """A new account, or an existing one; without `roles` for somebody who looks at the own one."""

    name = text_field(_l("Name"), most=120, required=_l("Enter the name."))
    email = text_field(_l("E-mail address"), most=254, required=_l("Enter the e-mail address."), widget=EmailInput())
    department = SelectField(_l("Department"), coerce=number_or_none)
    roles = CheckboxesField(
        _l("Roles"),
        choices=[SelectChoice(role.value, ROLE_NAMES[role]) for role in GRANTED],
        description=_l("Whoever is to be a pilot is appointed on the page of the department."),
    )

    def __init__(self, departments: Iterable[Department], *, keep: int | None = None, **values: Any) -> None:
        super().__init__(**values)
        self.department.choices = department_choices(departments, _l("No department"), keep=keep)

    def validate_email(self, field: StringField) -> None:
        Email(message=str(_l("Enter an e-mail address such as name@city.example.")))(self, field)

    def validate_roles(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(_l("Choose at least one role.")))

    @property
    def chosen_roles(self) -> set[Role]:
        return {Role(value) for value in self.roles.data or []}


def day_field(label: Any, **options: Any) -> Any:
    """A required day, without the browser's own bubbles."""

    class Given(InputRequired):
        def __init__(self) -> None:
            super().__init__()
            self.field_flags = {}

        def __call__(self, form: Any, field: Any) -> None:
            if field.data is None:
                field.errors[:] = []
                raise StopValidation(str(_l("Enter a date.")))

    return DateField(label, [Given(), _plausible], **options)


def _plausible(_form: object, field: Field) -> None:
    day: date = field.data
    if not 2000 <= day.year < 2100:
        raise ValidationError(str(_l("Enter a date of this century.")))


class AppointForm(OnceForm):
    kind = RadioField(
        _l("Appointed as"),
        choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()],
        default=AppointmentKind.PILOT.value,
    )
    valid_from = day_field(_l("Valid from"))
    valid_until = DateField(
        _l("No longer from"), [Optional()], description=_l("Only for a fixed term. The end is announced before.")
    )
    begins_as = RadioField(
        _l("From when do they answer?"),
        choices=[
            SelectChoice(AppointmentState.ACTIVE.value, _l("From the first day")),
            SelectChoice(AppointmentState.APPOINTED.value, _l("After the training, which is still to come")),
        ],
        default=AppointmentState.ACTIVE.value,
    )
    reason = reason_field(_l("Reason, if they answer without a completed training"))


class EndAppointmentForm(Form):
    valid_until = day_field(_l("No longer from"), description=_l("From this day on the appointment holds no more."))
