"""What tests of certificates share: a programme, and certificates of it."""

from datetime import date, timedelta
from itertools import count

from sqlalchemy import select

from accounts.queries.organisation import today
from core.db import db, transaction
from pilots.actions.certificates import Completion, issue_certificate
from pilots.models import Certificate, Programme, ProgrammeLevel, ProgrammeModule
from pilots.queries.certificates import code_of
from pilots.rules.certificate_codes import written
from tests.conftest import person

_numbers = count(1)


def programme(
    *, valid_months: int | None = 24, name: str = "Grundlehrgang Digitallotsin und Digitallotse"
) -> Programme:
    """There is one of each name. The caller holds a transaction."""
    slug = f"lehrgang-{name.lower().replace(' ', '-')}-{valid_months}"
    if found := db.session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none():
        return found
    made = Programme(
        slug=slug,
        name=name,
        provider="Digitalakademie@bw",
        level=ProgrammeLevel.BASIC,
        hours=24,
        least_attendance=80,
        valid_months=valid_months,
        author_id=person("olga").id,
        submission=slug,
    )
    made.modules = [ProgrammeModule(position=1, name="Prozesse"), ProgrammeModule(position=2, name="Barrierefreiheit")]
    db.session.add(made)
    db.session.flush()
    return made


def certify(
    key: str | None = "erika", *, name: str = "", on: date | None = None, valid_months: int | None = 24
) -> Certificate:
    """Issued by Olga; without a key for an external of this name."""
    with transaction():
        holder = person(key) if key else None
        completion = Completion(
            programme=programme(valid_months=valid_months),
            holder_name=name or (holder.name if holder else "Eva Extern"),
            issued_on=on or today() - timedelta(days=10),
            person_id=holder.id if holder else None,
        )
        return issue_certificate(actor=person("olga"), completion=completion, submission=f"t{next(_numbers)}")


def again(certificate: Certificate) -> Certificate:
    """As the database has it now."""
    db.session.rollback()
    return db.session.get_one(Certificate, certificate.id)


def code(certificate: Certificate) -> str:
    return written(code_of(again(certificate)))


def check_path(certificate: Certificate) -> str:
    return f"/zertifikat/{code(certificate)}"
