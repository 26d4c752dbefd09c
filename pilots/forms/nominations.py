"""Forms of nominations: making one, the steps that need words, the staff council."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import InputRequired

from accounts.models import AppointmentKind
from core.fields import clean, date_field, reason_field, refuse_short
from core.forms import Form, OnceForm, text_area

LONGEST_WHY = 2000
KINDS: dict[AppointmentKind, Any] = {
    AppointmentKind.PILOT: _l("As digital pilot"),
    AppointmentKind.DEPUTY: _l("As deputy of the digital pilot"),
}


def why_field(label: Any) -> Any:
    return text_area(label, most=LONGEST_WHY, filters=[clean])


def kind_field(label: Any) -> Any:
    return RadioField(
        label,
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        default=AppointmentKind.PILOT.value,
        validators=[InputRequired(_l("Choose as what."))],
    )


class VolunteerForm(OnceForm):
    kind = kind_field(_l("As what do you put yourself forward?"))
    why = why_field(_l("Why would you like to do it?"))


class NominationForm(OnceForm):
    """`made_as` and `nominee` (a person's id) get their choices from the view; it drops a `made_as` with one choice."""

    made_as = RadioField(_l("Who nominates?"), validate_choice=False)
    nominee = SelectField(_l("Whom do you nominate?"), validate_choice=False)
    kind = kind_field(_l("As what?"))
    why = why_field(_l("Why this person?"))

    def validate_made_as(self, field: RadioField) -> None:
        if field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose who nominates."))

    def validate_nominee(self, field: SelectField) -> None:
        if not field.data or field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose whom you nominate."))


class EditNominationForm(Form):
    """Of a draft; `nominee` gets its choices from the view."""

    nominee = SelectField(_l("Whom do you nominate?"), validate_choice=False)
    kind = kind_field(_l("As what?"))
    why = why_field(_l("Why this person?"))

    def validate_nominee(self, field: SelectField) -> None:
        if not field.data or field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose whom you nominate."))


class QueryForm(Form):
    words = reason_field(_l("What do you want to know from the head?"), required=_l("Write your question."))

    def validate_words(self, field: Field) -> None:
        refuse_short(field)


class AnswerForm(Form):
    words = reason_field(_l("Your answer to the office"), required=_l("Write your answer."))

    def validate_words(self, field: Field) -> None:
        refuse_short(field)


class RefusalForm(Form):
    words = reason_field(_l("Why does the office not agree?"), required=_l("Say why the office does not agree."))

    def validate_words(self, field: Field) -> None:
        refuse_short(field)


class WithdrawalForm(Form):
    words = reason_field(_l("What should the person and the office know?"))


class CouncilForm(Form):
    on = date_field(_l("On which day did the staff council take part?"), _l("Give the day."))
    words = reason_field(_l("How did it take part?"), required=_l("Say how the staff council took part."))

    def validate_words(self, field: Field) -> None:
        refuse_short(field)


class ConsentForm(Form):
    """`answer` is the button that was pressed."""

    answer = RadioField(
        _l("Your answer"),
        choices=[SelectChoice("ja", "ja"), SelectChoice("nein", "nein")],
        validators=[InputRequired(_l("Choose one of the two answers."))],
    )


class SwitchForm(Form):
    """What shall be: whoever presses twice, or after somebody else, says the same."""

    on = RadioField(_l("State"), choices=[SelectChoice("1", "1"), SelectChoice("0", "0")], validators=[InputRequired()])
