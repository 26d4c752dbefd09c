"""Forms for practice cards: writing, editing, archiving."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from core.fields import LONGEST_REASON, one_line, reason_field, refuse_short
from core.forms import Form, OnceForm, text_field
from knowledge.forms.checking import WithCheck
from knowledge.forms.fields import body_field, names_of_tags, refuse_unfit_tags, title_field
from knowledge.forms.files import WithFiles
from knowledge.models import Scale

LONGEST_TAGS = 400
LONGEST_NOTE = 200
SCALE = [
    SelectChoice("", _l("Please choose")),
    SelectChoice(Scale.LOW, _l("Low")),
    SelectChoice(Scale.MEDIUM, _l("Medium")),
    SelectChoice(Scale.HIGH, _l("High")),
]


def _note(label: Any) -> Any:
    return text_field(label, most=LONGEST_NOTE, filters=[one_line])


def _scale(label: Any) -> Any:
    return SelectField(label, choices=SCALE, validate_choice=False)


class _CardFields:
    """What writing and editing judge alike."""

    def validate_title(self, field: Field) -> None:
        refuse_short(field)

    def validate_problem(self, field: Field) -> None:
        refuse_short(field)

    def validate_approach(self, field: Field) -> None:
        refuse_short(field)

    def validate_effort(self, field: Field) -> None:
        _refuse_unknown(field, _l("Choose how much effort it took."))

    def validate_effect(self, field: Field) -> None:
        _refuse_unknown(field, _l("Choose how much it helped."))

    def validate_tags(self, field: Field) -> None:
        refuse_unfit_tags(names_of_tags(field.data))


def _refuse_unknown(field: Field, message: Any) -> None:
    if field.data not in set(Scale):
        raise ValidationError(str(message))


def _title() -> Any:
    return title_field(_l("The practice in one sentence"))


def _problem() -> Any:
    return body_field(_l("What was the problem?"), required=_l("Describe the problem."))


def _approach() -> Any:
    return body_field(_l("What did you do?"), required=_l("Describe what you did."))


def _steps() -> Any:
    return body_field(_l("Steps for those who want to do the same"), required=None)


def _tags() -> Any:
    return text_field(_l("Tags"), most=LONGEST_TAGS, filters=[one_line])


class PracticeForm(_CardFields, WithFiles, OnceForm):
    title = _title()
    problem = _problem()
    approach = _approach()
    steps = _steps()
    effort = _scale(_l("Effort"))
    effort_note = _note(_l("Effort in words"))
    effect = _scale(_l("Effect"))
    effect_note = _note(_l("Effect in words"))
    costs = _note(_l("Costs"))
    contact = _note(_l("Whom can one ask?"))
    tags = _tags()

    @property
    def tag_names(self) -> list[str]:
        return names_of_tags(self.tags.data)


class EditPracticeForm(PracticeForm, WithCheck):
    reason = text_field(_l("Why do you change this?"), most=LONGEST_REASON, filters=[one_line])


class ArchiveForm(Form):
    reason = reason_field(_l("Why is the card outdated?"), required=_l("Say why the card is outdated."))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)
