"""How this browser shows the site: colours and language, kept in two cookies."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.rules import everyone
from core import config, web
from core.access import allow
from home.forms import DisplayForm
from home.views.blueprint import blueprint

KEPT_FOR = timedelta(days=365)


@blueprint.route("/ansicht", methods=["GET", "POST"])
@allow(everyone)
def display() -> ResponseReturnValue:
    form = DisplayForm(theme=web.theme(), language=_offered_language(), next=_came_from())
    if form.validate_on_submit():
        response = web.see_other(web.own_address(form.next.data))
        for name in ("theme", "language"):
            _remember(response, name, form[name].data)
        return response
    status = 422 if form.errors else 200
    return render_template("home/display.html", form=form, has_errors=bool(form.errors)), status


def _offered_language() -> str:
    """What the link in the footer offers, else what is shown now."""
    wanted = request.args.get("sprache")
    return wanted if wanted in web.LANGUAGES else web.language()


def _came_from() -> str:
    """The page with the link: named by `next`, else by the browser, if it is one of ours."""
    referrer = urlsplit(request.referrer or "")
    path = f"{referrer.path}?{referrer.query}".rstrip("?") if referrer.netloc == request.host else "/"
    target = web.own_address(request.args.get("next") or path)
    return "/" if urlsplit(target).path == request.path else target


def _remember(response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=KEPT_FOR,
        secure=config.current().is_https,
        httponly=True,
        samesite="Lax",
    )
