"""The form behind a button that says what shall be from now on."""

from wtforms import StringField
from wtforms.validators import AnyOf

from core.forms import Form


class PressForm(Form):
    """`set` is the button's own value: 1 for yes, 0 for no longer."""

    set = StringField(validators=[AnyOf(("0", "1"))])

    @property
    def is_on(self) -> bool:
        return bool(self.set.data == "1")
