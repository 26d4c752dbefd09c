"""The steps of a nomination after it was made: by the head, the nominee, the office and the clock."""

from datetime import date

from sqlalchemy import update

from accounts.actions import notify
from accounts.models import Actor
from accounts.queries.organisation import today
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from pilots.actions.nominating import ask_nominee, endorse_own
from pilots.actions.nomination_steps import office_ids, record, refuse_unfit, step, tell
from pilots.models import Nomination, NominationMove, SwitchName
from pilots.models import NominationState as State
from pilots.queries.switches import is_on
from pilots.rules import nominations as rules


def endorse(*, actor: Actor, nomination: Nomination) -> Nomination:
    """The head agrees to what the office proposed, and the nominee is asked; or to somebody who volunteered, and the
    office decides next.

    Raises NotAllowed; Conflict step_not_allowed and those of `refuse_unfit`.
    """
    name = "endorse_volunteer" if nomination.is_volunteer else "endorse_nomination"
    _prepare(nomination, name, actor)
    refuse_unfit(nomination.department, nomination.kind, nomination.nominee)
    if nomination.is_volunteer:
        endorse_own(nomination, actor)
    else:
        ask_nominee(nomination, name, actor=actor, told_by=actor)
    return nomination


def give_consent(*, actor: Actor, nomination: Nomination) -> Nomination:
    """The nominee agrees; head and office are told.

    Raises NotAllowed; Conflict step_not_allowed, term_is_over and those of `refuse_unfit`.
    """
    _prepare_answer(nomination, "give_consent", actor)
    refuse_unfit(nomination.department, nomination.kind, nomination.nominee)
    move = step(nomination, "give_consent", actor=actor, consented_at=utcnow())
    told = [nomination.department.head_id, *office_ids(nomination)]
    tell("nomination_consented", told, nomination, move, actor)
    return nomination


def decline(*, actor: Actor, nomination: Nomination) -> Nomination:
    """The nominee does not want to. No reason is asked, and nobody but the nominee reads more than "not accepted".

    Raises NotAllowed; Conflict step_not_allowed, term_is_over.
    """
    _prepare_answer(nomination, "decline_nomination", actor)
    move = step(nomination, "decline_nomination", actor=actor)
    told = [nomination.department.head_id, *office_ids(nomination)]
    tell("nomination_declined", told, nomination, move, actor)
    return nomination


def query(*, actor: Actor, nomination: Nomination, question: str) -> Nomination:
    """The office asks the head before it decides. Raises NotAllowed; Conflict step_not_allowed."""
    _prepare(nomination, "query_nomination", actor)
    move = step(nomination, "query_nomination", actor=actor, reason=question)
    tell("nomination_query", [nomination.department.head_id], nomination, move, actor)
    return nomination


def answer_query(*, actor: Actor, nomination: Nomination, answer: str) -> Nomination:
    """The head answers; the office decides. Raises NotAllowed; Conflict step_not_allowed."""
    _prepare(nomination, "answer_query", actor)
    move = step(nomination, "answer_query", actor=actor, reason=answer)
    tell("nomination_answered", office_ids(nomination), nomination, move, actor)
    return nomination


def document_council(*, actor: Actor, nomination: Nomination, on: date, how: str) -> Nomination:
    """Write down on which day and how the staff council took part; once more replaces it until the office has decided.

    Raises NotAllowed; Conflict step_not_allowed, council_in_future.
    """
    lock(nomination)
    if nomination.state not in (State.CONSENTED, State.QUERY):
        raise Conflict("step_not_allowed", step="document_council", state=nomination.state.value)
    ensure(rules.can_document_council(actor, nomination))
    if on > today():
        raise Conflict("council_in_future")
    nomination.council_on, nomination.council_how, nomination.council_by_id = on, how, actor.id
    db.session.flush()
    record("pilots.document_council", nomination, actor)
    return nomination


def confirm(*, actor: Actor, nomination: Nomination) -> Nomination:
    """The office agrees: the person can be trained. Head and person are told.

    Raises NotAllowed; Conflict step_not_allowed, council_missing and those of `refuse_unfit`.
    """
    _prepare(nomination, "confirm_nomination", actor)
    refuse_unfit(nomination.department, nomination.kind, nomination.nominee)
    if nomination.council_on is None and is_on(SwitchName.STAFF_COUNCIL):
        raise Conflict("council_missing")
    move = step(nomination, "confirm_nomination", actor=actor)
    tell("nomination_confirmed", _both(nomination), nomination, move, actor)
    return nomination


def refuse(*, actor: Actor, nomination: Nomination, reason: str) -> Nomination:
    """The office does not agree, and says why to head and person. Raises NotAllowed; Conflict step_not_allowed."""
    _prepare(nomination, "refuse_nomination", actor)
    move = step(nomination, "refuse_nomination", actor=actor, reason=reason)
    tell("nomination_refused", _both(nomination), nomination, move, actor)
    return nomination


def withdraw(*, actor: Actor, nomination: Nomination, reason: str = "") -> Nomination:
    """The head takes it back. Whoever knew of it is told; a draft nobody knew of. Raises NotAllowed; Conflict."""
    _prepare(nomination, "withdraw_nomination", actor)
    was_draft = nomination.state is State.DRAFT
    knew_office = nomination.consented_at is not None or nomination.nominated_by_id in office_ids(nomination)
    move = step(nomination, "withdraw_nomination", actor=actor, reason=reason)
    if not was_draft:
        told = [nomination.nominee_id] if nomination.consent_asked_at or nomination.is_volunteer else []
        told += office_ids(nomination) if knew_office else []
        tell("nomination_withdrawn", told, nomination, move, actor)
    return nomination


def step_back(*, actor: Actor, nomination: Nomination) -> Nomination:
    """The person does not want to any more; no reason is asked. Head and office are told.

    Raises NotAllowed; Conflict step_not_allowed.
    """
    _prepare(nomination, "step_back", actor)
    told = [nomination.department.head_id, *(office_ids(nomination) if nomination.consented_at else [])]
    move = step(nomination, "step_back", actor=actor)
    tell("nomination_stepped_back", told, nomination, move, actor)
    return nomination


def remind_nominee(*, nomination: Nomination) -> bool:
    """The one reminder, as the term comes to its end; False where there is nothing to remind of, or it went out."""
    lock(nomination)
    now = utcnow()
    until = nomination.consent_until
    if nomination.state is not State.AWAITING_CONSENT or nomination.reminded_at or until is None:
        return False
    if not until - rules.REMIND_BEFORE <= now < until:
        return False
    nomination.reminded_at = now
    notify(kind="nomination_reminder", person_id=nomination.nominee_id or 0, subject_id=nomination.id)
    return True


def lapse_nomination(*, nomination: Nomination) -> bool:
    """Nobody answered in time; head and person are told. False where its term is not over or it has moved on."""
    lock(nomination)
    if not rules.is_over(nomination, utcnow()):
        return False
    move = step(nomination, "lapse_nomination", actor=None)
    tell("nomination_lapsed", _both(nomination), nomination, move, None)
    return True


def forget_nomination(*, nomination: Nomination) -> None:
    """What led to nothing names nobody any more; that and when there was one stays for the figures of the past."""
    lock(nomination)
    nomination.forgotten_at = utcnow()
    nomination.nominee_id = nomination.nominated_by_id = nomination.ended_by_id = nomination.council_by_id = None
    nomination.why, nomination.end_reason = "", "–" if nomination.state is State.REFUSED else ""
    nomination.council_how = "–" if nomination.council_on else ""
    db.session.flush()
    of_it = NominationMove.subject_id == nomination.id
    db.session.execute(update(NominationMove).where(of_it).values(actor_id=None, on_behalf_of_id=None, reason=""))


def _both(nomination: Nomination) -> list[int | None]:
    return [nomination.department.head_id, nomination.nominee_id]


def _prepare(nomination: Nomination, name: str, actor: Actor) -> None:
    """Hold it and judge the step before anything else does. Raises Conflict step_not_allowed; NotAllowed."""
    lock(nomination)
    rules.MACHINE.target(name, nomination.state)
    ensure(rules.can_take_step(actor, nomination, name))


def _prepare_answer(nomination: Nomination, name: str, actor: Actor) -> None:
    _prepare(nomination, name, actor)
    if rules.is_over(nomination, utcnow()):
        raise Conflict("term_is_over")
