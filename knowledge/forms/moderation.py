"""Forms about reported and hidden posts: what is the matter, and why the office decided as it did."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import InputRequired

from core.fields import reason_field, refuse_short
from core.forms import Form
from knowledge.models import ReportReason

REASONS: dict[ReportReason, Any] = {
    ReportReason.PERSONAL_DATA: _l("It contains personal data"),
    ReportReason.INSULTING: _l("It insults or degrades somebody"),
    ReportReason.MISPLACED: _l("It is in the wrong place, or an advertisement"),
    ReportReason.OTHER: _l("Something else"),
}


class ReportForm(Form):
    reason = RadioField(
        _l("What is the matter with this post?"),
        choices=[SelectChoice(reason.value, words) for reason, words in REASONS.items()],
        validators=[InputRequired(_l("Choose why you report it."))],
    )
    words = reason_field(_l("In your own words"))

    def validate_words(self, field: Field) -> None:
        if self.reason.data == ReportReason.OTHER.value and not field.data:
            raise ValidationError(_("Say in your own words what is the matter."))


class DecisionForm(Form):
    """`base`: the wording that was read."""

    base = HiddenField()
    reason = reason_field(_l("Your reason"), required=_l("Say why."))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)
