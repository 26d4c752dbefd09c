"""Forms about what came of a meeting."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import Optional

from accounts.models import Person
from core.fields import clean, refuse_short
from core.forms import Form, OnceForm, text_area
from knowledge.forms.fields import body_field
from knowledge.models import OutcomeKind

LONGEST_OUTCOME = 1000


class MinutesForm(Form):
    body = body_field(_l("Minutes"), required=_l("Write what was talked about."))

    def validate_body(self, field: Field) -> None:
        refuse_short(field)


class OutcomeForm(OnceForm):
    """A decision, or a task; only tasks take somebody and a day."""

    kind = RadioField(
        _l("What is it?"),
        choices=[SelectChoice("decision", _l("A decision")), SelectChoice("todo", _l("A task"))],
        default="decision",
    )
    text = text_area(
        _l("What was decided or has to be done?"),
        most=LONGEST_OUTCOME,
        required=_l("Write what was decided or has to be done."),
        filters=[clean],
    )
    person = SelectField(_l("Who does it?"), description=_l("For a task."))
    due_on = DateField(_l("Until when?"), [Optional()], description=_l("For a task."))

    def of(self, people: Iterable[Person]) -> "OutcomeForm":
        names = [SelectChoice(str(person.id), person.name) for person in people]
        self.person.choices = [SelectChoice("", _l("Not settled yet")), *names]
        return self

    def validate_text(self, field: Field) -> None:
        refuse_short(field)

    def validate_due_on(self, field: Field) -> None:
        if field.process_errors:
            raise ValidationError(_("Enter the day as a date."))

    @property
    def outcome_kind(self) -> OutcomeKind:
        return OutcomeKind(self.kind.data)

    @property
    def person_id(self) -> int | None:
        return int(self.person.data) if self.person.data else None
