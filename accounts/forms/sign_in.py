"""Forms about signing in and passwords."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField
from wtforms.validators import ValidationError

from accounts.forms.fields import email_field, new_password, refuse_guessable, typed_password
from accounts.models import ApiToken, Person
from core.forms import Form

PRESENT_PASSWORD = _l("This is your password already. Choose another one.")


class SignInForm(Form):
    """`next` is where somebody wanted to go, `draft` what they were writing when their session had ended."""

    email = email_field(_l("E-mail address"))
    password = typed_password(_l("Password"))
    next = HiddenField()
    draft = HiddenField()


class ForgotPasswordForm(Form):
    email = email_field(_l("E-mail address"))


class NewPasswordForm(Form):
    """The first or a new password of `person`."""

    password = new_password(_l("New password"))

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person

    def validate_password(self, field: Field) -> None:
        refuse_guessable(field.data, self.person)


class ChangePasswordForm(NewPasswordForm):
    """`tokens`: there are some, so the person decides whether they end."""

    current_password = typed_password(_l("Current password"))
    end_tokens = BooleanField(
        _l("End all my tokens too"),
        default=True,
        description=_l(
            "Programs that use them stop until they get new ones. Leave it ticked if somebody knew your password."
        ),
    )

    def __init__(self, person: Person, tokens: Sequence[ApiToken]) -> None:
        super().__init__(person)
        self.tokens = tokens
        if not tokens:
            del self.end_tokens

    def validate_password(self, field: Field) -> None:
        super().validate_password(field)
        if field.data == self.current_password.data:
            raise ValidationError(PRESENT_PASSWORD)
