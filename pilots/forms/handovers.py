"""Form of a handover."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError

from core.forms import OnceForm, text_area

LONGEST_NOTE = 500


class HandoverForm(OnceForm):
    """`successor` is a person's id; its choices are given by the view."""

    successor = SelectField(_l("Who takes over?"), validate_choice=False)
    note = text_area(_l("What should they know?"), most=LONGEST_NOTE)

    def validate_successor(self, field: SelectField) -> None:
        if not field.data or field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose who takes over."))
