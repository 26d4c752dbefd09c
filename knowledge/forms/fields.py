"""Fields that forms about questions and answers share: cleaned texts with their bounds."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from core.fields import SHORTEST, clean, is_short, one_line
from core.formats import slugify
from core.forms import text_area, text_field

LONGEST_TITLE = 160
LONGEST_BODY = 20_000
LONGEST_COMMENT = 4_000
MOST_TAGS = 5
LONGEST_TAG = 40


def title_field(label: Any) -> Any:
    return text_field(label, most=LONGEST_TITLE, required=_l("Enter a title."), filters=[one_line])


def body_field(label: Any, *, required: Any, most: int = LONGEST_BODY) -> Any:
    return text_area(label, most=most, required=required, filters=[clean])


def refuse_short_text(text: str) -> None:
    """Raises ValidationError for fewer than three characters that can be seen."""
    if is_short(text):
        raise ValidationError(_("Write at least %(count)d characters.", count=SHORTEST))


def names_of_tags(text: str | None) -> list[str]:
    """The names in a list with commas, semicolons or line breaks; one spelling each."""
    names = (" ".join(name.split()).lstrip("#") for name in re.split(r"[,;\n]", text or ""))
    return list({slugify(name): name for name in names if name}.values())


def refuse_unfit_tags(names: Sequence[str]) -> None:
    """Raises ValidationError for too many, too long ones, and those without letters and digits."""
    if len(names) > MOST_TAGS:
        raise ValidationError(_("Choose at most %(count)d tags.", count=MOST_TAGS))
    for name in names:
        if len(name) > LONGEST_TAG:
            raise ValidationError(
                _("Shorten the tag “%(name)s” to %(count)d characters.", name=name, count=LONGEST_TAG)
            )
        if not any(character.isalnum() for character in name):
            raise ValidationError(_("Write tags with letters or digits, separated by commas."))
