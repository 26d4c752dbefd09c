"""Reads of the grant: how many people of a course are funded, what is promised, what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass

from pilots.models import Cohort, Enrolment, EnrolmentState, Funding
from pilots.queries.enrolments import funded_people
from pilots.rules.grant import grant_of, open_cents


@dataclass(frozen=True)
class GrantFacts:
    """`in_town` of `most` people are funded in all courses; the money is of this course, in cents."""

    in_town: int
    most: int
    people: int
    unsettled: int
    promised_cents: int
    open_cents: int


def grant_facts(cohort: Cohort, everybody: Sequence[Enrolment]) -> GrantFacts | None:
    """None where the programme knows no grant; one statement else."""
    programme = cohort.programme
    if programme.grant_most is None:
        return None
    funded = [one for one in everybody if one.funding is Funding.GRANT]
    settled = [one for one in funded if one.state is not EnrolmentState.FUNDING_CHECK]
    return GrantFacts(
        in_town=funded_people(programme.id),
        most=programme.grant_most,
        people=len(settled),
        unsettled=len(funded) - len(settled),
        promised_cents=grant_of(programme) * len(settled),
        open_cents=sum(open_cents(one, programme) for one in settled),
    )
