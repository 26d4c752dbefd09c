"""Form of a step of an appointment."""

from flask_babel import lazy_gettext as _l

from core.fields import reason_field
from core.forms import Form


class StepForm(Form):
    """Only some steps ask for the reason."""

    reason = reason_field(_l("Reason"))
