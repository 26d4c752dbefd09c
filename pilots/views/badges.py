"""Badges for programs: one's own to download, and for everybody the issuer, the key and what was revoked."""

import json
from typing import Any

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import everyone, signed_in
from core import config, signing
from core.access import actor, allow
from core.errors import NotFound
from core.limits import by_person, limiter
from core.sealing import SealingUnavailable
from core.signing import SigningUnavailable
from core.web import absolute, see_other
from pilots.models import Certificate
from pilots.queries import certificates as queries
from pilots.rules import badges
from pilots.rules.certificate_codes import written
from pilots.rules.certificates import can_print_certificate
from pilots.views.blueprint import blueprint
from pilots.views.certificate_check import checks_limit
from pilots.views.certificates import SHEETS_LIMIT


@blueprint.get("/zertifikat/aussteller")
@allow(everyone)
@checks_limit
def badge_issuer() -> Response:
    return _json({"@context": list(badges.CONTEXTS), **badges.profile(_issuer())})


@blueprint.get("/zertifikat/aussteller/schluessel")
@allow(everyone)
@checks_limit
def badge_key() -> Response:
    return _json(signing.public_key(key_address=_key_address()))


@blueprint.get("/zertifikat/aussteller/widerrufe")
@allow(everyone)
@checks_limit
def badge_revocations() -> Response:
    return _json(badges.revocation_list(queries.withdrawn_certificates(), _issuer()))


@blueprint.get("/ich/zertifikate/<int:number>/badge.jwt")
@allow(signed_in)
@limiter.limit(SHEETS_LIMIT, key_func=by_person)
def certificate_badge(number: int) -> ResponseReturnValue:
    found = queries.get_certificate(actor(), number)
    if not can_print_certificate(actor(), found):
        raise NotFound
    try:
        token = signing.signed(badges.claims(_badge(found), _issuer()), key_address=_key_address())
    except (SealingUnavailable, SigningUnavailable):
        flash(_("The badge could not be made just now. Try again later."), "danger")
        return see_other(url_for(".certificate", number=number))
    answer = Response(token, content_type="application/vc+jwt")
    answer.headers["Content-Disposition"] = f'attachment; filename="zertifikat-{found.number}.jwt"'
    return answer


def _badge(found: Certificate) -> badges.Badge:
    code = written(queries.code_of(found))
    return badges.Badge(
        certificate=found,
        criteria=render_template("pilots/badge_criteria.txt", programme=found.programme).strip(),
        check=absolute(url_for(".check_certificate", number=code)),
        email=queries.email_of_holder(found),
    )


def _issuer() -> badges.Issuer:
    settings = config.current()
    return badges.Issuer(
        name=_("City of %(city)s", city=settings.city),
        email=settings.contact_email,
        site=absolute("/"),
        profile=absolute(url_for(".badge_issuer")),
        revocations=absolute(url_for(".badge_revocations")),
    )


def _key_address() -> str:
    return absolute(url_for(".badge_key"))


def _json(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/json; charset=utf-8")
