"""The field for files that a form may carry."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField


class WithFiles:
    """Mixed into a form: several files at once. They are judged and kept one by one, by content, in views/uploads."""

    files = MultipleFileField(_l("Attach files"))
