"""The box with which an edit of an entry counts as its check too."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from core.forms import Form


class WithCheck(Form):
    """`seen`: how the entry was shown. The view takes both away where nobody may check."""

    is_checked = BooleanField(_l("I have checked everything: it holds for another year"))
    seen = HiddenField()
