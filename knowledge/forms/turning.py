"""The form that turns a thread into a question."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.fields import one_line, refuse_short
from core.forms import Form, text_field
from knowledge.forms.fields import names_of_tags, refuse_unfit_tags, title_field

LONGEST_TAGS = 400


class TurnForm(Form):
    """`accepted` and `taken` are numbers of posts; their choices are given by the view."""

    title = title_field(_l("The question in one sentence"))
    accepted = RadioField(_l("Which post is the answer?"), coerce=int, validate_choice=False)
    taken = SelectMultipleField(
        _l("Which posts come along?"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    tags = text_field(_l("Tags"), most=LONGEST_TAGS, filters=[one_line])

    @property
    def tag_names(self) -> list[str]:
        return names_of_tags(self.tags.data)

    def validate_title(self, field: Field) -> None:
        refuse_short(field)

    def validate_tags(self, field: Field) -> None:
        refuse_unfit_tags(names_of_tags(field.data))

    def validate_accepted(self, field: Field) -> None:
        if field.data not in (self.taken.data or []):
            raise ValidationError(_("Choose the post that is the answer; it has to come along."))
