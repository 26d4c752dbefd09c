"""Forms of certificates: the public check, issuing, replacing, revoking."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from accounts.models import Person
from accounts.queries import people_called
from core.fields import date_field, one_line, refuse_short
from core.forms import Form, OnceForm, text_field
from pilots.models import Programme, RevocationReason

LONGEST_NAME = 120
REASON_NAMES: dict[RevocationReason, Any] = {
    RevocationReason.BY_MISTAKE: _l("Issued by mistake"),
    RevocationReason.NOT_COMPLETED: _l("The programme was not completed after all"),
    RevocationReason.DECEPTION: _l("Obtained by deception"),
    RevocationReason.REQUESTED: _l("The holder asked for it"),
}


def name_field(label: Any, missing: Any, **options: Any) -> Any:
    return text_field(label, most=LONGEST_NAME, required=missing, filters=[one_line], **options)


class ConfirmNameForm(Form):
    name = name_field(_l("Name on the certificate"), _l("Enter the name."), description=_l("First name and surname."))


class IssueCertificateForm(OnceForm):
    """`programme.choices` are given by the view. `holder` is an e-mail address, a name that one account has, or else
    the name of an external; `person` is whose account it is.
    """

    holder = name_field(
        _l("For whom?"),
        _l("Enter a name or an e-mail address."),
        description=_l("E-mail address or name. Whoever has no account is printed under this name."),
    )
    programme = SelectField(_l("Programme"), validate_choice=False)
    issued_on = date_field(_l("Completed on"), _l("Enter the day as a date."))

    person: Person | None = None

    def offer(self, programmes: Iterable[Programme]) -> None:
        self.programme.choices = [("", _("Please choose")), *((str(one.id), one.name) for one in programmes)]

    def validate_holder(self, field: Field) -> None:
        refuse_short(field)
        found = people_called([field.data]).get(field.data, []) or people_called([field.data.lower()]).get(
            field.data.lower(), []
        )
        if len(found) > 1:
            raise ValidationError(_("Several people have this name. Enter the e-mail address."))
        if not found and "@" in field.data:
            raise ValidationError(_("Nobody has this e-mail address."))
        self.person = found[0] if found else None

    def validate_programme(self, field: SelectField) -> None:
        if not field.data or field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose a programme."))

    def validate_issued_on(self, field: Field) -> None:
        if field.data < date(2000, 1, 1):
            raise ValidationError(_("Enter the day as a date."))

    @property
    def printed_name(self) -> str:
        return self.person.name if self.person else str(self.holder.data)


class ReplaceCertificateForm(Form):
    name = name_field(_l("Name on the new certificate"), _l("Enter the name."))

    def validate_name(self, field: Field) -> None:
        refuse_short(field)


class RevokeCertificateForm(Form):
    reason = RadioField(
        _l("Why is it revoked?"),
        choices=[SelectChoice(one.value, name) for one, name in REASON_NAMES.items()],
        validate_choice=False,
    )

    def validate_reason(self, field: Field) -> None:
        if field.data not in set(RevocationReason):
            raise ValidationError(_("Choose why it is revoked."))
