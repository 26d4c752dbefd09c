"""What programs ask for: health, robots.txt, the browser's icon."""

from collections.abc import Callable
from typing import cast

from flask import Response, current_app, jsonify, redirect
from flask.typing import ResponseReturnValue

from accounts.rules import everyone
from core import health
from core.access import allow
from home.views.blueprint import blueprint

PUBLIC = ("/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache", "/static/")
ROBOTS = "\n".join(["User-agent: *", *(f"Allow: {path}" for path in PUBLIC), "Disallow: /", ""])


@blueprint.get("/healthz")
@allow(everyone)
def healthz() -> ResponseReturnValue:
    """Codes only: the sentences, which may name addresses, are for `check` and the administration."""
    reasons = sorted({finding.code for finding in health.findings()})
    return jsonify({"status": "failing" if reasons else "ok", "reasons": reasons}), 503 if reasons else 200


@blueprint.get("/robots.txt")
@allow(everyone)
def robots() -> Response:
    return Response(ROBOTS, mimetype="text/plain")


@blueprint.get("/favicon.ico")
@allow(everyone)
def favicon() -> ResponseReturnValue:
    asset = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
    return redirect(asset("favicon.svg"))
