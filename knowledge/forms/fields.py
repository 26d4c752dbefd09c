"""Fields that forms about questions and answers share: cleaned texts with their bounds."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from core.formats import slugify
from core.forms import text_area, text_field
from core.markup import tidy

LONGEST_TITLE = 160
LONGEST_BODY = 20_000
LONGEST_COMMENT = 4_000
LONGEST_REASON = 500
SHORTEST = 3
MOST_TAGS = 5
LONGEST_TAG = 40


def clean(value: str | None) -> str | None:
    """Without what nobody typed: control characters, marks that turn the reading direction."""
    return tidy(value) if value else value


def one_line(value: str | None) -> str | None:
    return " ".join(tidy(value).split()) if value else value


def title_field(label: Any) -> Any:
    return text_field(label, most=LONGEST_TITLE, required=_l("Enter a title."), filters=[one_line])


def body_field(label: Any, *, required: Any, most: int = LONGEST_BODY) -> Any:
    return text_area(label, most=most, required=required, filters=[clean])


def reason_field(label: Any, *, required: Any = None) -> Any:
    return text_area(label, most=LONGEST_REASON, required=required, filters=[clean])


def refuse_short(field: Field) -> None:
    """Raises ValidationError, naming the field, for fewer than three characters that can be seen."""
    if _is_short(field.data or ""):
        text = _("“%(label)s”: write at least %(count)d characters.", label=field.label.text, count=SHORTEST)
        raise ValidationError(text)


def refuse_short_text(text: str) -> None:
    """Raises ValidationError for fewer than three characters that can be seen."""
    if _is_short(text):
        raise ValidationError(_("Write at least %(count)d characters.", count=SHORTEST))


def _is_short(text: str) -> bool:
    return sum(character.isprintable() and not character.isspace() for character in text) < SHORTEST


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
