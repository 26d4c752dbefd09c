"""Forms of enrolments: asking for a seat, and what the office does with them."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import Optional

from accounts.models import AppointmentKind, Department
from core.fields import one_line, reason_field, refuse_short
from core.forms import OnceForm, text_field
from pilots.actions.grant import GrantEntry
from pilots.forms.programmes import cents_of
from pilots.models import Funding
from pilots.queries.enrolments import Entitlement

LONGEST_NAME = 120
KINDS: dict[AppointmentKind, Any] = {AppointmentKind.PILOT: _l("Pilot"), AppointmentKind.DEPUTY: _l("Deputy")}


FUNDINGS: dict[Funding, Any] = {
    Funding.GRANT: _l("With the grant of the land"),
    Funding.OWN: _l("At the city's own cost"),
}


class FundingForm(OnceForm):
    """Who pays for a seat. What is missing for the grant, the action says."""

    funding = RadioField(
        _l("Who pays for the seat?"), choices=[SelectChoice(kind.value, name) for kind, name in FUNDINGS.items()]
    )
    contract_on = DateField(
        _l("Day of the transfer contract"),
        validators=[Optional()],
        description=_l("On which the town and the academy signed that the voucher passes on."),
    )
    voucher_id = text_field(_l("Number of the education voucher"), most=60, filters=[one_line])
    received = text_field(
        _l("How much of the grant has come, in euros"),
        most=20,
        filters=[one_line],
        description=_l("Empty: nothing yet."),
    )

    def validate_received(self, field: Field) -> None:
        if field.data and cents_of(field.data) is None:
            raise ValidationError(_("Enter an amount such as 690 or 690,50."))

    @property
    def entry(self) -> GrantEntry:
        return GrantEntry(
            funding=Funding(self.funding.data),
            voucher_id=self.voucher_id.data or "",
            contract_on=self.contract_on.data,
            received_cents=cents_of(self.received.data),
        )


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
