"""The form of the administration about a department."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, ValidationError
from wtforms.widgets import EmailInput

from accounts import queries
from accounts.forms.people import CheckboxesField, department_choices, number_or_none
from accounts.models import Department, Person
from core.forms import Form, OnceForm, text_field


class DepartmentForm(OnceForm):
    code = text_field(
        _l("Code"), most=20, required=_l("Enter the code."), description=_l("As in the organisation chart, such as 34.")
    )
    name = text_field(_l("Name"), most=120, required=_l("Enter the name."))
    parent = SelectField(_l("Belongs to"), coerce=number_or_none)
    head = text_field(_l("Head"), most=254, description=_l("E-mail address or full name of somebody with an account."))
    phone = text_field(_l("Phone"), most=60)
    email = text_field(_l("E-mail address"), most=254, widget=EmailInput())
    location = text_field(_l("Place"), most=200)
    is_counted = BooleanField(_l("Counts for the goal “a pilot in every department”"), default=True)

    def __init__(self, departments: Iterable[Department], *, own: Department | None = None, **values: Any) -> None:
        super().__init__(**values)
        others = [one for one in departments if own is None or one.id != own.id]
        keep = own.parent_id if own else None
        self.parent.choices = department_choices(others, _l("No other department"), keep=keep)
        self.head_person: Person | None = None

    def validate_email(self, field: StringField) -> None:
        if field.data:
            Email(message=str(_l("Enter an e-mail address such as name@city.example.")))(self, field)

    def validate_head(self, field: Field) -> None:
        if not field.data:
            return
        found = queries.people_called([field.data])
        matches = found.get(field.data) or found.get(field.data.lower()) or []
        if not matches:
            raise ValidationError(str(_l("Nobody with this name or address has an account. Check the spelling.")))
        if len(matches) > 1:
            raise ValidationError(str(_l("Several people have this name. Enter the e-mail address.")))
        self.head_person = matches[0]


class MergeForm(Form):
    into = SelectField(_l("Into which department?"), coerce=number_or_none)

    def __init__(self, departments: Iterable[Department], own: Department, **values: Any) -> None:
        super().__init__(**values)
        self.into.choices = department_choices(
            [one for one in departments if one.id not in (own.id, own.parent_id)], _l("Please choose")
        )

    def validate_into(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(str(_l("Choose the department into which it goes.")))


class SplitForm(OnceForm):
    """`people` may stay empty: then nobody moves yet."""

    code = text_field(_l("Code of the new department"), most=20, required=_l("Enter the code."))
    name = text_field(_l("Name of the new department"), most=120, required=_l("Enter the name."))
    people = CheckboxesField(_l("Who goes there"))

    def __init__(self, people: Iterable[Person], **values: Any) -> None:
        super().__init__(**values)
        self.people.choices = [SelectChoice(str(one.id), one.name) for one in people]
