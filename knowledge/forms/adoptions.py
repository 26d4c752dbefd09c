"""Forms for taking a practice over."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, ValidationError

from core.fields import reason_field, refuse_short
from core.forms import Form


class WantForm(Form):
    """`department` and `source` are ids; their choices are given by the view."""

    department = SelectField(_l("Which department takes it over?"), validate_choice=False)
    source = SelectField(_l("From whom do you have it?"), validate_choice=False)

    def validate_department(self, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose the department."))

    def validate_source(self, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose from whom you have it."))


class FinishForm(Form):
    note = reason_field(_l("What did you change?"), required=_l("Say what you changed, or that you changed nothing."))

    def validate_note(self, field: Field) -> None:
        refuse_short(field)


class DropForm(Form):
    note = reason_field(_l("Why do you give up?"), required=_l("Say why you give up."))

    def validate_note(self, field: Field) -> None:
        refuse_short(field)
