"""How this browser shows the site: colours and language, kept in two cookies."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.rules import everyone
from core import config, web
from core.access import allow
from core.errors import NotFound
from home.forms import DisplayForm
from home.views.blueprint import blueprint

KEPT_FOR = timedelta(days=365)


@blueprint.route("/ansicht", methods=["GET", "POST"])
@allow(everyone)
def display() -> ResponseReturnValue:
    form = DisplayForm(theme=web.theme(), language=web.language(), next=_came_from())
    if form.validate_on_submit():
        response = web.see_other(web.own_address(form.next.data))
        for name in ("theme", "language"):
            _remember(response, name, form[name].data)
        return response
    status = 422 if form.errors else 200
    return render_template("home/display.html", form=form, has_errors=bool(form.errors)), status


@blueprint.get("/ansicht/sprache/<language>")
@allow(everyone)
def choose_language(language: str) -> ResponseReturnValue:
    """The link in the footer: this browser changes its language at once and stays where it is."""
    if language not in web.LANGUAGES:
        raise NotFound
    response = web.see_other(_came_from())
    _remember(response, "language", language)
    return response


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
