"""Forms of programmes, cohorts and their sessions."""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from core.fields import clean, date_field, instant, one_line, reason_field, refuse_short, time_field
from core.forms import Form, OnceForm, text_area, text_field
from pilots.actions.cohorts import CohortEntry
from pilots.actions.programmes import ProgrammeEntry
from pilots.models import Programme, ProgrammeLevel, ProgrammeModule

LONGEST_NAME, LONGEST_LINE, LONGEST_BODY, LONGEST_MODULES, MOST_MODULES = 120, 300, 20_000, 4_000, 40
MOST_HOURS, MOST_MONTHS, MOST_SEATS, MOST_CENTS = 1000, 240, 500, 10_000_000
_EUROS = re.compile(r"(\d{1,6})(?:[.,](\d{2}))?\s*€?")
A_DAY = timedelta(days=1)

LEVEL_NAMES: dict[ProgrammeLevel, Any] = {
    ProgrammeLevel.BASIC: _l("Basic course"),
    ProgrammeLevel.ADVANCED: _l("Advanced course"),
}


def cents_of(text: str | None) -> int | None:
    """Of an amount as people write it; None for anything else."""
    found = _EUROS.fullmatch(text or "")
    return int(found[1]) * 100 + int(found[2] or 0) if found else None


def amount_of(cents: int | None) -> str:
    """As people write it into a field."""
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"


class _NumberField(IntegerField):
    """A whole number within bounds; empty is None where it is optional."""

    data: Any

    def __init__(self, label: Any, *, most: int, optional: bool = False, **options: Any) -> None:
        super().__init__(label, [], **options)
        self.most, self.is_optional = most, optional

    def pre_validate(self, form: Any) -> None:
        is_empty = not (self.raw_data and str(self.raw_data[0]).strip()) and self.data is None
        if is_empty and self.is_optional:
            self.errors = []
            raise StopValidation
        if self.data is None or not 1 <= self.data <= self.most:
            self.errors = []
            raise StopValidation(_("Enter a number from %(least)d to %(most)d.", least=1, most=self.most))

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = int(valuelist[0]) if valuelist and valuelist[0].strip() else None
        except ValueError:
            self.data = None


class ProgrammeForm(OnceForm):
    """`modules`: one a line. `required.choices` are given by the view."""

    name = text_field(_l("Name of the programme"), most=LONGEST_NAME, required=_l("Enter a name."), filters=[one_line])
    provider = text_field(
        _l("Who teaches it?"),
        most=LONGEST_NAME,
        required=_l("Enter who teaches it."),
        filters=[one_line],
        description=_l("For example Digitalakademie@bw."),
    )
    level = RadioField(
        _l("Level"),
        choices=[SelectChoice(level.value, name) for level, name in LEVEL_NAMES.items()],
        default=ProgrammeLevel.BASIC.value,
    )
    hours = _NumberField(_l("Hours"), most=MOST_HOURS, description=_l("Lessons of 45 minutes in all."))
    least_attendance = _NumberField(
        _l("Attendance needed"), most=100, default=80, description=_l("Per cent of the hours, for the certificate.")
    )
    valid_months = _NumberField(
        _l("The certificate holds for how many months?"),
        most=MOST_MONTHS,
        optional=True,
        description=_l("Empty: for good."),
    )
    refresher_months = _NumberField(
        _l("Refresher after how many months?"), most=MOST_MONTHS, optional=True, description=_l("Empty: never.")
    )
    grant_day = text_field(
        _l("Grant of the land for a day, in euros"),
        most=20,
        filters=[one_line],
        description=_l("The voucher pays 100 for a day of the basic course, at most 50 for an advanced one."),
    )
    grant_days = _NumberField(_l("For how many days"), most=30, optional=True)
    grant_most = _NumberField(
        _l("For how many people of the town in all"),
        most=100,
        optional=True,
        description=_l("1 up to 9,999 inhabitants, 2 up to 30,000, 3 up to 130,000; districts 4 or 5."),
    )
    modules = text_area(_l("Modules, one a line"), most=LONGEST_MODULES, filters=[clean])
    required = SelectMultipleField(
        _l("What must be completed before"),
        coerce=str,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    body = text_area(_l("What does one learn?"), most=LONGEST_BODY, filters=[clean])

    def offer(self, programmes: Iterable[Programme]) -> None:
        self.required.choices = [(str(one.id), one.name) for one in programmes]

    @property
    def module_names(self) -> list[str]:
        lines = (" ".join(line.split()) for line in (self.modules.data or "").splitlines())
        return [line for line in lines if line]

    def validate_name(self, field: Field) -> None:
        refuse_short(field)

    def validate_modules(self, field: Field) -> None:
        if len(self.module_names) > MOST_MODULES:
            raise ValidationError(_("At most %(max)d entries.", max=MOST_MODULES))
        if any(len(name) > LONGEST_NAME for name in self.module_names):
            raise ValidationError(_("Shorten each module to %(count)d characters.", count=LONGEST_NAME))

    def validate_grant_day(self, field: Field) -> None:
        parts = (cents_of(field.data), self.grant_days.data, self.grant_most.data)
        if field.data and not parts[0]:
            raise ValidationError(_("Enter an amount such as 690 or 690,50."))
        if any(parts) and not all(parts):
            raise ValidationError(_("Enter amount, days and people of the grant, or none of them."))

    @property
    def entry(self) -> ProgrammeEntry:
        return ProgrammeEntry(
            name=self.name.data,
            provider=self.provider.data,
            level=ProgrammeLevel(self.level.data),
            hours=self.hours.data,
            least_attendance=self.least_attendance.data,
            valid_months=self.valid_months.data,
            refresher_months=self.refresher_months.data,
            grant_day_cents=cents_of(self.grant_day.data),
            grant_days=self.grant_days.data,
            grant_most=self.grant_most.data,
            body=self.body.data or "",
            modules=self.module_names,
            prerequisites={int(number) for number in self.required.data or ()},
        )


class CohortForm(OnceForm):
    """Days are whole days here: the last one still counts."""

    name = text_field(_l("Name of the course"), most=LONGEST_NAME, required=_l("Enter a name."), filters=[one_line])
    seats = _NumberField(_l("Seats"), most=MOST_SEATS)
    first_day = date_field(_l("Enrolment from"), _l("Enter the day as a date."))
    last_day = date_field(
        _l("Last day of enrolment"), _l("Enter the day as a date."), description=_l("Until midnight of this day.")
    )
    lock_day = date_field(
        _l("Last day on which seats are offered"),
        _l("Enter the day as a date."),
        description=_l("Whoever waits is offered seats that become free until then."),
    )
    place = text_field(_l("Place or link"), most=LONGEST_LINE, filters=[one_line])
    seat_cost = text_field(
        _l("Cost of a seat in euros"), most=20, filters=[one_line], description=_l("Such as 690 or 690,50.")
    )
    budget_line = text_field(_l("Budget line"), most=LONGEST_NAME, filters=[one_line])

    def validate_name(self, field: Field) -> None:
        refuse_short(field)

    def validate_last_day(self, field: Field) -> None:
        if self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_("Enter a last day that is not before the first."))

    def validate_lock_day(self, field: Field) -> None:
        if self.last_day.data and field.data < self.last_day.data:
            raise ValidationError(_("Enter a day that is not before the last day of enrolment."))

    def validate_seat_cost(self, field: Field) -> None:
        if field.data and self._cents is None:
            raise ValidationError(_("Enter an amount such as 690 or 690,50."))

    @property
    def _cents(self) -> int | None:
        return cents_of(self.seat_cost.data)

    @property
    def entry(self) -> CohortEntry:
        return CohortEntry(
            name=self.name.data,
            seats=self.seats.data,
            enrols_from=instant(self.first_day.data, time()),
            enrols_until=instant(self.last_day.data + A_DAY, time()),
            locks_at=instant(self.lock_day.data + A_DAY, time()),
            place=self.place.data or "",
            seat_cents=self._cents,
            budget_line=self.budget_line.data or "",
        )


class CopyCohortForm(OnceForm):
    name = text_field(_l("Name of the new course"), most=LONGEST_NAME, required=_l("Enter a name."), filters=[one_line])

    def validate_name(self, field: Field) -> None:
        refuse_short(field)


class CancelCohortForm(Form):
    reason = reason_field(_l("Why is the course cancelled?"), required=_l("Say why the course is cancelled."))

    def validate_reason(self, field: Field) -> None:
        refuse_short(field)


class SessionForm(OnceForm):
    """`module.choices` are given by the view; `trainer` is a name or an e-mail address."""

    on = date_field(_l("Day"), _l("Enter the day as a date."))
    starts = time_field(_l("From"), _l("Enter when it begins, such as 10:00."))
    ends = time_field(_l("Until"), _l("Enter when it ends, such as 11:30."))
    place = text_field(
        _l("Place or link"), most=LONGEST_LINE, filters=[one_line], description=_l("Empty: where the course is.")
    )
    module = SelectField(_l("Module"), validate_choice=True, default="")
    trainer = text_field(
        _l("Who teaches"),
        most=LONGEST_NAME,
        filters=[one_line],
        description=_l("Name or e-mail address of somebody with an account, or any other name."),
    )

    def offer(self, modules: Iterable[ProgrammeModule]) -> None:
        self.module.choices = [("", _("No particular one")), *((str(one.id), one.name) for one in modules)]

    def validate_ends(self, field: Field) -> None:
        if self.starts.data is not None and field.data <= self.starts.data:
            raise ValidationError(_("Enter an end after the beginning."))

    @property
    def span(self) -> tuple[datetime, datetime]:
        return instant(self.on.data, self.starts.data), instant(self.on.data, self.ends.data)
