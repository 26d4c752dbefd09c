"""Forms for polls: asking one; voting has a form for each poll."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, ValidationError
from wtforms.validators import Optional

from accounts.queries.organisation import today
from core.fields import clean, one_line, refuse_short
from core.forms import OnceForm, text_area, text_field

LONGEST_QUESTION, LONGEST_OPTION, FEWEST_OPTIONS, MOST_OPTIONS, MOST_DAYS = 160, 100, 2, 10, 366


class PollForm(OnceForm):
    question = text_field(
        _l("What do you ask the others?"), most=LONGEST_QUESTION, required=_l("Write what you ask."), filters=[one_line]
    )
    options = text_area(
        _l("Options, one a line"), most=1200, required=_l("Write at least two options, one a line."), filters=[clean]
    )
    ends_on = DateField(_l("Last day"), validators=[Optional()])
    is_multiple = BooleanField(_l("Several options may be chosen"))
    is_anonymous = BooleanField(_l("Anonymous: nobody sees who chose what"))

    @property
    def option_texts(self) -> list[str]:
        lines = (" ".join(line.split()) for line in (self.options.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate_question(self, field: Field) -> None:
        refuse_short(field)

    def validate_options(self, field: Field) -> None:
        texts = self.option_texts
        if not FEWEST_OPTIONS <= len(texts) <= MOST_OPTIONS:
            raise ValidationError(_("Write two to ten different options, one a line."))
        if any(len(text) > LONGEST_OPTION for text in texts):
            raise ValidationError(_("Shorten each option to %(count)d characters.", count=LONGEST_OPTION))

    def validate(self, extra_validators: object = None) -> bool:
        fits = super().validate(extra_validators)
        day = self.ends_on.data
        if not isinstance(day, date) or not 0 <= (day - today()).days <= MOST_DAYS:
            self.ends_on.errors = [_("Choose a day from today on, within a year.")]
            return False
        return fits
