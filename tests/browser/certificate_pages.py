"""The pages of certificates, for the tour."""

from typing import Any

from sqlalchemy import select

from core.db import db
from pilots.models import Certificate, CertificateState
from pilots.queries.certificates import code_of
from pilots.rules.certificate_codes import written
from tests.browser.pages import OFFICE, PILOT, VISITOR, Page, me, numbered

OWN = numbered(lambda: select(Certificate).where(Certificate.person_id == me(PILOT).id))
VALID = numbered(lambda: select(Certificate).where(Certificate.state == CertificateState.VALID))
REPLACED = numbered(lambda: select(Certificate).where(Certificate.state == CertificateState.REPLACED))


def _code(state: CertificateState) -> dict[str, Any]:
    found = db.session.scalars(select(Certificate).where(Certificate.state == state).limit(1)).one()
    return {"number": written(code_of(found))}


CERTIFICATE_PAGES = [
    Page("pilots.own_certificates", PILOT),
    Page("pilots.own_certificates", OFFICE, case="none"),
    Page("pilots.certificate", PILOT, OWN),
    Page("pilots.certificate", OFFICE, REPLACED, "replaced"),
    Page("pilots.erase_certificate_data", PILOT, OWN),
    Page("pilots.admin_certificates", OFFICE),
    Page("pilots.issue_certificate", OFFICE),
    Page("pilots.replace_certificate", OFFICE, VALID),
    Page("pilots.revoke_certificate", OFFICE, VALID),
    Page("pilots.certificate_search", VISITOR),
    Page("pilots.check_certificate", VISITOR, lambda: _code(CertificateState.VALID), "valid"),
    Page("pilots.check_certificate", VISITOR, lambda: _code(CertificateState.REPLACED), "replaced"),
    Page("pilots.check_certificate", VISITOR, lambda: {"number": "unbekannt"}, "unknown", 404),
]
