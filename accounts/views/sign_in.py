"""Signing in and out."""

from flask import Response, current_app, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from accounts import actions, queries
from accounts.forms.sign_in import SignInForm
from accounts.rules import everyone
from accounts.views.blueprint import blueprint
from accounts.views.devices import device_words
from accounts.views.resume import Draft, draft_of, show_kept_text
from accounts.views.session import begin_session, forget_session
from core.access import actor, allow
from core.db import transaction
from core.limits import by_form_field, limiter
from core.web import own_address, see_other


def sign_in_limit() -> str:
    return str(current_app.config["LOTSENNETZ"].sign_in_limit)


def address_limit() -> str:
    return str(current_app.config["LOTSENNETZ"].sign_in_address_limit)


def typed_account() -> str:
    return by_form_field("email")


def is_failure(response: Response) -> bool:
    """Who signs in costs nobody at the same address a try."""
    return response.status_code >= 400


def too_many_tries(_limit: RequestLimit) -> Response:
    """The form again, with the address and whatever text waits for the sign-in."""
    form = SignInForm()
    form.form_errors.append(_("Too many tries. Wait a minute, then try again."))
    return make_response(_page(form, 429))


@blueprint.route("/anmelden", methods=["GET", "POST"])
@allow(everyone)
@limiter.limit(address_limit, methods=["POST"], deduct_when=is_failure, on_breach=too_many_tries)
@limiter.limit(
    sign_in_limit, methods=["POST"], key_func=typed_account, deduct_when=is_failure, on_breach=too_many_tries
)
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and actor().is_signed_in:
        return see_other(own_address(request.args.get("next")))
    form = SignInForm()
    draft = draft_of(form)
    if form.validate_on_submit():
        if _signed_in(form):
            return _go_on(form, draft)
        form.form_errors.append(_("E-mail address and password do not belong together. Check both."))
    elif request.method == "GET":
        form.next.data = own_address(request.args.get("next"))
    return _page(form, 422 if form.errors else 200)


@blueprint.post("/abmelden")
@allow(everyone)
def sign_out() -> ResponseReturnValue:
    with transaction():
        actions.end_own_sign_in(actor=actor())
    forget_session()
    flash(_("You are signed out."), "success")
    return see_other(url_for("accounts.sign_in"))


def _signed_in(form: SignInForm) -> bool:
    password = form.password.data
    person = queries.proven_person(form.email.data, password)
    return person is not None and begin_session(person, password, device_words(request.user_agent.string))


def _go_on(form: SignInForm, draft: Draft | None) -> ResponseReturnValue:
    """Back to where they wanted to go; with what they had been writing, if their session ended over it."""
    return show_kept_text(draft, 200) if draft else see_other(own_address(form.next.data))


def _page(form: SignInForm, status: int) -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=form, has_errors=bool(form.errors)), status
