"""Nothing typed is lost: what was posted after the session had ended comes back after signing in.

The posted fields travel in the sign-in form, signed for this browser alone, so that nobody can make somebody else
post something. Passwords and files are left out; a form that comes from another site is not carried at all, and
neither is a button without a text. What a draft brings back is only ever shown: `transaction()` refuses to write.
"""

import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer

from accounts.forms.sign_in import SignInForm
from accounts.views.blueprint import blueprint
from accounts.views.session import DRAFTS_KEY
from core.access import SignInNeeded, actor
from core.db import RESUME
from core.errors import OnlyShown
from core.hashing import new_secret
from core.web import comes_from_here, error_page, error_text, own_address, problem, see_other, wants_json

MOST_CHARACTERS = 200_000
LASTS_SECONDS = 24 * 3600
NOT_CARRIED = ("csrf_token", RESUME)
# What a form brings without anybody having written it.
NOT_WRITTEN = ("submission", "next", "seen", "base", "until", "kept")


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


@blueprint.app_errorhandler(OnlyShown)
def show_page_again(_error: OnlyShown) -> ResponseReturnValue:
    """A draft for a button: its page, where the person decides anew."""
    flash(_("Nothing was changed. Look at the page and press the button once more."), "info")
    return see_other(_address() if _answers_get() else "/")


def show_kept_text(draft: Draft, status: int) -> ResponseReturnValue:
    return render_template("accounts/kept_text.html", draft=draft), status


def sent_draft() -> Draft | None:
    """What was written in the form that this request brought; None when there is nothing to write in it, when it
    is too long to carry or comes from another site."""
    fields = _sent_fields()
    length = sum(len(name) + len(value) for name, value in fields)
    is_fit = _answers_get() and _is_written(fields) and length <= MOST_CHARACTERS and comes_from_here()
    return Draft(_address(), fields) if is_fit else None


def draft_of(form: SignInForm) -> Draft | None:
    """The draft that came with the sign-in; one that is not this browser's own is dropped from the form too."""
    draft = unpack(form.draft.data) if comes_from_here() else None
    if draft is None:
        form.draft.data = ""
    return draft


def pack(draft: Draft) -> str:
    """Signed, with a random value that only this browser's cookie holds."""
    drafts = session.setdefault(DRAFTS_KEY, new_secret())
    return str(_serializer().dumps(json.dumps([drafts, draft.address, draft.fields])))


def unpack(text: str | None) -> Draft | None:
    """None for nothing, for what this site has not signed or signed for another browser, and after a day."""
    try:
        drafts, address, fields = json.loads(_serializer().loads(text or "", max_age=LASTS_SECONDS))
    except (BadData, ValueError):
        return None
    if not hmac.compare_digest(str(drafts), str(session.get(DRAFTS_KEY, ""))):
        return None
    return Draft(own_address(address), [(name, value) for name, value in fields])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="accounts.draft")


def _is_carried(name: str) -> bool:
    return name not in NOT_CARRIED and "password" not in name


def _sent_fields() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if _is_carried(name)]


def _is_written(fields: list[tuple[str, str]]) -> bool:
    return any(value.strip() and name not in NOT_WRITTEN for name, value in fields)


def _answers_get() -> bool:
    """Whether the address shows a form of its own, to which a text can come back."""
    return "GET" in ((request.url_rule and request.url_rule.methods) or ())


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
    was_written = _is_written(_sent_fields())
    return render_template("accounts/sign_in.html", form=form, is_interrupted=True, was_written=was_written), 401


def _page_of_form() -> str:
    """Where the form stood, since its own address may answer no GET."""
    parts = urlsplit(request.referrer or "")
    return own_address(parts.path) if parts.netloc == request.host else "/"


def _sign_in_again() -> ResponseReturnValue:
    """The sign-in form itself was too old; who signed in meanwhile, in another tab, goes on at once."""
    form = SignInForm()
    draft = draft_of(form)
    if actor().is_signed_in:
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
