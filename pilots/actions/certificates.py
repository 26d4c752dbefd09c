"""Issuing, replacing, revoking and ending certificates, and taking the holder out of them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from accounts.actions import notify
from accounts.models import Notice, Person
from accounts.queries.organisation import today
from core import audit, sealing
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.formats import sort_name
from core.hashing import hashed
from pilots.actions.moves import take_step
from pilots.models import Certificate, CertificateMove, CertificateState, Programme, RevocationReason, Standing
from pilots.queries.certificates import code_from, next_number
from pilots.rules import certificates as rules

PERSONAL_NOTICES = ("certificate_issued", "certificate_replaced", "certificate_revoked")


@dataclass(frozen=True)
class Completion:
    """Who completed which programme, and when. `person_id` None: an external, known by name alone."""

    programme: Programme
    holder_name: str
    issued_on: date
    person_id: int | None = None
    cohort_id: int | None = None


def issue_certificate(*, actor: Person, completion: Completion, submission: str) -> Certificate:
    """By the office, for what was completed elsewhere or before. The holder is told.

    The same `submission` again gives the certificate it made the first time.
    Raises NotAllowed; Conflict issued_later for a day to come, over_already for one whose time is over.
    """
    ensure(rules.can_manage_certificates(actor))
    if completion.issued_on > today():
        raise Conflict("issued_later")
    last = rules.last_day(completion.issued_on, completion.programme.valid_months)
    if last is not None and last < today():
        raise Conflict("over_already")
    return _issued(actor, completion, f"office-{actor.id}-{submission}")


def certify_completion(*, completion: Completion, enrolment_id: int) -> Certificate:
    """What follows from completing a course, once, however often it is asked for."""
    return _issued(None, completion, f"enrolment-{enrolment_id}")


def replace_certificate(*, actor: Person, certificate: Certificate, holder_name: str) -> Certificate:
    """One with a new code takes its place, for another name or because the code got into wrong hands.

    Raises NotAllowed; Conflict step_not_allowed.
    """
    ensure(rules.can_manage_certificates(actor))
    _step(certificate, "replace_certificate", actor, Standing.OFFICE)
    same = Completion(
        certificate.programme, holder_name, certificate.issued_on, certificate.person_id, certificate.cohort_id
    )
    new = _made(same, f"replaces-{certificate.id}", certificate.valid_until)
    new.replaces_id = certificate.id
    _begin(new, actor)
    _record("pilots.replace_certificate", certificate, actor)
    _tell("certificate_replaced", new, actor)
    return new


def revoke_certificate(*, actor: Person, certificate: Certificate, reason: RevocationReason) -> Certificate:
    """Raises NotAllowed; Conflict step_not_allowed."""
    ensure(rules.can_manage_certificates(actor))
    _step(certificate, "revoke_certificate", actor, Standing.OFFICE, reason_class=reason)
    _record("pilots.revoke_certificate", certificate, actor)
    _tell("certificate_revoked", certificate, actor)
    return certificate


def expire_certificates() -> int:
    """Those whose last day is over; how many."""
    over = select(Certificate).where(Certificate.state == CertificateState.VALID, Certificate.valid_until < today())
    found = db.session.scalars(over.order_by(Certificate.id)).all()
    for certificate in found:
        _step(certificate, "expire_certificate", None, Standing.SYSTEM)
    return len(found)


def erase_certificate(*, actor: Person, certificate: Certificate) -> None:
    """Nothing leads to the holder any more; whoever has the code still learns that the certificate is genuine.

    Raises NotAllowed.
    """
    lock(certificate)
    ensure(rules.can_erase(actor, certificate))
    is_own = rules.is_holder(actor, certificate)
    # That it was the holder would name them.
    _erase(certificate, None if is_own else actor, Standing.PERSON if is_own else Standing.OFFICE)


def erase_certificates_of(person_id: int) -> int:
    """All of somebody whose account is erased; how many."""
    found = db.session.scalars(select(Certificate).where(Certificate.person_id == person_id)).all()
    for certificate in found:
        _erase(certificate, None, Standing.SYSTEM)
    return len(found)


def erase_ended_certificates(before: datetime) -> int:
    """Those that ended before: nobody has to prove with them any more what they know."""
    ended = CertificateMove.to_state != CertificateState.VALID
    since = select(CertificateMove.subject_id).where(ended, CertificateMove.at < before)
    found = db.session.scalars(
        select(Certificate).where(Certificate.erased_at.is_(None), Certificate.id.in_(since))
    ).all()
    for certificate in found:
        _erase(certificate, None, Standing.SYSTEM)
    return len(found)


def _issued(actor: Person | None, completion: Completion, source: str) -> Certificate:
    lock_name(f"certificate-{source}")
    if existing := db.session.scalars(select(Certificate).where(Certificate.source == source)).one_or_none():
        return existing
    last = rules.last_day(completion.issued_on, completion.programme.valid_months)
    certificate = _made(completion, source, last)
    _begin(certificate, actor)
    _record("pilots.issue_certificate", certificate, actor)
    _tell("certificate_issued", certificate, actor)
    return certificate


def _made(completion: Completion, source: str, valid_until: date | None) -> Certificate:
    """Not yet begun."""
    lock_name("certificate-numbers")
    sealing.make_key()
    seed = sealing.new_name()
    return Certificate(
        number=next_number(today().year),
        person_id=completion.person_id,
        holder_name=completion.holder_name,
        sort_name=sort_name(completion.holder_name),
        programme_id=completion.programme.id,
        cohort_id=completion.cohort_id,
        seed=seed,
        code_hash=hashed(code_from(seed)),
        source=source,
        issued_on=completion.issued_on,
        valid_until=valid_until,
    )


def _begin(certificate: Certificate, actor: Person | None) -> None:
    step = rules.MACHINE.step("issue_certificate")
    certificate.state = step.target
    db.session.add(certificate)
    db.session.flush()
    standing = Standing.OFFICE if actor else Standing.SYSTEM
    take_step(CertificateMove, certificate, step, origin=None, actor=actor, standing=standing)


def _step(certificate: Certificate, name: str, actor: Person | None, standing: Standing, **changes: object) -> None:
    """`changes`: what becomes true with the step. Raises Conflict step_not_allowed."""
    lock(certificate)
    origin = certificate.state
    rules.MACHINE.target(name, origin)
    for field, value in changes.items():
        setattr(certificate, field, value)
    take_step(CertificateMove, certificate, rules.MACHINE.step(name), origin=origin, actor=actor, standing=standing)


def _erase(certificate: Certificate, actor: Person | None, standing: Standing) -> None:
    lock(certificate)
    certificate.person_id, certificate.holder_name, certificate.sort_name = None, "", ""
    certificate.source = f"erased-{sealing.new_name()}"
    certificate.erased_at = utcnow()
    db.session.flush()
    if rules.MACHINE.allows("anonymise_certificate", certificate.state):
        _step(certificate, "anonymise_certificate", actor, standing)
    told = Notice.kind.in_(PERSONAL_NOTICES), Notice.subject_id == certificate.id
    db.session.execute(delete(Notice).where(*told))
    _record("pilots.erase_certificate", certificate, actor)


def _record(act: str, certificate: Certificate, actor: Person | None) -> None:
    audit.record(act, actor_id=actor.id if actor else None, subject=("certificate", certificate.id))


def _tell(kind: str, certificate: Certificate, actor: Person | None) -> None:
    if certificate.person_id is not None:
        notify(
            kind=kind, person_id=certificate.person_id, subject_id=certificate.id, actor_id=actor.id if actor else None
        )
