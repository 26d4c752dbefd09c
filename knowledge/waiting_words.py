"""What whoever wrote something is told while the office looks at it before others can read it."""

from flask_babel import gettext as _


def waiting_text() -> str:
    text: str = _(
        "Your post is looked at before it is published. Until then only you and the office can see it."
        " You get a notice as soon as it is decided."
    )
    return text
