"""Forms of enrolments: asking for a seat, and what the office does with them."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from accounts.models import AppointmentKind, Department
from core.fields import one_line, reason_field, refuse_short
from core.forms import OnceForm, text_field
from pilots.queries.enrolments import Entitlement

LONGEST_NAME = 120
KINDS: dict[AppointmentKind, Any] = {AppointmentKind.PILOT: _l("Pilot"), AppointmentKind.DEPUTY: _l("Deputy")}


class RequestForm(OnceForm):
    """`wanted`: department and kind; its choices are what the person may ask for."""

    wanted = SelectField(_l("For which department, and as what?"))

    def offer(self, entitlements: Iterable[Entitlement]) -> None:
        self.wanted.choices = [
            (f"{one.department.id}-{one.kind}", f"{one.department.name}, {KINDS[one.kind]}") for one in entitlements
        ]

    @property
    def choice(self) -> tuple[int, AppointmentKind]:
        number, _dash, kind = self.wanted.data.partition("-")
        return int(number), AppointmentKind(kind)


class EnrolForm(OnceForm):
    """The office enrols somebody; `department.choices` are given by the view."""

    person = text_field(
        _l("Who?"),
        most=LONGEST_NAME,
        required=_l("Enter a name or an e-mail address."),
        filters=[one_line],
        description=_l("Name or e-mail address of somebody with an account."),
    )
    department = SelectField(_l("For which department?"))
    kind = RadioField(
        _l("As what?"),
        choices=[SelectChoice(kind.value, name) for kind, name in KINDS.items()],
        default=AppointmentKind.PILOT.value,
    )

    def offer(self, departments: Iterable[Department]) -> None:
        self.department.choices = [(str(one.id), f"{one.code} {one.name}") for one in departments]


class ExternalForm(OnceForm):
    name = text_field(
        _l("Name of the guest"),
        most=LONGEST_NAME,
        required=_l("Enter a name."),
        filters=[one_line],
        description=_l("Nothing else is kept about people from outside."),
    )

    def validate_name(self, field: Field) -> None:
        refuse_short(field)


class ReasonForm(OnceForm):
    """What the office decides, with the reason that stays in the history."""

    reason = reason_field(_l("Why?"), required=_l("Say why. It stays in the history, and the person can read it."))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)


class TargetForm(ReasonForm):
    """`target`: another course, or another enrolment; the choices are given by the view."""

    target = SelectField(validate_choice=False)

    def offer(self, label: str, choices: Iterable[tuple[int, str]]) -> None:
        self.target.label.text = label
        self.target.choices = [(str(number), name) for number, name in choices]

    def validate_target(self, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose one."))
