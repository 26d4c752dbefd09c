"""Forms of the home area: parse and validate shape."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from core.forms import Form


class DisplayForm(Form):
    """How this browser shows the site; `next` is where the reader came from."""

    theme = RadioField(
        _l("Colours"),
        choices=[
            SelectChoice("auto", _l("As the device is set")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )
    language = RadioField(_l("Language"), choices=[SelectChoice("de", "Deutsch"), SelectChoice("en", "English")])
    next = HiddenField()
