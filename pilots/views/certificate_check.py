"""The public check of a certificate: without an account, and without a name unless somebody types it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.queries.organisation import today
from accounts.rules import everyone
from core.access import allow
from core.limits import limiter
from core.web import see_other
from pilots.forms.certificates import ConfirmNameForm
from pilots.models import Certificate
from pilots.queries.certificates import certificate_with
from pilots.rules.certificate_codes import LONGEST_TYPED, read_code, written
from pilots.rules.certificates import is_same_name
from pilots.views.blueprint import blueprint

CHECKS_LIMIT = "30/minute;300/hour"
"""From one address: a personnel office checks a stack of papers, and nobody tries out codes or names."""
checks_limit = limiter.shared_limit(CHECKS_LIMIT, scope="certificates")


@blueprint.get("/zertifikat")
@allow(everyone)
@checks_limit
def certificate_search() -> ResponseReturnValue:
    if typed := request.args.get("code", "").strip()[:LONGEST_TYPED]:
        code = read_code(typed)
        return see_other(url_for(".check_certificate", number=written(code) if code else typed))
    return render_template("pilots/certificate_search.html")


@blueprint.route("/zertifikat/<number>", methods=["GET", "POST"])
@allow(everyone)
@checks_limit
def check_certificate(number: str) -> ResponseReturnValue:
    """`number` is the code. What is no code and what is nobody's code get the same answer."""
    certificate = certificate_with(number)
    if certificate is None:
        return render_template("pilots/check_certificate.html", certificate=None), 404
    return _shown(certificate)


def _shown(certificate: Certificate) -> ResponseReturnValue:
    form = None if certificate.is_erased else ConfirmNameForm()
    fits = None
    if form is not None and form.validate_on_submit():
        fits = is_same_name(form.name.data, certificate.holder_name)
    page = render_template(
        "pilots/check_certificate.html",
        certificate=certificate,
        state=certificate.state_on(today()),
        ended_at=certificate.moves[-1].at,
        form=form,
        fits=fits,
        has_errors=bool(form and form.errors),
    )
    return page, 422 if form and form.errors else 200
