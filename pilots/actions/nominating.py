"""Making nominations: the head's, which begins as a draft, the office's proposal to the head, and one's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from accounts.models import Actor, AppointmentKind, Department, Person
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.outbox import enqueue
from pilots.actions.moves import take_step
from pilots.actions.nomination_steps import office_ids, record, refuse_second, refuse_unfit, step, tell
from pilots.models import Nomination, NominationMove, Standing
from pilots.models import NominationState as State
from pilots.queries.nominations import nomination_of_submission
from pilots.rules import nominations as rules


@dataclass(frozen=True)
class NominationEntry:
    """What people fill in; `why` is plain text."""

    department: Department
    kind: AppointmentKind
    nominee: Person
    why: str = ""


def draft_nomination(*, actor: Actor, entry: NominationEntry, submission: str) -> Nomination:
    """The head's, or on behalf of the head by somebody of the department or the office; nobody is told yet.

    The same `submission` again gives the nomination it made the first time.
    Raises NotAllowed; Conflict not_for_oneself and those of `refuse_unfit`.
    """
    ensure(rules.can_nominate(actor, entry.department))
    lock_name(submission)
    if existing := nomination_of_submission(_id(actor), submission):
        return existing
    refuse_unfit(entry.department, entry.kind, entry.nominee)
    _refuse_own(actor, entry)
    return _make("draft_nomination", actor, entry, submission, Standing.HEAD)[0]


def edit_nomination(*, actor: Actor, nomination: Nomination, entry: NominationEntry) -> Nomination:
    """A draft alone; its department stays.

    Raises NotAllowed; Conflict step_not_allowed, not_for_oneself and those of `refuse_unfit`.
    """
    lock(nomination)
    rules.MACHINE.target("submit_nomination", nomination.state)
    ensure(rules.can_edit_nomination(actor, nomination))
    refuse_unfit(nomination.department, entry.kind, entry.nominee)
    _refuse_own(actor, entry)
    nomination.kind, nomination.why = entry.kind, entry.why
    nomination.nominee_id, nomination.nominee = entry.nominee.id, entry.nominee
    db.session.flush()
    record("pilots.edit_nomination", nomination, actor)
    return nomination


def submit_nomination(*, actor: Actor, nomination: Nomination) -> Nomination:
    """The nominee is asked at once. A head who nominates themselves has consented by that.

    Raises NotAllowed; Conflict step_not_allowed, one_is_live and those of `refuse_unfit`.
    """
    lock(nomination)
    rules.MACHINE.target("submit_nomination", nomination.state)
    ensure(rules.can_take_step(actor, nomination, "submit_nomination"))
    refuse_unfit(nomination.department, nomination.kind, nomination.nominee)
    refuse_second(nomination.department, nomination.kind)
    step(nomination, "submit_nomination", actor=actor, submitted_at=utcnow())
    if nomination.is_volunteer:
        endorse_own(nomination, actor)
    else:
        ask_nominee(nomination, "ask_consent", actor=None, told_by=actor)
    return nomination


def nominate(*, actor: Actor, entry: NominationEntry, submission: str) -> Nomination:
    """Draft and submit in one go; the same `submission` again changes nothing.

    Raises NotAllowed; Conflict of `draft_nomination` and `submit_nomination`.
    """
    nomination = draft_nomination(actor=actor, entry=entry, submission=submission)
    if nomination.state is State.DRAFT:
        submit_nomination(actor=actor, nomination=nomination)
    return nomination


def propose_nomination(*, actor: Actor, entry: NominationEntry, submission: str) -> Nomination:
    """The office proposes somebody to the head, who endorses it or not; only then the nominee is asked.

    The same `submission` again gives the nomination it made the first time.
    Raises NotAllowed; Conflict one_is_live and those of `refuse_unfit`.
    """
    ensure(rules.can_propose(actor, entry.department))
    return _propose(actor, entry, submission, Standing.OFFICE)


def volunteer(*, actor: Actor, entry: NominationEntry, submission: str) -> Nomination:
    """Somebody puts themselves forward to the head. That is their consent: once the head has endorsed it, the office
    decides without asking the person again; until then, and after, they may step back.

    The same `submission` again gives the nomination it made the first time.
    Raises NotAllowed; Conflict one_is_live and those of `refuse_unfit`.
    """
    ensure(rules.can_volunteer(actor, entry.department) and entry.nominee.id == actor.id)
    nomination = _propose(actor, entry, submission, Standing.PERSON)
    if nomination.state is State.SUBMITTED and nomination.department.head_id == actor.id:
        endorse_own(nomination, actor)
    return nomination


def ask_nominee(nomination: Nomination, name: str, *, actor: Actor | None, told_by: Actor | None) -> None:
    """The step that asks; the term runs from now. `told_by`: who did what led to it."""
    now = utcnow()
    until = now + rules.CONSENT_TERM
    move = step(nomination, name, actor=actor, consent_asked_at=now, consent_until=until)
    tell("nomination_consent", [nomination.nominee_id], nomination, move, told_by)
    enqueue("pilots.remind_nominee", due_at=until - rules.REMIND_BEFORE, nomination_id=nomination.id)
    enqueue("pilots.lapse_nomination", due_at=until, nomination_id=nomination.id)


def endorse_own(nomination: Nomination, actor: Actor) -> None:
    """What somebody put forward themselves goes on to the office; they consented when they did."""
    move = step(nomination, "endorse_volunteer", actor=actor, consented_at=nomination.submitted_at)
    tell("nomination_consented", office_ids(nomination), nomination, move, actor)
    tell("nomination_endorsed", [nomination.nominee_id], nomination, move, actor)


def _propose(actor: Actor, entry: NominationEntry, submission: str, standing: Standing) -> Nomination:
    lock_name(submission)
    if existing := nomination_of_submission(_id(actor), submission):
        return existing
    refuse_unfit(entry.department, entry.kind, entry.nominee)
    refuse_second(entry.department, entry.kind)
    nomination, move = _make("propose_nomination", actor, entry, submission, standing, submitted_at=utcnow())
    tell("nomination_to_endorse", [entry.department.head_id], nomination, move, actor)
    return nomination


def _make(
    name: str, actor: Actor, entry: NominationEntry, submission: str, standing: Standing, **facts: datetime
) -> tuple[Nomination, NominationMove]:
    """The row and the first of its history."""
    first, head_id = rules.MACHINE.step(name), entry.department.head_id
    nomination = Nomination(
        kind=entry.kind, why=entry.why, made_as=standing, state=first.target, submission=submission, **facts
    )
    nomination.created_at = utcnow()
    nomination.department_id, nomination.department = entry.department.id, entry.department
    nomination.nominee_id, nomination.nominee = entry.nominee.id, entry.nominee
    nomination.nominated_by_id = _id(actor)
    db.session.add(nomination)
    db.session.flush()
    behalf = head_id if standing is Standing.HEAD and actor.id != head_id else None
    move = take_step(
        NominationMove, nomination, first, origin=None, actor=actor, standing=standing, on_behalf_of_id=behalf
    )
    record(f"pilots.{name}", nomination, actor)
    return nomination, move


def _refuse_own(actor: Actor, entry: NominationEntry) -> None:
    """Nobody nominates themselves in the name of the head: they volunteer."""
    if entry.nominee.id == actor.id and entry.department.head_id != actor.id:
        raise Conflict("not_for_oneself")


def _id(actor: Actor) -> int:
    """Rules let only people in."""
    return cast(int, actor.id)
