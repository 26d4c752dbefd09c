"""Form of the goal of coverage."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, ValidationError
from wtforms.validators import Optional

from core.forms import Form

LAST_YEAR = 2100


class GoalForm(Form):
    """Without a day there is no goal any more."""

    day = DateField(
        _l("Every department has a pilot by"),
        [Optional()],
        description=_l("Leave it empty to have no goal. Earlier goals stay visible on the days on which they held."),
    )

    def validate_day(self, field: Field) -> None:
        if field.data and field.data.year >= LAST_YEAR:
            raise ValidationError(_("Enter a date of this century."))
