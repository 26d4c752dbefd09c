"""One's own certificates: the list, one of them, the paper, and taking one's name out."""

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries.organisation import today
from accounts.rules import signed_in
from core import pdf, qr
from core.access import actor, allow, ensure
from core.db import transaction
from core.errors import NotFound
from core.limits import by_person, limiter
from core.sealing import SealingUnavailable
from core.web import absolute, see_other
from pilots.actions.certificates import erase_certificate
from pilots.models import Certificate
from pilots.queries import certificates as queries
from pilots.rules import certificates as rules
from pilots.rules.certificate_codes import written
from pilots.views.blueprint import blueprint

SHEETS_LIMIT = "10/minute"
"""Each keeps a processor busy for a second or two."""


@blueprint.get("/ich/zertifikate")
@allow(signed_in)
def own_certificates() -> str:
    person = actor()
    found = queries.certificates_of(person) if person.is_signed_in else []
    return render_template("pilots/own_certificates.html", certificates=found, today=today())


@blueprint.get("/ich/zertifikate/<int:number>")
@allow(signed_in)
def certificate(number: int) -> str:
    """Also for the office, which comes from its list."""
    found = queries.get_certificate(actor(), number)
    is_holder = rules.is_holder(actor(), found)
    return render_template(
        "pilots/certificate.html",
        certificate=found,
        state=found.state_on(today()),
        moves=queries.moves_of(found),
        replacement=queries.replacement_of(found),
        code=_code(found),
        has_sheet=pdf.is_available() and rules.can_print_certificate(actor(), found),
        is_holder=is_holder,
        can=lambda step: rules.can_take_step(actor(), found, step),
        can_erase=rules.can_erase(actor(), found),
    )


def _code(found: Certificate) -> str | None:
    """As it is printed; None when nobody needs it or the key is missing."""
    if not rules.can_print_certificate(actor(), found):
        return None
    try:
        return written(queries.code_of(found))
    except SealingUnavailable:
        return None


@blueprint.get("/ich/zertifikate/<int:number>/zertifikat.pdf")
@allow(signed_in)
@limiter.limit(SHEETS_LIMIT, key_func=by_person)
def certificate_sheet(number: int) -> ResponseReturnValue:
    found = queries.get_certificate(actor(), number)
    if not (pdf.is_available() and rules.can_print_certificate(actor(), found)):
        raise NotFound
    try:
        sheet = Response(pdf.to_pdf(sheet_page(found)), content_type="application/pdf")
    except (pdf.NoPdf, SealingUnavailable):
        flash(_("The PDF could not be made just now. Try again later."), "danger")
        return see_other(url_for(".certificate", number=number))
    sheet.headers["Content-Disposition"] = f'inline; filename="zertifikat-{found.number}.pdf"'
    return sheet


def sheet_page(found: Certificate) -> str:
    """Raises SealingUnavailable."""
    code = written(queries.code_of(found))
    address = absolute(url_for(".check_certificate", number=code))
    drawing = qr.to_svg(address, title=_("QR code that leads to %(address)s", address=address))
    return render_template(
        "pilots/certificate_sheet.html", certificate=found, code=code, address=address, drawing=drawing, today=today()
    )


@blueprint.route("/ich/zertifikate/<int:number>/daten-loeschen", methods=["GET", "POST"])
@allow(signed_in)
def erase_certificate_data(number: int) -> ResponseReturnValue:
    found = queries.get_certificate(actor(), number)
    ensure(rules.can_erase(actor(), found))
    if request.method == "GET":
        return render_template("pilots/erase_certificate_data.html", certificate=found)
    is_holder = rules.is_holder(actor(), found)
    with transaction():
        erase_certificate(actor=actor(), certificate=found)
    flash(
        _("The personal data are deleted. Whoever has the code still sees that the certificate is genuine."), "success"
    )
    return see_other(url_for(".own_certificates" if is_holder else ".admin_certificates"))
