"""Forms about how long entries hold and about their causes."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from accounts.queries.organisation import today
from core.fields import clean, one_line, reason_field, refuse_short
from core.forms import Form, OnceForm, text_area, text_field
from knowledge.forms.moves import THE_OFFICE
from knowledge.models import CauseKind

LONGEST_NAME = 120
LONGEST_VERSION = 80
LONGEST_DESCRIPTION = 1000
LONGEST_TERM = timedelta(days=5 * 366)


def cause_kind_label(kind: CauseKind) -> str:
    labels = {
        CauseKind.SYSTEM: _("System or its version"),
        CauseKind.FORM: _("Form"),
        CauseKind.INSTRUCTION: _("Service instruction"),
    }
    return str(labels[kind])


def _day(label: Any, missing: Any) -> Any:
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


class CheckForm(Form):
    """`seen`: how the entry was shown."""

    seen = HiddenField()


class RetireForm(Form):
    reason = reason_field(_l("Why does it hold no more?"), required=_l("Say why it holds no more."))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)


class EntryForm(Form):
    """`owner` is a person's id or THE_OFFICE; its choices and those of `causes` are given by the view."""

    valid_from = _day(_l("Valid from"), _l("Enter from which day on it is valid."))
    valid_until = _day(_l("Valid until"), _l("Enter until which day it is valid."))
    owner = SelectField(_l("Who checks it?"), validate_choice=False)
    causes = SelectMultipleField(
        _l("What does it depend on?"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def validate_valid_until(self, field: Field) -> None:
        last: date = field.data
        if last <= today():
            raise ValidationError(_("Enter a day that is still to come."))
        if isinstance(self.valid_from.data, date) and last <= self.valid_from.data:
            raise ValidationError(_("Enter a day after the first one."))
        if last - today() > LONGEST_TERM:
            raise ValidationError(_("Enter a day within the next five years."))

    def validate_owner(self, field: SelectField) -> None:
        if not field.data or field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose who checks it."))

    @property
    def owner_id(self) -> int | None:
        return None if self.owner.data == THE_OFFICE else int(self.owner.data)


class CauseForm(Form):
    """`kind.choices` are given by the class's maker: their words depend on the reader's language."""

    kind = SelectField(_l("What is it?"))
    name = text_field(_l("Name"), most=LONGEST_NAME, required=_l("Enter a name."), filters=[one_line])
    version = text_field(_l("What holds now"), most=LONGEST_VERSION, filters=[one_line])
    description = text_area(_l("What should others know?"), most=LONGEST_DESCRIPTION, filters=[clean])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, cause_kind_label(kind)) for kind in CauseKind]

    def validate_name(self, field: Field) -> None:
        refuse_short(field)


class EditCauseForm(CauseForm):
    """What holds now changes only with a change, which marks entries."""

    version = None


class ChangeCauseForm(OnceForm):
    version = text_field(_l("What holds now"), most=LONGEST_VERSION, filters=[one_line])
    note = reason_field(_l("What is new?"), required=_l("Say what is new, so that others know what to check."))

    def validate_note(self, field: Field) -> None:
        refuse_short(field)
