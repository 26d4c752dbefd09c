"""Forms of attendance: a line of the list, the code of the room."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError

from core.fields import one_line
from core.forms import Form, text_field


class NoteAttendanceForm(Form):
    """One line of the list: `enrolment` an id, `present` 1 or 0."""

    enrolment = HiddenField()
    present = HiddenField()

    def validate_enrolment(self, field: HiddenField) -> None:
        text = str(field.data or "")
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValidationError("enrolment")


class RoomCodeForm(Form):
    code = text_field(
        _l("Code shown in the room"),
        most=20,
        required=_l("Enter the code that is shown in the room."),
        filters=[one_line],
    )


class ConfirmForm(Form):
    """A page that asks once more."""
