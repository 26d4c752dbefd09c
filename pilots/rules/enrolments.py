"""How an enrolment moves, who takes which step, and who may know of it. Pure."""

from datetime import datetime, timedelta

from accounts.models import Actor
from accounts.rules import is_head
from core.machine import Machine, Step
from pilots.models import Cohort, Enrolment, Standing
from pilots.models.enrolments import EnrolmentState as State
from pilots.rules.programmes import can_teach

OFFER_TERM = timedelta(hours=24)
"""Of working time: an offer is answered within three working days."""

MOST_LAPSED_OFFERS = 2
"""Who lets one more than these lapse is off the list."""


def _who(*standings: Standing) -> frozenset[str]:
    return frozenset(standings)


PERSON, OFFICE, TRAINER, SYSTEM = Standing.PERSON, Standing.OFFICE, Standing.TRAINER, Standing.SYSTEM
UNSEATED = frozenset({State.REQUESTED, State.FUNDING_CHECK, State.WAITING})
CALLED_OFF = UNSEATED | {State.OFFERED, State.SEATED, State.ATTENDING}

MACHINE = Machine(
    (
        Step("request_enrolment", frozenset({None}), State.REQUESTED, who=_who(PERSON, OFFICE)),
        Step("check_funding", frozenset({State.REQUESTED}), State.FUNDING_CHECK, who=_who(SYSTEM)),
        Step("clear_funding", frozenset({State.FUNDING_CHECK}), State.REQUESTED, who=_who(OFFICE)),
        Step("seat_enrolment", frozenset({State.REQUESTED}), State.SEATED, who=_who(SYSTEM)),
        Step("queue_enrolment", frozenset({State.REQUESTED}), State.WAITING, who=_who(SYSTEM)),
        Step("rank_enrolment", frozenset({State.WAITING}), State.WAITING, who=_who(SYSTEM)),
        Step("prefer_enrolment", frozenset({State.WAITING}), State.WAITING, needs_reason=True, who=_who(OFFICE)),
        Step("offer_seat", frozenset({State.WAITING}), State.OFFERED, who=_who(SYSTEM)),
        Step("accept_offer", frozenset({State.OFFERED}), State.SEATED, who=_who(PERSON, OFFICE)),
        Step("decline_offer", frozenset({State.OFFERED}), State.OFFER_DECLINED, who=_who(PERSON, OFFICE)),
        Step("expire_offer", frozenset({State.OFFERED}), State.WAITING, who=_who(SYSTEM)),
        Step("lapse_enrolment", frozenset({State.OFFERED}), State.CANCELLED_BY_ORGANISER, who=_who(SYSTEM)),
        Step("give_seat", frozenset({State.SEATED}), State.WAITING, needs_reason=True, who=_who(OFFICE)),
        Step("take_seat", frozenset({State.WAITING}), State.SEATED, needs_reason=True, who=_who(OFFICE)),
        Step(
            "cancel_enrolment",
            UNSEATED | {State.SEATED, State.ATTENDING},
            State.CANCELLED_BY_PERSON,
            who=_who(PERSON),
        ),
        Step(
            "call_off_enrolment",
            CALLED_OFF,
            State.CANCELLED_BY_ORGANISER,
            needs_reason=True,
            who=_who(OFFICE),
        ),
        Step(
            "move_enrolment",
            UNSEATED | {State.SEATED},
            State.MOVED,
            needs_reason=True,
            who=_who(OFFICE),
        ),
        Step("begin_course", frozenset({State.SEATED}), State.ATTENDING, who=_who(SYSTEM)),
        Step(
            "complete_course",
            frozenset({State.ATTENDING, State.INCOMPLETE}),
            State.COMPLETED,
            who=_who(SYSTEM, TRAINER, OFFICE),
        ),
        Step("leave_incomplete", frozenset({State.ATTENDING}), State.INCOMPLETE, who=_who(SYSTEM, TRAINER, OFFICE)),
        Step("note_no_show", frozenset({State.ATTENDING}), State.NO_SHOW, who=_who(TRAINER, OFFICE)),
    )
)


def standings(person: Actor, enrolment: Enrolment) -> frozenset[Standing]:
    """What a person is to this enrolment; needs its cohort with sessions. Nobody is the office about themselves."""
    if not person.is_employee:
        return frozenset()
    is_own = enrolment.person_id is not None and person.id == enrolment.person_id
    found = {
        Standing.PERSON: is_own,
        Standing.OFFICE: person.is_office and not is_own,
        Standing.TRAINER: can_teach(person, enrolment.cohort) and not is_own,
    }
    return frozenset(standing for standing, holds in found.items() if holds)


def standing_for(person: Actor, enrolment: Enrolment, name: str) -> Standing | None:
    """As what a person would take this step, None when they may not; the state is not judged here.

    The office answers offers only for those from outside, who have no account.
    """
    wanted = MACHINE.step(name).who & standings(person, enrolment)
    if name in ("accept_offer", "decline_offer") and not enrolment.is_external:
        wanted -= {Standing.OFFICE}
    return Standing(sorted(wanted)[0]) if wanted else None


def can_take_step(person: Actor, enrolment: Enrolment, name: str) -> bool:
    return MACHINE.allows(name, enrolment.state) and standing_for(person, enrolment, name) is not None


def can_see_enrolment(person: Actor, enrolment: Enrolment) -> bool:
    """The person, whoever teaches, the office; the head for the own department. Needs department and cohort.

    That somebody never came is nothing for the head: nobody has heard their reason yet.
    """
    if standings(person, enrolment):
        return True
    department = enrolment.department
    if enrolment.state is State.NO_SHOW:
        return False
    return person.is_employee and department is not None and is_head(person, department)


def can_request(person: Actor, cohort: Cohort, at: datetime) -> bool:
    """For oneself; for which department and as what, nominations and appointments say."""
    return person.is_employee and not person.is_mask and cohort.is_enrolling(at)


def can_enrol_others(person: Actor, cohort: Cohort, at: datetime) -> bool:
    """The office, also before and after the days of enrolment, until nobody is offered a seat any more."""
    return person.is_office and not cohort.is_locked(at)


def is_offer_running(enrolment: Enrolment, at: datetime) -> bool:
    return enrolment.state is State.OFFERED and enrolment.holds_seat(at)


def can_settle_funding(person: Actor, enrolment: Enrolment) -> bool:
    """The office, not about itself, where the programme knows a grant; needs the cohort with its programme."""
    has_grant = enrolment.cohort.programme.grant_most is not None
    return has_grant and not enrolment.is_external and Standing.OFFICE in standings(person, enrolment)
