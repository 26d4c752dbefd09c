"""Who does what with certificates, how they move, and whether a name is the one printed. Pure."""

import re
import unicodedata
from datetime import date

from dateutil.relativedelta import relativedelta

from accounts.models import Actor
from core.machine import Machine, Step
from core.search.analysis import fold
from pilots.models import Certificate, Standing
from pilots.models import CertificateState as State

MACHINE: Machine[State] = Machine(
    (
        Step("issue_certificate", frozenset({None}), State.VALID, who=frozenset({Standing.OFFICE, Standing.SYSTEM})),
        Step("expire_certificate", frozenset({State.VALID}), State.EXPIRED, who=frozenset({Standing.SYSTEM})),
        Step("revoke_certificate", frozenset({State.VALID}), State.REVOKED, who=frozenset({Standing.OFFICE})),
        Step("replace_certificate", frozenset({State.VALID}), State.REPLACED, who=frozenset({Standing.OFFICE})),
        Step(
            "anonymise_certificate",
            frozenset({State.VALID}),
            State.ANONYMISED,
            who=frozenset({Standing.PERSON, Standing.OFFICE, Standing.SYSTEM}),
        ),
    )
)


def can_manage_certificates(person: Actor) -> bool:
    return person.is_office


def is_holder(person: Actor, certificate: Certificate) -> bool:
    return person.is_signed_in and certificate.person_id == person.id


def can_see_certificate(person: Actor, certificate: Certificate) -> bool:
    return is_holder(person, certificate) or can_manage_certificates(person)


def can_print_certificate(person: Actor, certificate: Certificate) -> bool:
    """One that holds, and whose holder is still known."""
    return can_see_certificate(person, certificate) and certificate.state is State.VALID


def can_take_step(person: Actor, certificate: Certificate, name: str) -> bool:
    """`name` of a step of the office."""
    return can_manage_certificates(person) and MACHINE.allows(name, certificate.state)


def can_erase(person: Actor, certificate: Certificate) -> bool:
    """Whoever holds it, and the office when somebody asks it to, in any state."""
    return can_see_certificate(person, certificate) and not certificate.is_erased


def last_day(issued_on: date, valid_months: int | None) -> date | None:
    """The last day on which it holds; None: for ever. One of 31 August for six months holds until 28 February."""
    return issued_on + relativedelta(months=valid_months, days=-1) if valid_months else None


def is_same_name(typed: str, printed: str) -> bool:
    """However it is typed: in capitals, umlauts spelled out, without accents, with any hyphens and spaces."""
    return bool(printed) and _bare(typed) == _bare(printed) != ""


def _bare(name: str) -> str:
    return " ".join(fold(word) for word in re.split(r"[\W_]+", unicodedata.normalize("NFKC", name)) if word)
