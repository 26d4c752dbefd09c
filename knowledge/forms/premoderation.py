"""Forms about posts that the office looks at before others can read them."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import InputRequired

from core.forms import Form
from knowledge.rules.moderation import PREMODERATED

AREAS = [SelectChoice(kind.value, kind.value) for kind in PREMODERATED]


class SwitchForm(Form):
    """One area and what shall be: whoever presses twice, or after somebody else, says the same."""

    area = RadioField(
        _l("Area"),
        choices=AREAS,
        validators=[InputRequired()],
    )
    on = RadioField(_l("State"), choices=[SelectChoice("1", "1"), SelectChoice("0", "0")], validators=[InputRequired()])


class PublishForm(Form):
    """`base`: the wording that was read."""

    base = HiddenField()
