"""Changes of owner. At every moment exactly one owner has an unsolved question; every change is a row."""

from datetime import datetime

from sqlalchemy import func, select, update

from accounts.models import Actor, Person
from accounts.queries import absences_of, office_people, present_people
from core import audit, outbox
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from core.worktime import BADEN_WUERTTEMBERG
from knowledge import rules
from knowledge.actions.history import add_event, one_step, tell
from knowledge.actions.pauses import end_pause, pauses_since
from knowledge.models import OwnerKind, OwnerReason, Ownership, PauseEnd, Question
from knowledge.queries import chain_of, current_ownership, owned_by, terms
from knowledge.rules import Candidate, Deadlines, next_owner
from knowledge.rules.routing import THE_OFFICE


def route(question: Question, *, cause: str, passed: frozenset[int] = frozenset(), answer_owed: bool = True) -> None:
    """Give the question to the first of its chain who is present and not among `passed`.

    Never to whoever asked, unless sealed: being passed over would tell that it was them. `answer_owed` False:
    somebody is responsible, but no clock runs.
    """
    found = next_owner(_chain_before_insert(question), passed=passed)
    _assign(question, found, cause=cause, actor=None, answer_owed=answer_owed)


def give_back(question: Question, *, cause: str, answer_owed: bool) -> None:
    """Give the question to whoever had it last, if they are there and may still own it; else by the rules."""
    question.clock_started_at = utcnow()
    last = db.session.scalars(
        select(Ownership).where(Ownership.question_id == question.id).order_by(Ownership.seq.desc()).limit(1)
    ).one_or_none()
    if last is None or not _can_take_back(question, last):
        route(question, cause=cause, answer_owed=answer_owed)
        return
    found = Candidate(last.kind, last.why, last.person_id)
    _assign(question, found, cause=cause, actor=None, answer_owed=answer_owed)


@one_step
def take_over_question(*, actor: Actor, question: Question, note: str) -> Question:
    """A pilot or the office takes the question over, and says why. Raises NotAllowed; Conflict not_owned."""
    lock(question)
    _refuse_ended(question)
    ensure(rules.can_take_over_question(actor, question))
    taker = Candidate(OwnerKind.PERSON, OwnerReason.TAKEN_OVER, actor.id)
    _change_by_hand(question, taker, actor=actor, note=note)
    return question


@one_step
def hand_on_question(*, actor: Actor, question: Question, to: Person | None, note: str) -> Question:
    """Pass a question on by hand, with a reason: to a pilot or somebody of the office, or (None) to the office.

    Raises NotAllowed; Conflict not_owned, asker_cannot_own, not_a_pilot, is_absent, has_it_already.
    """
    lock(question)
    _refuse_ended(question)
    ensure(rules.can_hand_on_question(actor, question))
    if to is None:
        receiver = Candidate(OwnerKind.OFFICE, OwnerReason.HANDED_ON)
    else:
        _refuse_unfit(question, to)
        receiver = Candidate(OwnerKind.PERSON, OwnerReason.HANDED_ON, to.id)
    if (receiver.kind, receiver.person_id) == (question.owner_kind, question.owner_id):
        raise Conflict("has_it_already")
    _change_by_hand(question, receiver, actor=actor, note=note)
    return question


@one_step
def hand_over_question(*, actor: Actor, question: Question, leaver: Person, to: Person, note: str) -> bool:
    """At a handover: as handing on, without a notice of its own. False when it is not `to` who has it afterwards.

    Who asked, and who is away while an answer is owed, do not get it, and nobody gets what stays with the office:
    the rules find somebody.
    """
    lock(question)
    if question.owner_id != leaver.id:
        return False
    is_owed = question.answer_by is not None
    is_unfit = to.id == question.asker_id or question.is_unplaced
    if is_unfit or (is_owed and to.id not in present_people([to.id], at=utcnow())):
        route(question, cause="left", passed=frozenset({leaver.id, to.id}), answer_owed=is_owed)
        return False
    receiver = Candidate(OwnerKind.PERSON, OwnerReason.HANDED_ON, to.id)
    _change_by_hand(question, receiver, actor=actor, note=note, is_quiet=True)
    return True


@one_step
def pass_on_overdue(*, ownership: Ownership) -> bool:
    """Pass on what was not answered in time; False when that is no longer so. Repeating it changes nothing."""
    question = _question_of(ownership)
    due = ownership.pass_on_at is not None and ownership.pass_on_at <= utcnow()
    if ownership.until is not None or question.answer_by is None or not due:
        return False
    if ownership.cause == "overdue":
        _assign(question, THE_OFFICE, cause="overdue", actor=None)
    else:
        route(question, cause="overdue", passed=_owners_in_this_run(question))
    tell("question_passed_on", {ownership.person_id}, question, event=ownership.id, actor=None)
    return True


@one_step
def remind_owner(*, ownership: Ownership) -> bool:
    """Remind the owner once; False when there is nothing to remind of any more."""
    question = _question_of(ownership)
    due = ownership.remind_at is not None and ownership.remind_at <= utcnow()
    if ownership.until is not None or ownership.reminded_at or question.answer_by is None or not due:
        return False
    ownership.reminded_at = utcnow()
    tell("question_reminder", _owners(question), question, event=ownership.id, actor=None)
    return True


@one_step
def follow_absence(*, person_id: int) -> int:
    """After an absence was recorded, began or was called off: others take what waits, deadlines move along.

    Returns how many questions changed their owner. Repeating it changes nothing.
    """
    is_away = person_id not in present_people([person_id], at=utcnow())
    moved = 0
    for question in owned_by(person_id):
        if is_away and question.answer_by is not None:
            lock(question)
            moved += _leave(question, person_id, cause="absent")
        elif question.answer_by is not None:
            _move_deadlines(question)
    return moved


@one_step
def follow_loss(*, person_id: int) -> int:
    """After somebody stopped being a pilot, moved or was blocked: what they own finds new owners by the rules."""
    moved = 0
    for question in owned_by(person_id):
        lock(question)
        if not _still_fits(question, person_id):
            moved += _leave(question, person_id, cause="left")
    return moved


def _leave(question: Question, person_id: int, *, cause: str) -> bool:
    """From this person to the next who has not had it; False when it left them before the lock was ours."""
    if question.owner_id != person_id or (cause == "absent" and question.answer_by is None):
        return False
    passed = _owners_in_this_run(question) | {person_id}
    route(question, cause=cause, passed=passed, answer_owed=question.answer_by is not None)
    return True


def stop_clock(question: Question) -> None:
    """An answer is there: nothing is owed for now; the owner stays responsible."""
    end_pause(question, PauseEnd.ANSWERED)
    question.answer_by = None


def resume_clock(question: Question) -> bool:
    """The asker replied: what was left of the time runs on; somebody else gets it when the owner is away now.

    False when the clock was not paused. The caller holds the question's lock.
    """
    if not end_pause(question, PauseEnd.REPLIED):
        return False
    owner_id = question.owner_id
    ownership = current_ownership(question.id)
    if ownership is None:
        return True
    if owner_id is not None and owner_id not in present_people([owner_id], at=utcnow()):
        route(question, cause="absent", passed=frozenset({owner_id}))
    else:
        _set_deadlines(question, ownership, _deadlines(ownership))
        _enqueue_deadlines(ownership)
    return True


def restart_clock(question: Question, *, cause: str) -> None:
    """An answer is owed anew, from whom the rules say today."""
    end_pause(question, PauseEnd.ENDED)
    question.clock_started_at = utcnow()
    route(question, cause=cause)


def end_ownership(question: Question) -> None:
    """Nobody owes anything any more."""
    end_pause(question, PauseEnd.ENDED)
    _end_running(question, utcnow())
    question.owner_kind = question.owner_id = question.owner_since = question.answer_by = None


def _end_running(question: Question, at: datetime) -> None:
    """At once, before the next ownership is written, which begins at the same instant: only one may run."""
    running = update(Ownership).where(Ownership.question_id == question.id, Ownership.until.is_(None))
    db.session.execute(running.values(until=at))


def _chain_before_insert(question: Question) -> list[Candidate]:
    """The chain needs the tags in the database; a question that is being asked gets its owner before it is written."""
    if question.id is None:
        question.owner_kind = OwnerKind.OFFICE
        db.session.add(question)
        db.session.flush()
    return chain_of(question)


def _assign(
    question: Question,
    to: Candidate,
    *,
    cause: str,
    actor: Actor | None,
    note: str = "",
    answer_owed: bool = True,
    is_quiet: bool = False,
) -> Ownership:
    """`is_quiet`: the new owner is told in another way."""
    now = utcnow()
    _end_running(question, now)
    ownership = Ownership(
        question_id=question.id,
        seq=_next_seq(question),
        kind=to.kind,
        person_id=to.person_id,
        why=to.reason,
        cause=cause,
        actor_id=actor.id if actor else None,
        note=note,
        since=now,
    )
    db.session.add(ownership)
    question.owner_kind, question.owner_id, question.owner_since = to.kind, to.person_id, ownership.since
    question.answer_by = None
    if answer_owed:
        _set_deadlines(question, ownership, _deadlines(ownership))
    db.session.flush()
    _after_assignment(question, ownership, actor)
    if not is_quiet:
        tell("question_assigned", _owners(question), question, event=ownership.id, actor=actor)
    return ownership


def _after_assignment(question: Question, ownership: Ownership, actor: Actor | None) -> None:
    audit.record(
        "knowledge.assign_question",
        actor_id=actor.id if actor else None,
        subject=("question", question.id),
        details={"why": ownership.why.value, "cause": ownership.cause, "owner": ownership.person_id},
    )
    _enqueue_deadlines(ownership)


def _deadlines(ownership: Ownership) -> Deadlines:
    """By the owner's own working days and absences; the office works on all of them."""
    person = db.session.get_one(Person, ownership.person_id) if ownership.person_id else None
    away = absences_of([person.id], since=ownership.since).get(person.id, []) if person else []
    return rules.deadlines(
        ownership.kind,
        ownership.since,
        is_second=ownership.cause == "overdue",
        terms=terms(),
        absences=[(absence.starts_at, absence.ends_at) for absence in away],
        pauses=pauses_since(ownership.question_id, ownership.since),
        calendar=rules.calendar_of(person.weekdays) if person else BADEN_WUERTTEMBERG,
    )


def _set_deadlines(question: Question, ownership: Ownership, found: Deadlines) -> None:
    ownership.remind_at, ownership.pass_on_at = found.remind_at, found.pass_on_at
    question.answer_by = found.answer_by


def _move_deadlines(question: Question) -> None:
    """A coming absence is no working time: the same span of work ends later (or earlier, when it was called off)."""
    ownership = current_ownership(question.id)
    if ownership is None:
        return
    found = _deadlines(ownership)
    if found.answer_by != question.answer_by:
        lock(question)
        _set_deadlines(question, ownership, found)
        _enqueue_deadlines(ownership)


def _enqueue_deadlines(ownership: Ownership) -> None:
    if ownership.remind_at:
        outbox.enqueue("knowledge.remind_owner", due_at=ownership.remind_at, ownership_id=ownership.id)
    if ownership.pass_on_at:
        outbox.enqueue("knowledge.pass_on", due_at=ownership.pass_on_at, ownership_id=ownership.id)


def _change_by_hand(question: Question, to: Candidate, *, actor: Actor, note: str, is_quiet: bool = False) -> None:
    owed = question.answer_by is not None
    _assign(question, to, cause="by_hand", actor=actor, note=note, answer_owed=owed, is_quiet=is_quiet)
    add_event(question, to.reason.value, origin=question.state, actor=actor, reason=note)


def _refuse_ended(question: Question) -> None:
    if not question.is_owned:
        raise Conflict("not_owned", state=question.state.value)


def _refuse_unfit(question: Question, person: Person) -> None:
    if person.id == question.asker_id:
        raise Conflict("asker_cannot_own")
    if not (person.is_pilot or person.is_office) or not person.is_active:
        raise Conflict("not_a_pilot")
    if person.id not in present_people([person.id], at=utcnow()):
        raise Conflict("is_absent")


def _still_fits(question: Question, person_id: int) -> bool:
    """Chosen by hand they keep it while they may own at all; chosen by a rule while a rule names them."""
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active:
        return False
    running = current_ownership(question.id)
    if running is not None and running.cause == "by_hand":
        return person.is_pilot or person.is_office
    return any(step.person_id == person_id for step in chain_of(question))


def _can_take_back(question: Question, last: Ownership) -> bool:
    if last.person_id is None:
        return last.kind is OwnerKind.OFFICE
    person = db.session.get(Person, last.person_id)
    if person is None or not person.is_active or person.id not in present_people([person.id], at=utcnow()):
        return False
    if last.cause == "by_hand":
        return person.is_pilot or person.is_office
    return any(step.person_id == person.id for step in chain_of(question))


def _owners_in_this_run(question: Question) -> frozenset[int]:
    """Everybody who had the question since its clock started."""
    statement = select(Ownership.person_id).where(
        Ownership.question_id == question.id, Ownership.since >= question.clock_started_at
    )
    return frozenset(number for number in db.session.scalars(statement) if number is not None)


def _owners(question: Question) -> set[int]:
    """Whom to tell: the owner, or everybody in the office, but never the asker."""
    if question.owner_kind is OwnerKind.OFFICE:
        return {person.id for person in office_people()} - {question.asker_id}
    return {question.owner_id} if question.owner_id else set()


def _question_of(ownership: Ownership) -> Question:
    question = db.session.get_one(Question, ownership.question_id)
    lock(question)
    lock(ownership)
    return question


def _next_seq(question: Question) -> int:
    last = db.session.scalar(select(func.max(Ownership.seq)).where(Ownership.question_id == question.id))
    return (last or 0) + 1
