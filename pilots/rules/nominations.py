"""How a nomination moves, who takes which step, and who may know of it. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from accounts.models import Actor, Department
from accounts.rules import is_head
from core.machine import Machine, Step
from pilots.models import Nomination, Standing
from pilots.models import NominationState as State
from pilots.models.nominations import LIVE

CONSENT_TERM = timedelta(days=14)
"""So long the nominee has to decide."""

REMIND_BEFORE = timedelta(days=4)
"""The one reminder comes so long before the term is over."""

MACHINE = Machine(
    (
        Step("draft_nomination", frozenset({None}), State.DRAFT, who=frozenset({Standing.HEAD})),
        Step(
            "propose_nomination",
            frozenset({None}),
            State.SUBMITTED,
            who=frozenset({Standing.OFFICE, Standing.PERSON}),
        ),
        Step("submit_nomination", frozenset({State.DRAFT}), State.SUBMITTED, who=frozenset({Standing.HEAD})),
        Step("ask_consent", frozenset({State.SUBMITTED}), State.AWAITING_CONSENT, who=frozenset({Standing.SYSTEM})),
        Step(
            "endorse_nomination", frozenset({State.SUBMITTED}), State.AWAITING_CONSENT, who=frozenset({Standing.HEAD})
        ),
        Step("endorse_volunteer", frozenset({State.SUBMITTED}), State.CONSENTED, who=frozenset({Standing.HEAD})),
        Step("give_consent", frozenset({State.AWAITING_CONSENT}), State.CONSENTED, who=frozenset({Standing.PERSON})),
        Step(
            "decline_nomination", frozenset({State.AWAITING_CONSENT}), State.DECLINED, who=frozenset({Standing.PERSON})
        ),
        Step("lapse_nomination", frozenset({State.AWAITING_CONSENT}), State.LAPSED, who=frozenset({Standing.SYSTEM})),
        Step(
            "query_nomination",
            frozenset({State.CONSENTED}),
            State.QUERY,
            needs_reason=True,
            who=frozenset({Standing.OFFICE}),
        ),
        Step(
            "answer_query", frozenset({State.QUERY}), State.CONSENTED, needs_reason=True, who=frozenset({Standing.HEAD})
        ),
        Step("confirm_nomination", frozenset({State.CONSENTED}), State.CONFIRMED, who=frozenset({Standing.OFFICE})),
        Step(
            "refuse_nomination",
            frozenset({State.CONSENTED}),
            State.REFUSED,
            needs_reason=True,
            who=frozenset({Standing.OFFICE}),
        ),
        Step("withdraw_nomination", LIVE | {State.DRAFT}, State.WITHDRAWN, who=frozenset({Standing.HEAD})),
        Step(
            "step_back",
            frozenset({State.SUBMITTED, State.CONSENTED, State.QUERY}),
            State.WITHDRAWN,
            who=frozenset({Standing.PERSON}),
        ),
    )
)

GUARDS: Mapping[str, Callable[[Nomination], bool]] = {
    "ask_consent": lambda nomination: not nomination.is_volunteer,
    "endorse_nomination": lambda nomination: nomination.made_as is not Standing.HEAD and not nomination.is_volunteer,
    "endorse_volunteer": lambda nomination: nomination.is_volunteer,
    "step_back": lambda nomination: nomination.is_volunteer or nomination.state is not State.SUBMITTED,
}
"""What a step asks of this one nomination beside its state. Whoever volunteers has consented by doing so: the head's
endorsement leads straight on, and they may step back before it. Everybody else may only after they were asked."""


def standings(person: Actor, nomination: Nomination) -> frozenset[Standing]:
    """What a person is to this nomination; needs its department. Nobody is the office where it is about themselves."""
    if not person.is_employee:
        return frozenset()
    is_nominee = nomination.nominee_id is not None and person.id == nomination.nominee_id
    found = {
        Standing.HEAD: is_head(person, nomination.department),
        Standing.PERSON: is_nominee,
        Standing.OFFICE: person.is_office and not is_nominee,
    }
    return frozenset(standing for standing, holds in found.items() if holds)


def can_see_nomination(person: Actor, nomination: Nomination) -> bool:
    """The person, the head, the office, nobody else; what is not submitted, the head and whoever wrote it."""
    if not person.is_employee:
        return False
    if nomination.submitted_at is None:
        return person.id == nomination.nominated_by_id or is_head(person, nomination.department)
    return bool(standings(person, nomination))


def can_nominate(person: Actor, department: Department) -> bool:
    """As its head, or on behalf of the head as somebody who works there or in the office."""
    if not person.is_employee or not department.is_open:
        return False
    return is_head(person, department) or person.is_office or person.department_id == department.id


def can_propose(person: Actor, department: Department) -> bool:
    """The office proposes to the head."""
    return person.is_office and department.is_open


def can_volunteer(person: Actor, department: Department) -> bool:
    """Whoever works there, for their own department."""
    return person.is_employee and not person.is_mask and department.is_open and person.department_id == department.id


def acts_for_head(person: Actor, nomination: Nomination, name: str) -> bool:
    """Whether somebody may take this step of the head on the head's behalf, which is recorded and told to the head.

    The office may, but nobody where it is about themselves, and nobody endorses what they proposed; a colleague may
    finish the draft they wrote. Where nobody leads the department any more, all that is left is to withdraw.
    """
    if not person.is_employee or person.id == nomination.nominee_id:
        return False
    if is_head(person, nomination.department):
        return False
    if nomination.department.head_id is None and name != "withdraw_nomination":
        return False
    is_own = person.id == nomination.nominated_by_id
    if nomination.state is State.DRAFT:
        return is_own
    return person.is_office and not (is_own and name.startswith("endorse_"))


def standing_for(person: Actor, nomination: Nomination, name: str) -> Standing | None:
    """As what a person would take this step, None when they may not; the state is not judged here."""
    guard = GUARDS.get(name)
    if guard is not None and not guard(nomination):
        return None
    wanted = MACHINE.step(name).who
    own = sorted(wanted & standings(person, nomination))
    if own:
        return Standing(own[0])
    return Standing.HEAD if Standing.HEAD in wanted and acts_for_head(person, nomination, name) else None


def can_take_step(person: Actor, nomination: Nomination, name: str) -> bool:
    return MACHINE.allows(name, nomination.state) and standing_for(person, nomination, name) is not None


def steps_for(person: Actor, nomination: Nomination) -> list[Step[State]]:
    """The steps this person may take now, in the order of the table."""
    allowed = MACHINE.allowed(nomination.state)
    return [step for step in allowed if standing_for(person, nomination, step.name) is not None]


def can_edit_nomination(person: Actor, nomination: Nomination) -> bool:
    """A draft, by whoever may submit it."""
    return can_take_step(person, nomination, "submit_nomination")


def can_document_council(person: Actor, nomination: Nomination) -> bool:
    """The office, until it has decided."""
    return person.is_office and nomination.state in (State.CONSENTED, State.QUERY)


def is_over(nomination: Nomination, at: datetime) -> bool:
    """Whether the time to consent has passed; the clock lets it lapse soon."""
    is_waiting = nomination.state is State.AWAITING_CONSENT
    return is_waiting and nomination.consent_until is not None and at >= nomination.consent_until


def reads_office_words(person: Actor, nomination: Nomination) -> bool:
    """What office and head ask and answer, and how the staff council took part, are theirs; the person sees that."""
    return bool(standings(person, nomination) & {Standing.HEAD, Standing.OFFICE})


def can_choose_switch(person: Actor) -> bool:
    """How a house works, by whom administers it or the office."""
    return person.is_office or person.is_admin


def can_see_without(person: Actor) -> bool:
    """The office's list of departments for which nobody is nominated."""
    return person.is_office
