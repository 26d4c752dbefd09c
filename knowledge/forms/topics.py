"""The form in which pilots choose their topics."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form


class ChooseTopicsForm(Form):
    """`tags.choices` are (id, name) of all tags there are."""

    tags = SelectMultipleField(
        _l("My topics"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
