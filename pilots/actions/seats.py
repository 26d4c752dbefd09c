"""What happens to the seats of a course by itself: steps written down, offers made and ended, the list ordered anew."""

from typing import Any

from accounts.actions import notify
from accounts.models import Actor
from accounts.queries.organisation import today
from core import audit, outbox
from core.access import ensure
from core.db import lock, utcnow
from core.worktime import add_worktime
from pilots.actions.moves import take_step
from pilots.models import Cohort, Enrolment, EnrolmentMove, EnrolmentState, Place, ProgrammeLevel, Standing
from pilots.models.enrolments import FINAL
from pilots.queries import enrolments as queries
from pilots.rules import enrolments as rules
from pilots.rules.waiting_list import place_of


def step(enrolment: Enrolment, name: str, *, actor: Actor | None, reason: str = "", **facts: Any) -> EnrolmentMove:
    """Take a step, under the lock of the course; `actor` None: the clock. `facts`: columns that come with the state.

    Raises Conflict step_not_allowed where the state lets nobody take it; NotAllowed.
    """
    origin, found = enrolment.state, rules.MACHINE.step(name)
    rules.MACHINE.target(name, origin)
    standing = Standing.SYSTEM if actor is None else rules.standing_for(actor, enrolment, name)
    ensure(standing is not None and standing in found.who)
    return put(enrolment, name, origin=origin, actor=actor, standing=standing, reason=reason, **facts)


def put(
    enrolment: Enrolment,
    name: str,
    *,
    origin: EnrolmentState | None,
    actor: Actor | None,
    standing: Standing | None,
    reason: str = "",
    **facts: Any,
) -> EnrolmentMove:
    """The row of a step that was judged; only an offer has an end, only who waits has a place."""
    found = rules.MACHINE.step(name)
    target, facts = found.target, {"offered_until": None} | facts
    if target in FINAL:
        facts |= {"ended_at": utcnow(), "ended_by_id": actor.id if actor else None, "end_reason": reason}
    if target not in (EnrolmentState.WAITING, EnrolmentState.OFFERED):
        facts |= {"place": None, "ranked_at": None}
    for column, value in facts.items():
        setattr(enrolment, column, value)
    move = take_step(
        EnrolmentMove,
        enrolment,
        found,
        origin=origin,
        actor=actor,
        standing=standing or Standing.SYSTEM,
        reason=reason,
    )
    move.place, move.ranked_at = enrolment.place, enrolment.ranked_at
    return move


def record(act: str, enrolment: Enrolment, actor: Actor | None) -> None:
    details = {"to": enrolment.state.value}
    audit.record(act, actor_id=actor.id if actor else None, subject=("enrolment", enrolment.id), details=details)


def tell(kind: str, enrolment: Enrolment, move: EnrolmentMove, actor: Actor | None = None) -> None:
    """Whoever it is about; nobody is told what they did themselves, nor somebody from outside."""
    if enrolment.person_id is not None:
        notify(
            kind=kind,
            person_id=enrolment.person_id,
            subject_id=enrolment.id,
            event=str(move.id),
            actor_id=actor.id if actor else None,
        )


def settle_seats(*, cohort: Cohort) -> None:
    """End what ran out, order the list anew, offer what is free; the course is locked here. Safe to repeat."""
    lock(cohort)
    _begin(cohort)
    for enrolment in queries.held_by_offer(cohort.id):
        if not enrolment.holds_seat(utcnow()):
            _end_offer(enrolment)
    rank_anew(cohort)
    while _offer_next(cohort):
        rank_anew(cohort)


def _begin(cohort: Cohort) -> None:
    """From its first date on whoever has a seat attends."""
    begins = queries.first_session_at(cohort.id)
    if begins is None or begins > utcnow() or cohort.is_cancelled:
        return
    for enrolment in queries.holders(cohort.id, utcnow()):
        if enrolment.state is EnrolmentState.SEATED:
            step(enrolment, "begin_course", actor=None)


def _end_offer(enrolment: Enrolment) -> None:
    """Back to the end of the own class; whoever let too many lapse is off the list and told so."""
    lapsed = enrolment.lapsed_offers + 1
    if lapsed > rules.MOST_LAPSED_OFFERS:
        reason = "offers_lapsed"
        move = step(enrolment, "lapse_enrolment", actor=None, reason=reason, lapsed_offers=lapsed)
        record("pilots.lapse_enrolment", enrolment, None)
        tell("enrolment_ended", enrolment, move)
        return
    move = step(enrolment, "expire_offer", actor=None, ranked_at=utcnow(), lapsed_offers=lapsed)
    record("pilots.expire_offer", enrolment, None)
    tell("offer_expired", enrolment, move)


def rank_anew(cohort: Cohort) -> None:
    """Write down whose place is another one now; who was preferred by the office stays there."""
    waiting = queries.waiting_list(cohort)
    facts = queries.department_facts(waiting, utcnow())
    for enrolment in waiting:
        place = _place(enrolment, cohort, facts)
        if place is not enrolment.place and enrolment.place is not Place.OFFICE:
            step(enrolment, "rank_enrolment", actor=None, place=place)


def _place(enrolment: Enrolment, cohort: Cohort, facts: Any) -> Place:
    if enrolment.is_external:
        return Place.EXTERNAL
    if cohort.programme.level is ProgrammeLevel.ADVANCED:
        return Place.BY_DATE
    return place_of(enrolment.kind, facts.get(enrolment.id), today())


def queue(enrolment: Enrolment, cohort: Cohort) -> EnrolmentMove:
    """Onto the waiting list, by the original date."""
    place = _place(enrolment, cohort, queries.department_facts([enrolment], utcnow()))
    return step(enrolment, "queue_enrolment", actor=None, place=place, ranked_at=enrolment.requested_at)


def _offer_next(cohort: Cohort) -> bool:
    """One free seat to the first of the list; False when there is none, or nobody waits, or it is too late."""
    now = utcnow()
    if cohort.is_locked(now) or len(queries.holders(cohort.id, now)) >= cohort.seats:
        return False
    first = next(iter(queries.waiting_list(cohort)), None)
    if first is None:
        return False
    until = min(add_worktime(now, rules.OFFER_TERM), cohort.locks_at)
    move = step(first, "offer_seat", actor=None, offered_until=until)
    record("pilots.offer_seat", first, None)
    tell("seat_offered", first, move)
    outbox.enqueue("pilots.settle_seats", due_at=until, cohort_id=cohort.id)
    return True
