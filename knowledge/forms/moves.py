"""Forms for the steps of a question that need words: why, to whom, of which one."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, ValidationError

from core.fields import one_line, reason_field, refuse_short
from core.forms import Form, text_field

THE_OFFICE = "amt"
_NUMBER = re.compile(r"^(?:\S*/fragen/|#)?(\d{1,9})(?:-[a-z0-9-]*)?/?$")


class _Reasoned(Form):
    def validate_reason(self, field: Field) -> None:
        refuse_short(field)


class CloseForm(_Reasoned):
    reason = reason_field(_l("Why do you close the question?"), required=_l("Say why you close the question."))


class ReopenForm(_Reasoned):
    reason = reason_field(_l("What is still missing?"), required=_l("Say what is still missing."))


class TakeOverForm(_Reasoned):
    reason = reason_field(_l("Why do you take the question over?"), required=_l("Say why you take the question over."))


class HandOnForm(_Reasoned):
    """`receiver` is a person's id or THE_OFFICE; its choices are given by the view."""

    receiver = SelectField(_l("Who gets the question?"), validate_choice=False)
    reason = reason_field(_l("Why do you hand the question on?"), required=_l("Say why you hand the question on."))

    def validate_receiver(self, field: SelectField) -> None:
        if not field.data or field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose who gets the question."))


class DuplicateForm(Form):
    """One of the questions offered, or any other by its number or address."""

    original = RadioField(_l("Which question is the same?"), validate_choice=False)
    number = text_field(_l("Or number or address of another question"), most=300, filters=[one_line])

    @property
    def chosen(self) -> int | None:
        """The number of the original; None when nothing readable was given. What was typed comes first."""
        found = _NUMBER.match(self.number.data or self.original.data or "")
        return int(found[1]) if found else None

    def validate_number(self, field: Field) -> None:
        if self.chosen is None:
            raise ValidationError(_("Choose a question or enter its number."))
