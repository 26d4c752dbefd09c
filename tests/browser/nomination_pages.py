"""The pages of nominations, for the tour."""

from sqlalchemy import select

from accounts.models import Department, Person
from pilots.models import Nomination, NominationState
from tests.browser.pages import ADMIN, EMPLOYEE, OFFICE, SIGN_INS, Page, Values, me, numbered

HEAD = "head"
SIGN_INS[HEAD] = "leitung@demo.example"


def _in_state(state: NominationState) -> Values:
    return numbered(lambda: select(Nomination).where(Nomination.state == state).order_by(Nomination.id))


def _mine(state: NominationState) -> Values:
    return numbered(
        lambda: select(Nomination).where(Nomination.nominee_id == me(EMPLOYEE).id, Nomination.state == state)
    )


def _led(state: NominationState) -> Values:
    led = select(Department.id).where(Department.head_id.in_(select(Person.id).where(Person.email == SIGN_INS[HEAD])))
    return numbered(lambda: select(Nomination).where(Nomination.department_id.in_(led), Nomination.state == state))


AWAITING, CONSENTED, QUERY = NominationState.AWAITING_CONSENT, NominationState.CONSENTED, NominationState.QUERY
NOMINATION_PAGES = [
    *(Page("pilots.nominations", role) for role in (EMPLOYEE, HEAD, OFFICE)),
    Page("pilots.nominate", HEAD),
    Page("pilots.nominate", EMPLOYEE, case="behalf"),
    Page("pilots.nominate", OFFICE, case="choose"),
    Page("pilots.nominate", OFFICE, lambda: {"amt": "kulturamt"}, "chosen"),
    Page("pilots.volunteer", EMPLOYEE),
    Page("pilots.nomination", EMPLOYEE, _mine(AWAITING)),
    Page("pilots.consent", EMPLOYEE, _mine(AWAITING)),
    Page("pilots.nomination", HEAD, _led(NominationState.SUBMITTED)),
    Page("pilots.nomination", OFFICE, _in_state(CONSENTED), "consented"),
    Page("pilots.nomination", OFFICE, _in_state(NominationState.REFUSED), "refused"),
    Page("pilots.edit_nomination", HEAD, _led(NominationState.DRAFT)),
    Page("pilots.departments_without_nomination", OFFICE),
    Page("pilots.nomination_letter", OFFICE, lambda: {"slug": "kulturamt"}),
    Page("pilots.staff_council", ADMIN),
]
