"""The grant of an enrolment: whether it is used, and writing down contract, voucher and money."""

from dataclasses import dataclass
from datetime import date

from accounts.queries.organisation import today
from core.db import lock_name, utcnow
from core.formats import LOCAL
from pilots.models import Cohort, Enrolment, Funding
from pilots.queries.enrolments import first_session_at, funded_people
from pilots.rules.grant import what_loses_grant


@dataclass(frozen=True)
class GrantEntry:
    """What the office fills in; `received_cents`: how much of the grant has come, None: nothing yet."""

    funding: Funding
    voucher_id: str = ""
    contract_on: date | None = None
    received_cents: int | None = None


def uses_grant(enrolment: Enrolment, cohort: Cohort) -> bool:
    """Whether the land can still pay for this one: somebody of the town, before the course, within the number."""
    programme = cohort.programme
    if programme.grant_most is None or enrolment.is_external:
        return False
    begins = first_session_at(cohort.id)
    lock_name(f"grant-{programme.id}")
    is_early = begins is None or begins > utcnow()
    return is_early and funded_people(programme.id, but=enrolment.id) < programme.grant_most


def problem_of(enrolment: Enrolment, cohort: Cohort, entry: GrantEntry) -> str | None:
    """What would lose the grant if the registration counted now."""
    begins = first_session_at(cohort.id)
    lock_name(f"grant-{cohort.programme_id}")
    return what_loses_grant(
        contract_on=entry.contract_on,
        voucher_id=entry.voucher_id,
        registered_on=today(),
        begins_on=begins.astimezone(LOCAL).date() if begins else None,
        others=funded_people(cohort.programme_id, but=enrolment.id),
        most=cohort.programme.grant_most or 0,
    )
