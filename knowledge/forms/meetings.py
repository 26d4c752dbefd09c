"""Forms about exchange meetings: planning, cancelling, the agenda, the minutes and what came of them."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import StopValidation

from accounts.queries.organisation import today
from core.fields import clean, date_field, instant, one_line, reason_field, refuse_short, time_field
from core.forms import Form, OnceForm, text_area, text_field
from knowledge.actions.meetings import MeetingEntry
from knowledge.forms.fields import LONGEST_BODY, LONGEST_TITLE, title_field
from knowledge.models import Rhythm
from knowledge.rules.series import LARGEST_STEP, MOST_PARTS, Repeat

LONGEST_PLACE = 300
FARTHEST = timedelta(days=3 * 366)


class WhenForm(OnceForm):
    """A day with a span of local time, and where."""

    on = date_field(_l("Day"), _l("Enter the day as a date."))
    starts = time_field(_l("From"), _l("Enter when it begins, such as 10:00."))
    ends = time_field(_l("Until"), _l("Enter when it ends, such as 11:30."))
    place = text_field(
        _l("Place or link"),
        most=LONGEST_PLACE,
        required=_l("Enter a place or the link of the video conference."),
        filters=[one_line],
    )

    def validate_on(self, field: Field) -> None:
        if field.data - today() > FARTHEST:
            raise ValidationError(_("Choose a day within the next three years."))

    def validate_ends(self, field: Field) -> None:
        if self.starts.data is not None and field.data <= self.starts.data:
            raise ValidationError(_("Enter an end after the beginning."))

    @property
    def span(self) -> Any:
        """Beginning and end as instants."""
        return instant(self.on.data, self.starts.data), instant(self.on.data, self.ends.data)


class Repeating:
    """How it repeats: at all, every how many weeks or months, how often."""

    rhythm = SelectField(
        _l("Repeats"),
        choices=[
            SelectChoice("", _l("Not at all")),
            SelectChoice("weekly", _l("By weeks")),
            SelectChoice("monthly", _l("By months, on the same weekday of the month")),
        ],
        default="",
    )
    step = IntegerField(
        _l("Every how many weeks or months"),
        default=1,
        description=_l("2 means every second week or month."),
    )
    length = IntegerField(_l("How many times in all"), default=6)

    def validate_step(self, field: Field) -> None:
        self._refuse_out_of(field, 1, LARGEST_STEP)

    def validate_length(self, field: Field) -> None:
        self._refuse_out_of(field, 2, MOST_PARTS)

    def _refuse_out_of(self, field: Field, least: int, most: int) -> None:
        if not self.rhythm.data:
            field.errors = []
            raise StopValidation
        if field.data is None or not least <= field.data <= most:
            field.errors = []
            raise StopValidation(_("Enter a number from %(least)d to %(most)d.", least=least, most=most))

    @property
    def repeat(self) -> Repeat | None:
        if not self.rhythm.data:
            return None
        return Repeat(Rhythm(self.rhythm.data), self.step.data or 1, self.length.data or 2)


class _MeetingFields(WhenForm):
    title = title_field(_l("Title of the meeting"))
    body = text_area(_l("What is it about?"), most=LONGEST_BODY, filters=[clean])

    def validate_title(self, field: Field) -> None:
        refuse_short(field)

    @property
    def entry(self) -> MeetingEntry:
        starts_at, ends_at = self.span
        return MeetingEntry(self.title.data, self.place.data, starts_at, ends_at, self.body.data or "")


class PlanMeetingForm(Repeating, _MeetingFields):
    """A meeting or a series."""


class EditMeetingForm(_MeetingFields):
    """One meeting; of a series this one alone."""


class CancelMeetingForm(Form):
    reason = reason_field(_l("Why is the meeting cancelled?"), required=_l("Say why the meeting is cancelled."))
    whole_series = BooleanField(_l("Cancel all later meetings of the series too"))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)


class TopicForm(OnceForm):
    title = text_field(
        _l("Your topic"), most=LONGEST_TITLE, required=_l("Enter your topic in a few words."), filters=[one_line]
    )
