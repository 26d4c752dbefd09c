"""Forms about earlier wordings: why one comes back, why one is blacked out."""

from flask_babel import lazy_gettext as _l
from wtforms import Field

from core.fields import LONGEST_REASON, one_line, refuse_short
from core.forms import Form, text_field


class RestoreForm(Form):
    reason = text_field(
        _l("Why does this wording come back?"),
        most=LONGEST_REASON,
        required=_l("Say why this wording comes back."),
        filters=[one_line],
    )

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)


class RedactForm(Form):
    reason = text_field(
        _l("Why is this wording blacked out?"),
        most=LONGEST_REASON,
        required=_l("Say why this wording is blacked out."),
        filters=[one_line],
    )

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)
