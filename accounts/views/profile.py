"""My profile, what others see of me, and my tokens."""

from flask import current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import actions, queries
from accounts.forms.profile import ProfileForm, TokenForm
from accounts.models import Person
from accounts.rules import signed_in
from accounts.sentences import role_words
from accounts.views.blueprint import blueprint
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.forms import Form
from core.web import see_other


@blueprint.route("/ich", methods=["GET", "POST"])
@allow(signed_in)
def profile() -> ResponseReturnValue:
    person = queries.get_person(actor().id)
    form = _profile_form(person)
    if form.validate_on_submit():
        with transaction():
            actions.change_profile(actor=actor(), person=person, **_profile_values(form))
        flash(_("Your profile is saved."), "success")
        return see_other(url_for("accounts.profile"))
    page = render_template(
        "accounts/profile.html",
        form=form,
        person=person,
        role_words=role_words(person),
        contact=current_app.config["LOTSENNETZ"].contact_email,
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


def _profile_form(person: Person) -> ProfileForm:
    """Without consultation hours for those who are no pilot."""
    form = ProfileForm(obj=person)
    if not person.is_pilot:
        del form.consultation_hours
    return form


def _profile_values(form: ProfileForm) -> dict[str, str]:
    """A field that was not sent counts as emptied, never as None."""
    return {field.name: field.data or "" for field in form if field.name != "csrf_token"}


@blueprint.route("/ich/zugriff", methods=["GET", "POST"])
@allow(signed_in)
def tokens() -> ResponseReturnValue:
    """The secret stands on the answer to the form alone: no address and no cookie ever holds it."""
    form, secret = TokenForm(), None
    if form.validate_on_submit():
        secret = _new_token(form)
        form = form if secret is None else TokenForm(formdata=None)
    page = render_template(
        "accounts/tokens.html",
        form=form,
        secret=secret,
        tokens=queries.tokens_of(actor()),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


def _new_token(form: TokenForm) -> str | None:
    try:
        with transaction():
            _token, secret = actions.create_token(
                actor=actor(),
                person=actor(),
                label=form.label.data,
                may_write=form.access.data == "write",
            )
    except Conflict:
        form.form_errors.append(_("You have 20 tokens already. End one that you do not need any more."))
        return None
    return secret


@blueprint.post("/ich/zugriff/<int:number>/beenden")
@allow(signed_in)
def end_token(number: int) -> ResponseReturnValue:
    token = queries.get_token(actor(), number)
    if Form().validate_on_submit():
        with transaction():
            actions.end_token(actor=actor(), token=token)
        flash(_("The token works no longer."), "success")
    return see_other(url_for("accounts.tokens"))
