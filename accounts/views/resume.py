"""Nothing typed is lost: what was posted after the session had ended comes back after signing in.

The posted fields travel in the sign-in form, signed, so that nobody can make somebody else post something.
Passwords and files are left out; a form that comes from another site is not carried at all.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer

from accounts.forms.sign_in import SignInForm
from accounts.views.blueprint import blueprint
from core.access import SignInNeeded, actor
from core.web import comes_from_here, error_page, error_text, own_address, problem, see_other, wants_json

MOST_CHARACTERS = 200_000
LASTS_SECONDS = 24 * 3600
NOT_CARRIED = ("csrf_token", "resume")


@dataclass(frozen=True)
class Draft:
    """What somebody sent to an own address: names and values in their order."""

    address: str
    fields: list[tuple[str, str]]


@blueprint.app_errorhandler(SignInNeeded)
def ask_to_sign_in(_error: SignInNeeded) -> ResponseReturnValue:
    """Readers are led to the sign-in and back; writers find it in place of the answer, with their text in it."""
    if wants_json():
        return _problem(401)
    if request.method in ("GET", "HEAD"):
        return see_other(url_for("accounts.sign_in", next=_address()))
    return _sign_in_page(sent_draft())


@blueprint.app_errorhandler(CSRFError)
def renew_form(_error: CSRFError) -> ResponseReturnValue:
    """The form is older than the session: the same text, in a form of the present session."""
    if wants_json():
        return _problem(400)
    if request.endpoint == "accounts.sign_in":
        return _sign_in_again()
    if request.endpoint == "accounts.sign_out":
        return see_other("/")
    draft = sent_draft()
    if _may_see():
        return show_kept_text(draft, 400) if draft else error_page(400)
    return error_page(403) if actor().is_signed_in else _sign_in_page(draft)


def show_kept_text(draft: Draft, status: int) -> ResponseReturnValue:
    return render_template("accounts/kept_text.html", draft=draft), status


def sent_draft() -> Draft | None:
    """What this request brought; None when it is too long to carry or comes from another site."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if _is_carried(name)]
    length = sum(len(name) + len(value) for name, value in fields)
    return Draft(_address(), fields) if length <= MOST_CHARACTERS and comes_from_here() else None


def pack(draft: Draft) -> str:
    return str(_serializer().dumps(json.dumps([draft.address, draft.fields])))


def unpack(text: str | None) -> Draft | None:
    """None for nothing, for what this site has not signed, and after a day."""
    try:
        address, fields = json.loads(_serializer().loads(text or "", max_age=LASTS_SECONDS))
    except BadData:
        return None
    return Draft(own_address(address), [(name, value) for name, value in fields])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="accounts.draft")


def _is_carried(name: str) -> bool:
    return name not in NOT_CARRIED and "password" not in name


def _address() -> str:
    return own_address(request.full_path.rstrip("?"))


def _may_see() -> bool:
    """Whether the view's own rule lets this person in; all views carry one."""
    view: Any = current_app.view_functions[request.endpoint or ""]
    return bool(view.allowed_by(actor()))


def _sign_in_page(draft: Draft | None) -> ResponseReturnValue:
    form = SignInForm(formdata=None)
    form.next.data = draft.address if draft else _page_of_form()
    form.draft.data = pack(draft) if draft else ""
    return render_template("accounts/sign_in.html", form=form, is_interrupted=True), 401


def _page_of_form() -> str:
    """Where the form stood, since its own address may answer no GET."""
    parts = urlsplit(request.referrer or "")
    return own_address(parts.path) if parts.netloc == request.host else "/"


def _sign_in_again() -> ResponseReturnValue:
    """The sign-in form itself was too old; who signed in meanwhile, in another tab, goes on at once."""
    form = SignInForm()
    if actor().is_signed_in:
        draft = unpack(form.draft.data)
        return show_kept_text(draft, 200) if draft else see_other(own_address(form.next.data))
    form.form_errors.append(
        _("The form had been open for too long, or your browser accepts no cookies. Sign in once more.")
    )
    return render_template("accounts/sign_in.html", form=form, has_errors=True), 400


def _problem(status: int) -> ResponseReturnValue:
    response = problem(status, *error_text(status))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
