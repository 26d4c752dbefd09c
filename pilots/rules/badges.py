"""A certificate as a badge that programs read: Open Badges 3.0, a credential after W3C's data model 2.0. Pure.

Source: www.imsglobal.org/spec/ob/v3p0, with its JSON Web Token proof format (8.2).
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from core.formats import LOCAL
from pilots.models import Certificate

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
REVOCATIONS = "1EdTechRevocationList"


@dataclass(frozen=True)
class Issuer:
    """Who issues, and where the public finds the profile and the list of what was revoked."""

    name: str
    email: str
    site: str
    profile: str
    revocations: str


@dataclass(frozen=True)
class Badge:
    """What goes into a badge. `check`: the address of the public page; `email`: None for externals."""

    certificate: Certificate
    criteria: str
    check: str
    email: str | None


def badge_id(certificate: Certificate) -> str:
    """Lasting, and telling nothing: the code is not in it."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'certificate {certificate.seed}')}"


def profile(issuer: Issuer) -> dict[str, Any]:
    return {"id": issuer.profile, "type": ["Profile"], "name": issuer.name, "url": issuer.site, "email": issuer.email}


def claims(badge: Badge, issuer: Issuer) -> dict[str, Any]:
    """The credential with the registered claims that the token needs."""
    certificate = badge.certificate
    starts = _midnight(certificate.issued_on)
    last = certificate.valid_until
    found = {
        "@context": list(CONTEXTS),
        "id": badge_id(certificate),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.programme.name,
        "issuer": profile(issuer),
        "validFrom": _iso(starts),
        "awardedDate": _iso(starts),
        "credentialSubject": _subject(badge, issuer),
        "credentialStatus": {"id": issuer.revocations, "type": REVOCATIONS},
        "evidence": [{"id": badge.check, "type": ["Evidence"], "name": certificate.number}],
        "iss": issuer.profile,
        "jti": badge_id(certificate),
        "nbf": int(starts.timestamp()),
    }
    if last is None:
        return found
    ends = _midnight(last + timedelta(days=1))
    return found | {"validUntil": _iso(ends), "exp": int(ends.timestamp())}


def revocation_list(certificates: list[Certificate], issuer: Issuer) -> dict[str, Any]:
    """`certificates`: those that were revoked or replaced. No reason: it concerns a person."""
    entries = [{"id": badge_id(one), "revoked": True} for one in certificates]
    return {"id": issuer.revocations, "issuer": issuer.profile, "revokedCredential": entries}


def _subject(badge: Badge, issuer: Issuer) -> dict[str, Any]:
    programme = badge.certificate.programme
    return {
        "type": ["AchievementSubject"],
        "identifier": _identifiers(badge),
        "achievement": {
            "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{issuer.site} programme {programme.id}')}",
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": programme.name,
            "description": programme.name,
            "criteria": {"narrative": badge.criteria},
            "creator": profile(issuer),
            "inLanguage": "de",
        },
    }


def _identifiers(badge: Badge) -> list[dict[str, Any]]:
    """The name as printed, which its holder gives away with the badge; the address as a salted hash."""
    name = {"type": "IdentityObject", "identityType": "name", "hashed": False}
    found = [name | {"identityHash": badge.certificate.holder_name}]
    if badge.email:
        salt = badge.certificate.seed[:16]
        hashed = f"sha256${hashlib.sha256((badge.email + salt).encode()).hexdigest()}"
        known = {"type": "IdentityObject", "identityType": "emailAddress", "hashed": True}
        found.append(known | {"identityHash": hashed, "salt": salt})
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
