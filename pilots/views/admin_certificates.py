"""The office's pages of certificates: the list with its search, issuing, replacing, revoking."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.queries.organisation import today
from core.access import actor, allow, ensure
from core.db import transaction
from core.errors import Conflict
from core.forms import Form
from core.web import LARGEST_ID, see_other
from pilots.actions import certificates as actions
from pilots.forms.certificates import IssueCertificateForm, ReplaceCertificateForm, RevokeCertificateForm
from pilots.models import Certificate, CertificateState, RevocationReason
from pilots.queries import certificates as queries
from pilots.queries.programmes import get_programme
from pilots.rules import certificates as rules
from pilots.views.blueprint import blueprint

STATE_NAMES = {
    CertificateState.VALID: _l("Valid"),
    CertificateState.EXPIRED: _l("Expired"),
    CertificateState.REVOKED: _l("Revoked"),
    CertificateState.REPLACED: _l("Replaced"),
    CertificateState.ANONYMISED: _l("Without personal data"),
}
WORDS = {
    "step_not_allowed": _l("This certificate is not valid any more, so that nothing of the kind can be done with it."),
    "issued_later": _l("Enter a day that is not after today."),
    "over_already": _l("A certificate of this day would not be valid any more."),
}


@blueprint.get("/verwaltung/zertifikate")
@allow(rules.can_manage_certificates)
def admin_certificates() -> str:
    chosen = _chosen()
    found, next_key = queries.certificate_page(chosen, before=_number("vor"))
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in ("q", "lehrgang", "stand")}
    return render_template(
        "pilots/admin_certificates.html",
        certificates=found,
        chosen=chosen,
        is_filtered=chosen != queries.CertificateFilter(),
        programmes=[("", _("All")), *((one.id, one.name) for one in queries.certified_programmes())],
        states=[("", _("All")), *STATE_NAMES.items()],
        next_url=url_for(".admin_certificates", **kept, vor=next_key) if next_key else None,
        today=today(),
    )


def _chosen() -> queries.CertificateFilter:
    state = request.args.get("stand", "")
    return queries.CertificateFilter(
        words=request.args.get("q", "").strip(),
        programme_id=_number("lehrgang"),
        state=state if state in set(CertificateState) else "",
    )


def _number(name: str) -> int | None:
    found = request.args.get(name, type=int)
    return found if found is not None and 0 < found <= LARGEST_ID else None


@blueprint.route("/verwaltung/zertifikate/neu", methods=["GET", "POST"])
@allow(rules.can_manage_certificates)
def issue_certificate() -> ResponseReturnValue:
    form = IssueCertificateForm()
    form.offer(queries.every_programme())
    made: list[Certificate] = []
    if form.validate_on_submit() and _done(form, lambda: made.append(_issued(form))):
        flash(_("The certificate is issued."), "success")
        return see_other(url_for(".certificate", number=made[0].id))
    return _form_page("pilots/issue_certificate.html", form)


def _issued(form: IssueCertificateForm) -> Certificate:
    completion = actions.Completion(
        programme=get_programme(actor(), int(form.programme.data)),
        holder_name=form.printed_name,
        issued_on=form.issued_on.data,
        person_id=form.person.id if form.person else None,
    )
    return actions.issue_certificate(actor=actor(), completion=completion, submission=form.submission.data or "")


@blueprint.route("/verwaltung/zertifikate/<int:number>/ersetzen", methods=["GET", "POST"])
@allow(rules.can_manage_certificates)
def replace_certificate(number: int) -> ResponseReturnValue:
    found = queries.get_certificate(actor(), number)
    ensure(rules.can_take_step(actor(), found, "replace_certificate"))
    form = ReplaceCertificateForm(data={"name": found.holder_name})
    made: list[Certificate] = []

    def step() -> None:
        made.append(actions.replace_certificate(actor=actor(), certificate=found, holder_name=form.name.data))

    if form.validate_on_submit() and _done(form, step):
        flash(_("The new certificate is issued, the old one does not hold any more."), "success")
        return see_other(url_for(".certificate", number=made[0].id))
    return _form_page("pilots/replace_certificate.html", form, certificate=found)


@blueprint.route("/verwaltung/zertifikate/<int:number>/widerrufen", methods=["GET", "POST"])
@allow(rules.can_manage_certificates)
def revoke_certificate(number: int) -> ResponseReturnValue:
    found = queries.get_certificate(actor(), number)
    ensure(rules.can_take_step(actor(), found, "revoke_certificate"))
    form = RevokeCertificateForm()

    def step() -> None:
        reason = RevocationReason(form.reason.data)
        actions.revoke_certificate(actor=actor(), certificate=found, reason=reason)

    if form.validate_on_submit() and _done(form, step):
        flash(_("The certificate is revoked."), "success")
        return see_other(url_for(".certificate", number=number))
    return _form_page("pilots/revoke_certificate.html", form, certificate=found)


def _done(form: Form, step: Callable[[], object]) -> bool:
    """False, and the form says why, when it does not fit any more."""
    try:
        with transaction():
            step()
    except Conflict as error:
        form.form_errors.append(str(WORDS[error.code]))
        return False
    return True


def _form_page(template: str, form: Form, **values: Certificate) -> ResponseReturnValue:
    page = render_template(template, form=form, has_errors=bool(form.errors), **values)
    return page, 422 if form.errors else 200
