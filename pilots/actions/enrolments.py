"""Asking for a seat, answering an offer, cancelling; and what the office does with enrolments."""

from sqlalchemy import select

from accounts.models import Actor, AppointmentKind, Department, Person
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from pilots.actions.grant import GrantEntry, problem_of, uses_grant
from pilots.actions.seats import put, queue, record, settle_seats, step, tell
from pilots.models import Cohort, Enrolment, EnrolmentState, Funding, Place, Standing
from pilots.models.enrolments import LIVE
from pilots.queries import enrolments as queries
from pilots.rules import enrolments as rules
from pilots.rules.enrolments import can_settle_funding


def request_seat(
    *, actor: Person, cohort: Cohort, department: Department, kind: AppointmentKind, submission: str
) -> Enrolment:
    """Ask for a seat for oneself: a free one is given at once where nobody waits, else one waits for the next.

    Asking again gives what is under way already. Raises NotAllowed; Conflict not_enrolling, not_entitled,
    prerequisite_missing.
    """
    lock(cohort)
    ensure(actor.is_employee and not actor.is_mask)
    if existing := queries.live_enrolment(cohort.id, actor.id):
        return existing
    if not rules.can_request(actor, cohort, utcnow()):
        raise Conflict("not_enrolling")
    wanted = {(one.department.id, one.kind) for one in queries.entitlements(actor, cohort)}
    if (department.id, kind) not in wanted:
        raise Conflict("not_entitled")
    if queries.missing_prerequisites(actor, cohort.programme):
        raise Conflict("prerequisite_missing")
    who = {"person_id": actor.id, "department_id": department.id, "kind": kind}
    return _enrol(cohort, actor, Standing.PERSON, submission, **who)


def enrol_person(
    *,
    actor: Actor,
    cohort: Cohort,
    person: Person,
    department: Department,
    kind: AppointmentKind,
    submission: str,
) -> Enrolment:
    """The office enrols somebody, who is told. Raises NotAllowed; Conflict person_blocked."""
    lock(cohort)
    ensure(rules.can_enrol_others(actor, cohort, utcnow()) and actor.id != person.id)
    if not person.is_active or person.is_mask or not department.is_open:
        raise Conflict("person_blocked")
    if existing := queries.live_enrolment(cohort.id, person.id):
        return existing
    who = {"person_id": person.id, "department_id": department.id, "kind": kind}
    return _enrol(cohort, actor, Standing.OFFICE, submission, **who)


def enrol_external(*, actor: Actor, cohort: Cohort, name: str, submission: str) -> Enrolment:
    """Somebody from outside, by name alone. The same `submission` again gives the same. Raises NotAllowed."""
    lock(cohort)
    ensure(rules.can_enrol_others(actor, cohort, utcnow()))
    same = select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    who = {"external_name": name, "kind": AppointmentKind.PILOT}
    return _enrol(cohort, actor, Standing.OFFICE, submission, **who)


def _enrol(cohort: Cohort, actor: Actor, standing: Standing, submission: str, **who: object) -> Enrolment:
    now = utcnow()
    enrolment = Enrolment(cohort_id=cohort.id, submission=submission, requested_at=now, created_at=now, **who)
    _make(enrolment, cohort, actor, standing)
    record("pilots.request_enrolment", enrolment, actor)
    _settle_and_place(enrolment, cohort, actor)
    return enrolment


def _make(enrolment: Enrolment, cohort: Cohort, actor: Actor, standing: Standing, reason: str = "") -> None:
    enrolment.cohort, enrolment.state, enrolment.lapsed_offers = cohort, EnrolmentState.REQUESTED, 0
    db.session.add(enrolment)
    db.session.flush()
    put(enrolment, "request_enrolment", origin=None, actor=actor, standing=standing, reason=reason)


def _settle_and_place(enrolment: Enrolment, cohort: Cohort, actor: Actor | None) -> None:
    """A free seat is given at once where nobody waits; what ran out meanwhile is ended first. A grant comes before."""
    settle_seats(cohort=cohort)
    if enrolment.came_from_id is None and uses_grant(enrolment, cohort):
        step(enrolment, "check_funding", actor=None, funding=Funding.GRANT)
        return
    place_or_queue(enrolment, cohort, actor)


def place_or_queue(enrolment: Enrolment, cohort: Cohort, actor: Actor | None) -> None:
    """The seat, or the place on the list, once it is settled who pays."""
    is_free = len(queries.holders(cohort.id, utcnow())) < cohort.seats and not cohort.is_locked(utcnow())
    if is_free and not queries.waiting_list(cohort):
        move = step(enrolment, "seat_enrolment", actor=None)
        tell("seat_given", enrolment, move, actor)
    else:
        queue(enrolment, cohort)
    settle_seats(cohort=cohort)


def accept_offer(*, actor: Actor, enrolment: Enrolment) -> Enrolment:
    """Take the seat that was offered. Raises NotAllowed; Conflict step_not_allowed, offer_over."""
    _hold(enrolment)
    rules.MACHINE.target("accept_offer", enrolment.state)
    ensure(rules.standing_for(actor, enrolment, "accept_offer") is not None)
    if not rules.is_offer_running(enrolment, utcnow()):
        raise Conflict("offer_over")
    step(enrolment, "accept_offer", actor=actor)
    record("pilots.accept_offer", enrolment, actor)
    return enrolment


def decline_offer(*, actor: Actor, enrolment: Enrolment) -> Enrolment:
    """Leave the seat to the next; this enrolment is over. Raises NotAllowed; Conflict step_not_allowed."""
    cohort = _hold(enrolment)
    step(enrolment, "decline_offer", actor=actor)
    record("pilots.decline_offer", enrolment, actor)
    settle_seats(cohort=cohort)
    return enrolment


def cancel_enrolment(*, actor: Actor, enrolment: Enrolment) -> Enrolment:
    """Give the seat or the place back; nobody has to say why. Raises NotAllowed; Conflict step_not_allowed."""
    cohort = _hold(enrolment)
    step(enrolment, "cancel_enrolment", actor=actor)
    record("pilots.cancel_enrolment", enrolment, actor)
    settle_seats(cohort=cohort)
    return enrolment


def call_off_enrolment(*, actor: Actor, enrolment: Enrolment, reason: str) -> Enrolment:
    """The office ends it and says why. Raises NotAllowed; Conflict step_not_allowed."""
    cohort = _hold(enrolment)
    move = step(enrolment, "call_off_enrolment", actor=actor, reason=reason)
    record("pilots.call_off_enrolment", enrolment, actor)
    tell("enrolment_ended", enrolment, move, actor)
    settle_seats(cohort=cohort)
    return enrolment


def prefer_enrolment(*, actor: Actor, enrolment: Enrolment, reason: str) -> Enrolment:
    """The office puts somebody first, against the rule; the reason stays. Raises NotAllowed; Conflict."""
    cohort = _hold(enrolment)
    step(enrolment, "prefer_enrolment", actor=actor, reason=reason, place=Place.OFFICE)
    record("pilots.prefer_enrolment", enrolment, actor)
    settle_seats(cohort=cohort)
    return enrolment


def move_enrolment(*, actor: Actor, enrolment: Enrolment, cohort: Cohort, reason: str, submission: str) -> Enrolment:
    """Into another course of the same programme, where the original date counts; a free seat is given at once.

    Raises NotAllowed; Conflict step_not_allowed, other_programme, not_enrolling, already_enrolled.
    """
    source = enrolment.cohort
    for one in sorted({source, cohort}, key=lambda each: each.id):
        lock(one)
    lock(enrolment)
    if cohort.id == source.id or cohort.programme_id != source.programme_id:
        raise Conflict("other_programme")
    if cohort.is_locked(utcnow()):
        raise Conflict("not_enrolling")
    if enrolment.person_id is not None and queries.live_enrolment(cohort.id, enrolment.person_id):
        raise Conflict("already_enrolled")
    move = step(enrolment, "move_enrolment", actor=actor, reason=reason)
    record("pilots.move_enrolment", enrolment, actor)
    new = Enrolment(cohort_id=cohort.id, submission=submission, created_at=utcnow(), came_from_id=enrolment.id)
    kept = ("person_id", "external_name", "department_id", "kind", "requested_at")
    for name in (*kept, "funding", "voucher_id", "contract_on", "received_cents"):
        setattr(new, name, getattr(enrolment, name))
    _make(new, cohort, actor, Standing.OFFICE, reason)
    tell("enrolment_moved", new, move, actor)
    _settle_and_place(new, cohort, actor)
    settle_seats(cohort=source)
    return new


def swap_seats(*, actor: Actor, seated: Enrolment, waiting: Enrolment, reason: str) -> Enrolment:
    """Inside a department: who waits takes the seat, who had it takes the place, each with the own date.

    Raises NotAllowed; Conflict step_not_allowed, other_department.
    """
    cohort = _hold(seated)
    lock(waiting)
    is_inside = seated.department_id is not None and seated.department_id == waiting.department_id
    if not is_inside or seated.cohort_id != waiting.cohort_id:
        raise Conflict("other_department")
    place = waiting.place
    given = step(seated, "give_seat", actor=actor, reason=reason, place=place, ranked_at=seated.requested_at)
    taken = step(waiting, "take_seat", actor=actor, reason=reason)
    record("pilots.swap_seats", waiting, actor)
    tell("seat_swapped", seated, given, actor)
    tell("seat_given", waiting, taken, actor)
    settle_seats(cohort=cohort)
    return waiting


def call_off_all(*, actor: Actor, cohort: Cohort, reason: str) -> None:
    """The course, which is locked, does not take place: everybody under way is told why."""
    under_way = select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.state.in_(LIVE))
    for enrolment in db.session.scalars(under_way.order_by(Enrolment.id)).all():
        origin = enrolment.state
        move = put(enrolment, "call_off_enrolment", origin=origin, actor=actor, standing=Standing.OFFICE, reason=reason)
        tell("enrolment_ended", enrolment, move, actor)


def forget_enrolment(*, enrolment: Enrolment) -> None:
    """It names nobody any more; that it was stays, for the figures of the past."""
    lock(enrolment)
    enrolment.person_id, enrolment.external_name, enrolment.ended_by_id = None, "", None
    enrolment.end_reason = "-" if enrolment.end_reason else ""
    enrolment.forgotten_at = utcnow()
    for move in queries.history_of(enrolment):
        move.actor_id, move.on_behalf_of_id, move.reason = None, None, ""


def _hold(enrolment: Enrolment) -> Cohort:
    """Lock the course first, then the enrolment: seats are counted under the lock of the course."""
    cohort = enrolment.cohort
    lock(cohort)
    lock(enrolment)
    return cohort


def settle_funding(*, actor: Actor, enrolment: Enrolment, entry: GrantEntry) -> Enrolment:
    """The office writes down who pays. Only then the registration counts: one that would lose the grant is stopped.

    Raises NotAllowed; Conflict grant_used_up, grant_too_late, grant_no_contract, grant_no_voucher.
    """
    cohort = _hold(enrolment)
    ensure(can_settle_funding(actor, enrolment))
    is_new = enrolment.funding is not entry.funding or enrolment.state is EnrolmentState.FUNDING_CHECK
    problem = problem_of(enrolment, cohort, entry) if entry.funding is Funding.GRANT else None
    if problem and (is_new or problem in ("grant_no_contract", "grant_no_voucher")):
        raise Conflict(problem)
    is_funded = entry.funding is Funding.GRANT
    enrolment.funding = entry.funding
    enrolment.voucher_id = entry.voucher_id if is_funded else ""
    enrolment.contract_on = entry.contract_on if is_funded else None
    enrolment.received_cents = entry.received_cents if is_funded else None
    db.session.flush()
    record("pilots.settle_funding", enrolment, actor)
    if enrolment.state is EnrolmentState.FUNDING_CHECK:
        step(enrolment, "clear_funding", actor=actor)
        settle_seats(cohort=cohort)
        place_or_queue(enrolment, cohort, actor)
    return enrolment
