"""Forms of the exchange forum."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, SelectField, ValidationError
from wtforms.validators import Optional

from core.fields import LONGEST_REASON, one_line, refuse_short
from core.forms import Form, OnceForm, text_field
from knowledge.forms.fields import body_field, title_field
from knowledge.forms.files import WithFiles

LONGEST_BOARD, LONGEST_DESCRIPTION = 60, 200


class _Board(Form):
    """`board.choices` are (id, name), given by the view."""

    board = SelectField(_l("Part of the forum"), validate_choice=False)

    def validate_board(self, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Choose a part of the forum."))


class ThreadForm(_Board, WithFiles, OnceForm):
    title = title_field(_l("Your subject in one sentence"))
    body = body_field(_l("Your post"), required=_l("Write your post."))

    def validate_title(self, field: Field) -> None:
        refuse_short(field)

    def validate_body(self, field: Field) -> None:
        refuse_short(field)


class PostForm(WithFiles, OnceForm):
    body = body_field(_l("Your post"), required=_l("Write your post."))

    def validate_body(self, field: Field) -> None:
        refuse_short(field)


class EditPostForm(WithFiles, Form):
    body = body_field(_l("Your post"), required=_l("Write your post."))
    reason = text_field(_l("Why do you change this?"), most=LONGEST_REASON, filters=[one_line])

    def validate_body(self, field: Field) -> None:
        refuse_short(field)


class MoveThreadForm(_Board):
    pass


class ReadForm(Form):
    """Up to which post; left out: all of them."""

    bis = IntegerField(validators=[Optional()])


class BoardForm(Form):
    name = text_field(_l("Name"), most=LONGEST_BOARD, required=_l("Enter a name."), filters=[one_line])
    description = text_field(_l("What belongs there?"), most=LONGEST_DESCRIPTION, filters=[one_line])
