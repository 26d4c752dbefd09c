"""The form for one's working days."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form


class WorkdaysForm(Form):
    """`days.choices` are given by the view: the names of weekdays depend on the reader's language."""

    days = SelectMultipleField(
        _l("I work on"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def validate_days(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one day."))
