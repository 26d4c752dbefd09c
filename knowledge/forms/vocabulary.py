"""Forms with which the office curates tags, and the file of synonyms."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, ValidationError

from core.fields import clean, one_line
from core.forms import Form, text_area, text_field
from knowledge.forms.fields import LONGEST_TAG, names_of_tags

LONGEST_DESCRIPTION, LONGEST_SYNONYMS, MOST_SYNONYMS = 500, 3_000, 50


class CurateTagForm(Form):
    name = text_field(_l("Name"), most=LONGEST_TAG, required=_l("Enter a name."), filters=[one_line])
    description = text_area(_l("Description"), most=LONGEST_DESCRIPTION, filters=[clean])
    synonyms = text_area(_l("Synonyms"), most=LONGEST_SYNONYMS, filters=[clean])

    @property
    def words(self) -> list[str]:
        return names_of_tags(self.synonyms.data)

    def validate_name(self, field: Field) -> None:
        _refuse_unfit(field.data)

    def validate_synonyms(self, field: Field) -> None:
        if len(self.words) > MOST_SYNONYMS:
            raise ValidationError(_("Enter at most %(count)d synonyms.", count=MOST_SYNONYMS))
        for word in self.words:
            _refuse_unfit(word)


class MergeTagForm(Form):
    """`into` is the slug of a tag; its choices are given by the view."""

    into = SelectField(_l("Which tag remains?"), validate_choice=False)

    def validate_into(self, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.choices or ()} or not field.data:
            raise ValidationError(_("Choose the tag that remains."))


def _refuse_unfit(word: str) -> None:
    if len(word) > LONGEST_TAG:
        raise ValidationError(_("Shorten “%(name)s” to %(count)d characters.", name=word, count=LONGEST_TAG))
    if not re.search(r"[^\W_]", word):
        raise ValidationError(_("Write words with letters or digits, separated by commas."))
