"""Forms about consultation hours: offering and cancelling them, booking a slot, noting what came of it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from core.fields import one_line, reason_field, refuse_short
from core.formats import format_span
from core.forms import Form, OnceForm, text_field
from knowledge.actions.consultations import HourEntry
from knowledge.forms.fields import LONGEST_TITLE, body_field
from knowledge.forms.meetings import Repeating, WhenForm
from knowledge.models import ConsultationSlot

LONGEST_NOTE = 300
LENGTHS = (15, 20, 30, 45, 60)


class OfferHoursForm(Repeating, WhenForm):
    slot_minutes = SelectField(_l("Minutes for each person"), coerce=int, default=20)
    note = text_field(
        _l("Remark"), most=LONGEST_NOTE, filters=[one_line], description=_l("Such as what people should bring.")
    )

    def ready(self) -> "OfferHoursForm":
        self.slot_minutes.choices = [SelectChoice(count, str(count)) for count in LENGTHS]
        return self

    @property
    def entry(self) -> HourEntry:
        starts_at, ends_at = self.span
        return HourEntry(self.place.data, starts_at, ends_at, self.slot_minutes.data, self.note.data or "")


class CancelHourForm(Form):
    reason = reason_field(_l("Why is the hour cancelled?"), required=_l("Say why the hour is cancelled."))
    whole_series = BooleanField(_l("Cancel all later hours of the series too"))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)


class BookForm(OnceForm):
    """`slot` is the id of a free one; `named` says with whom where slots of several pilots are offered."""

    slot = RadioField(_l("When does it suit you?"), validate_choice=False)
    topic = text_field(
        _l("What is it about?"),
        most=LONGEST_TITLE,
        required=_l("Say in a few words what it is about."),
        filters=[one_line],
    )

    def of(self, slots: Sequence[ConsultationSlot], *, named: bool = False) -> "BookForm":
        self.slot.choices = [(str(slot.id), _slot_words(slot, named)) for slot in slots]
        return self

    def validate_slot(self, field: RadioField) -> None:
        """Whether it is still free is asked under its lock: a second press finds the booking of the first."""
        typed = field.data or ""
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise ValidationError(_("Choose a slot that is free."))

    @property
    def slot_id(self) -> int:
        return int(self.slot.data)


def _slot_words(slot: ConsultationSlot, named: bool) -> str:
    span = format_span(slot.starts_at, slot.ends_at)
    return str(_("%(span)s, with %(name)s", span=span, name=slot.hour.pilot.name)) if named else span


class OutcomeOfTalkForm(Form):
    body = body_field(_l("What came of it?"), required=_l("Write what came of it."))

    def validate_body(self, field: Field) -> None:
        refuse_short(field)
