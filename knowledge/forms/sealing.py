"""Forms about lifting a seal: why it is wanted, why it is refused."""

from flask_babel import lazy_gettext as _l
from wtforms import Field

from core.fields import reason_field, refuse_short
from core.forms import Form


class RequestUnsealingForm(Form):
    reason = reason_field(_l("Why must the name be known?"), required=_l("Say why the name must be known."))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)


class RefuseUnsealingForm(Form):
    reason = reason_field(_l("Why does the seal stay?"), required=_l("Say why the seal stays."))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)
