"""The form with which somebody reports an answer as outdated or wrong."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import InputRequired

from core.fields import reason_field, refuse_short
from core.forms import Form
from knowledge.models import ReactionKind


class DoubtForm(Form):
    kind = RadioField(
        _l("What is the matter with the answer?"),
        choices=[
            SelectChoice(ReactionKind.OUTDATED.value, _l("It is outdated")),
            SelectChoice(ReactionKind.WRONG.value, _l("It is wrong")),
        ],
        validators=[InputRequired(_l("Choose what is the matter."))],
    )
    note = reason_field(_l("What is not right, and where does it stand?"), required=_l("Say what is not right."))

    def validate_note(self, field: Field) -> None:
        refuse_short(field)
