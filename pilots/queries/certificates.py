"""Reads of certificates: the public check, one's own, the office's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Actor, Person
from accounts.queries.notices import Subject
from core.db import db
from core.errors import NotFound
from core.hashing import hashed
from core.sealing import Marks, SealingUnavailable
from core.search.analysis import fold
from pilots.models import Certificate, CertificateMove, CertificateState, Programme
from pilots.rules import certificates as rules
from pilots.rules.certificate_codes import LONGEST_TYPED, make_code, read_code

PAGE = 30
PURPOSE = "certificate"


@dataclass(frozen=True)
class CertificateFilter:
    """What the address of the office's list says."""

    words: str = ""
    programme_id: int | None = None
    state: str = ""


def code_from(seed: str) -> str:
    """The code of the certificate with this seed. Raises SealingUnavailable."""
    marks = Marks(PURPOSE)
    return make_code(lambda attempt: marks.of(seed, attempt))


def code_of(certificate: Certificate) -> str:
    """Raises SealingUnavailable, also when another key made it."""
    code = code_from(certificate.seed)
    if hashed(code) != certificate.code_hash:
        raise SealingUnavailable("another key made this code")
    return code


def next_number(year: int) -> str:
    """Within its year; the caller holds the lock of the numbers. One that was given out is never given out again."""
    given = select(func.max(Certificate.number)).where(Certificate.number.startswith(f"{year}-"))
    newest = db.session.scalar(given)
    return f"{year}-{int(newest.split('-')[1]) + 1 if newest else 1:05}"


@cache
def _by_hash() -> Select[Certificate]:
    return (
        select(Certificate).where(Certificate.code_hash == bindparam("code")).options(joinedload(Certificate.programme))
    )


def certificate_with(typed: str) -> Certificate | None:
    """The one whose code this is. What is no code at all is looked up as well, so that the answer takes as long."""
    return db.session.scalars(_by_hash(), {"code": hashed(read_code(typed) or typed[:LONGEST_TYPED])}).one_or_none()


@cache
def _with_all() -> Select[Certificate]:
    return select(Certificate).options(joinedload(Certificate.programme), joinedload(Certificate.cohort))


def certificates_of(person: Person) -> Sequence[Certificate]:
    """One's own, the newest first."""
    mine = _with_all().where(Certificate.person_id == person.id)
    return db.session.scalars(mine.order_by(Certificate.issued_on.desc(), Certificate.id.desc())).all()


def get_certificate(person: Actor, number: int) -> Certificate:
    """By its id, with programme and cohort. Raises NotFound for everybody whom it does not concern."""
    modules = joinedload(Certificate.programme).selectinload(Programme.modules)
    found = db.session.scalars(_with_all().options(modules).where(Certificate.id == number)).one_or_none()
    if found is None or not rules.can_see_certificate(person, found):
        raise NotFound
    return found


def moves_of(certificate: Certificate) -> Sequence[CertificateMove]:
    """Its history, with who acted."""
    of_it = select(CertificateMove).where(CertificateMove.subject_id == certificate.id)
    return db.session.scalars(of_it.options(joinedload(CertificateMove.actor)).order_by(CertificateMove.seq)).all()


def replacement_of(certificate: Certificate) -> Certificate | None:
    return db.session.scalars(select(Certificate).where(Certificate.replaces_id == certificate.id)).one_or_none()


def certificate_page(
    chosen: CertificateFilter, *, before: int | None = None
) -> tuple[Sequence[Certificate], int | None]:
    """The office's list, newest first, and the key of the page after it."""
    statement = _with_all().where(*_conditions(chosen))
    if before is not None:
        statement = statement.where(Certificate.id < before)
    found = db.session.scalars(statement.order_by(Certificate.id.desc()).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return shown, shown[-1].id if len(found) > PAGE else None


def _conditions(chosen: CertificateFilter) -> list[ColumnElement[bool]]:
    found = [_about(chosen.words)] if chosen.words else []
    if chosen.programme_id is not None:
        found.append(Certificate.programme_id == chosen.programme_id)
    if chosen.state:
        found.append(Certificate.state == CertificateState(chosen.state))
    return found


def _about(words: str) -> ColumnElement[bool]:
    """By code, by register number, or by all words of the name."""
    if code := read_code(words):
        return Certificate.code_hash == hashed(code)
    named = and_(*(Certificate.sort_name.contains(fold(word), autoescape=True) for word in words.split()))
    return or_(Certificate.number == words, named)


def certificate_subjects(person: Person, numbers: Sequence[int]) -> dict[int, Subject]:
    """Notices about certificates lead to one's own."""
    found = db.session.scalars(_with_all().where(Certificate.id.in_(numbers), Certificate.person_id == person.id))
    return {one.id: Subject(one.programme.name, certificate_path(one.id)) for one in found}


def certificate_path(number: int) -> str:
    return f"/ich/zertifikate/{number}"


def certified_programmes() -> Sequence[Programme]:
    """Those of which there are certificates, by name."""
    named = select(Certificate.programme_id)
    return db.session.scalars(select(Programme).where(Programme.id.in_(named)).order_by(Programme.name)).all()


def every_programme() -> Sequence[Programme]:
    """Archived ones too: somebody may have completed one long ago."""
    return db.session.scalars(select(Programme).order_by(Programme.name, Programme.id)).all()


def withdrawn_certificates() -> list[Certificate]:
    """Revoked and replaced ones: their badges hold no longer."""
    gone = Certificate.state.in_([CertificateState.REVOKED, CertificateState.REPLACED])
    return [*db.session.scalars(select(Certificate).where(gone).order_by(Certificate.id))]


def email_of_holder(certificate: Certificate) -> str | None:
    return db.session.scalar(select(Person.email).where(Person.id == certificate.person_id))
