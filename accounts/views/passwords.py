"""Passwords: forgotten, set by a link from a mail, changed."""

from flask import current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import actions, queries
from accounts.forms.sign_in import PRESENT_PASSWORD, ChangePasswordForm, ForgotPasswordForm, NewPasswordForm
from accounts.models import LinkPurpose, OneTimeLink
from accounts.rules import everyone, signed_in
from accounts.views.blueprint import blueprint
from accounts.views.devices import device_words
from accounts.views.session import begin_session
from accounts.views.sign_in import address_limit, is_failure, sign_in_limit, typed_account
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict, NotFound
from core.limits import by_person, limiter
from core.web import see_other


@blueprint.route("/passwort-vergessen", methods=["GET", "POST"])
@allow(everyone)
@limiter.limit(address_limit, methods=["POST"])
@limiter.limit(sign_in_limit, methods=["POST"], key_func=typed_account)
def forgot_password() -> ResponseReturnValue:
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        with transaction():
            actions.request_reset(email=form.email.data)
        flash(
            _(
                "If there is an account with this address, an e-mail with a link is on its way. "
                "The link works for one hour."
            ),
            "success",
        )
        return see_other(url_for("accounts.forgot_password"))
    return _page("accounts/forgot_password.html", form)


@blueprint.route("/passwort/<token>", methods=["GET", "POST"])
@allow(everyone)
@limiter.limit(address_limit, methods=["POST"])
def reset_password(token: str) -> ResponseReturnValue:
    link = _link(token, LinkPurpose.RESET)
    if link is None:
        return render_template("accounts/lapsed_link.html", purpose="reset"), 404
    form = NewPasswordForm(link.person)
    if form.validate_on_submit() and _set_password(link, form):
        flash(
            _("Your new password is valid from now on. You were signed out everywhere else and your tokens ended."),
            "success",
        )
        return see_other("/" if actor().is_signed_in else url_for("accounts.sign_in"))
    return _page("accounts/reset_password.html", form)


@blueprint.route("/einladung/<token>", methods=["GET", "POST"])
@allow(everyone)
@limiter.limit(address_limit, methods=["POST"])
def accept_invitation(token: str) -> ResponseReturnValue:
    link = _link(token, LinkPurpose.INVITATION)
    if link is None:
        return render_template("accounts/lapsed_link.html", purpose="invitation"), 404
    form = NewPasswordForm(link.person)
    if form.validate_on_submit() and _set_password(link, form):
        begin_session(link.person, form.password.data, device_words(request.user_agent.string))
        flash(_("Welcome to Lotsennetz. You are signed in."), "success")
        return see_other("/")
    return _page("accounts/accept_invitation.html", form)


@blueprint.route("/ich/passwort", methods=["GET", "POST"])
@allow(signed_in)
@limiter.limit(sign_in_limit, methods=["POST"], key_func=by_person, deduct_when=is_failure)
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm(actor(), queries.tokens_of(actor()))
    if form.validate_on_submit() and _changed(form):
        flash(_("Your new password is valid from now on. You were signed out everywhere else."), "success")
        return see_other(url_for("accounts.profile"))
    return _page("accounts/change_password.html", form)


def _link(token: str, purpose: LinkPurpose) -> OneTimeLink | None:
    try:
        return queries.link_of_token(token, purpose, current_app.config["SECRET_KEY"])
    except NotFound:
        return None


def _set_password(link: OneTimeLink, form: NewPasswordForm) -> bool:
    """Hashing is slow and comes first, so that nobody waits for the write lock meanwhile."""
    if queries.has_password(link.person, form.password.data):
        form.password.errors = [PRESENT_PASSWORD]
        return False
    password_hash = queries.hash_password(form.password.data)
    kept = actor().sign_in_id if actor().id == link.person_id else None
    try:
        with transaction():
            actions.set_password(link=link, password_hash=password_hash, keep_sign_in_id=kept)
    except Conflict:
        form.form_errors.append(_("This link has been used already. Ask for a new one."))
        return False
    return True


def _changed(form: ChangePasswordForm) -> bool:
    person, proven_hash = actor(), actor().password_hash
    if not queries.has_password(person, form.current_password.data):
        form.current_password.errors = [_("This is not your current password.")]
        return False
    password_hash = queries.hash_password(form.password.data)
    try:
        with transaction():
            actions.change_password(
                actor=person,
                proven_hash=proven_hash,
                password_hash=password_hash,
                end_tokens="end_tokens" not in form or form.end_tokens.data,
            )
    except Conflict:
        form.form_errors.append(_("Your password was changed meanwhile. Sign in again."))
        return False
    return True


def _page(template: str, form: NewPasswordForm | ForgotPasswordForm) -> ResponseReturnValue:
    return render_template(template, form=form, has_errors=bool(form.errors)), 422 if form.errors else 200
