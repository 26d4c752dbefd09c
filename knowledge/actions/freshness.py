"""Keeping entries true: checking, retiring, marking what is due.

Locks are always taken in this order: the thing (an answer's question), causes, the entry. What marks many entries
at once follows one another (`lock_name`).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from accounts.actions import notify
from accounts.models import Actor, Person
from accounts.queries import office_people
from accounts.queries.organisation import today
from core import audit, outbox
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from knowledge import rules
from knowledge.actions.doubts import settle_doubts
from knowledge.actions.history import changed
from knowledge.models import (
    Answer,
    Cause,
    CheckWhy,
    EntryKind,
    EntryState,
    Freshness,
    OwnerKind,
    Practice,
    Question,
)
from knowledge.queries.freshness import entry_of, expired_entries

BATCH = 500
MARKING = "freshness"


@dataclass(frozen=True)
class Follower:
    """What a kind of entry needs: `lock` holds the thing itself, `follow` runs after its dates or state changed,
    `settle` when it was checked."""

    lock: Callable[[int], None]
    follow: Callable[[Sequence[Freshness]], None]
    settle: Callable[[int], None] = lambda _thing_id: None


def _lock_answer(answer_id: int) -> None:
    lock(db.session.get_one(Answer, answer_id).question)


def _follow_answers(entries: Sequence[Freshness]) -> None:
    """The answers repeat the dates; search weighs expired ones less."""
    by_answer = {entry.thing_id: entry for entry in entries}
    for answer in db.session.scalars(select(Answer).where(Answer.id.in_(by_answer))):
        entry = by_answer[answer.id]
        if answer.is_accepted:
            answer.checked_on, answer.valid_until = entry.checked_on, entry.valid_until
        changed(db.session.get_one(Question, answer.question_id))


def _settle_answer(answer_id: int) -> None:
    """Whoever checked it knows what readers doubted."""
    answer = db.session.get_one(Answer, answer_id)
    lock(answer)
    settle_doubts(answer)


def _lock_practice(practice_id: int) -> None:
    lock(db.session.get_one(Practice, practice_id))


def _follow_practices(entries: Sequence[Freshness]) -> None:
    """Search weighs expired ones less."""
    for entry in entries:
        outbox.enqueue("knowledge.index_practice", practice_id=entry.thing_id)


FOLLOWERS: dict[EntryKind, Follower] = {
    EntryKind.ANSWER: Follower(_lock_answer, _follow_answers, _settle_answer),
    EntryKind.PRACTICE: Follower(_lock_practice, _follow_practices),
}


def start_entry(*, kind: EntryKind, thing_id: int, owner_id: int | None, actor: Actor | None) -> Freshness:
    """From today on the thing counts as knowledge, checked by whoever says so; one that rested keeps its causes.

    `owner_id` None: the office. The caller holds the thing's lock.
    """
    entry = entry_of(kind, thing_id)
    if entry is None:
        entry = Freshness(kind=kind, thing_id=thing_id, valid_from=today())
        db.session.add(entry)
    _renew(entry, actor, rules.default_end(today()))
    _own(entry, owner_id)
    return entry


def rest_entry(*, kind: EntryKind, thing_id: int) -> None:
    """The thing is no knowledge for now: its dates wait. The caller holds the thing's lock."""
    entry = entry_of(kind, thing_id)
    if entry is not None:
        _settle(entry, EntryState.RESTING)


def wake_entry(*, kind: EntryKind, thing_id: int, state: EntryState | None) -> None:
    """It is knowledge again as it was before it rested, with its dates; why it was to be checked is not known any more.

    The caller holds the thing's lock.
    """
    entry = entry_of(kind, thing_id)
    if entry is None or state is None:
        return
    _settle(entry, state)
    if state is EntryState.TO_CHECK:
        entry.due_since, entry.due_why = utcnow(), CheckWhy.EXPIRED


def check_entry(*, actor: Actor, entry: Freshness, seen: str) -> bool:
    """It still holds: a year from today, and out of the queue.

    `seen` is the `mark_of` the entry as it was shown. Pressed twice it changes nothing; False then.
    Raises NotAllowed; Conflict changed_meanwhile when it became due for another reason since it was shown.
    """
    _hold(entry)
    ensure(rules.can_check_entry(actor, entry))
    if _is_just_checked(entry, actor):
        return False
    if seen != mark_of(entry):
        raise Conflict("changed_meanwhile")
    _renew(entry, actor, rules.default_end(today()))
    _record("knowledge.check_entry", actor, entry)
    FOLLOWERS[entry.kind].settle(entry.thing_id)
    FOLLOWERS[entry.kind].follow([entry])
    db.session.flush()  # an edit that counts as a check reads the thing afresh
    return True


def retire_entry(*, actor: Actor, entry: Freshness, reason: str) -> None:
    """It holds no more: it stays where it is, with a banner, and sinks in search. Raises NotAllowed."""
    _hold(entry)
    ensure(rules.can_check_entry(actor, entry))
    if entry.state is EntryState.RETIRED:
        return
    _settle(entry, EntryState.RETIRED, note=reason)
    _record("knowledge.retire_entry", actor, entry)
    FOLLOWERS[entry.kind].follow([entry])


def change_entry(
    *,
    actor: Actor,
    entry: Freshness,
    valid_from: date,
    valid_until: date,
    owner: Person | None,
    cause_ids: Collection[int],
) -> None:
    """Its dates, owner (None: the office) and causes; the same again changes nothing.

    Raises NotAllowed; Conflict holds_too_short, owner_unfit, unknown_cause.
    """
    FOLLOWERS[entry.kind].lock(entry.thing_id)
    causes = _locked_causes(cause_ids)
    lock(entry)
    ensure(rules.can_check_entry(actor, entry))
    if not valid_from < valid_until or valid_until <= entry.checked_on:
        raise Conflict("holds_too_short")
    if owner is not None and owner.id != entry.owner_id and not _may_own(owner):
        raise Conflict("owner_unfit")
    entry.valid_from, entry.valid_until, entry.causes = valid_from, valid_until, causes
    _own(entry, owner.id if owner else None)
    _record("knowledge.change_entry", actor, entry)
    FOLLOWERS[entry.kind].follow([entry])


def report_entry(*, actor: Actor, entry: Freshness, word: str) -> bool:
    """Somebody says it is outdated, and why: its owner checks it. False when it is in the queue already."""
    lock(entry)
    if entry.state is not EntryState.VALID:
        return False
    _mark([entry.id], CheckWhy.REPORTED, note=word, at=utcnow())
    db.session.refresh(entry)
    _record("knowledge.report_entry", actor, entry)
    for person_id in _keepers({(entry.owner_kind, entry.owner_id)}):
        _tell_of_queue(person_id, entry, actor)
    return True


def mark_expired() -> int:
    """What is over goes into its owner's queue, each owner told of the first. Returns how many; repeating gives 0."""
    lock_name(MARKING)
    numbers = expired_entries(limit=BATCH)
    if not numbers:
        return 0
    _mark(numbers, CheckWhy.EXPIRED, note="", at=utcnow())
    entries = _entries(numbers)
    for kind in {entry.kind for entry in entries}:
        FOLLOWERS[kind].follow([entry for entry in entries if entry.kind is kind])
    firsts = {(entry.owner_kind, entry.owner_id): entry for entry in reversed(entries)}
    for owner, entry in firsts.items():
        for person_id in _keepers({owner}):
            _tell_of_queue(person_id, entry, None)
    return len(numbers)


def mark_bound(cause: Cause, *, note: str, event: str, actor: Actor) -> int:
    """Every valid entry bound to the cause becomes due, with one notice for each owner. Returns how many are due.

    What is in a queue already stays there and names this cause now; retired and resting ones stay as they are.
    """
    lock_name(MARKING)
    bound = select(Freshness.id).where(
        Freshness.causes.any(Cause.id == cause.id),
        Freshness.state.in_((EntryState.VALID, EntryState.TO_CHECK)),
    )
    numbers = db.session.scalars(bound.order_by(Freshness.id).with_for_update(of=Freshness)).all()
    owners: set[tuple[OwnerKind, int | None]] = set()
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        _mark(part, CheckWhy.CAUSE, note=note, at=utcnow(), cause_id=cause.id)
        owned = select(Freshness.owner_kind, Freshness.owner_id).where(Freshness.id.in_(part)).distinct()
        owners |= {(kind, owner_id) for kind, owner_id in db.session.execute(owned)}
    for person_id in _keepers(owners):
        notify(kind="cause_changed", person_id=person_id, subject_id=cause.id, event=event, actor_id=actor.id)
    return len(numbers)


def mark_of(entry: Freshness) -> str:
    """Tells one call for a check from another: a page shows it, the check brings it back."""
    since = entry.due_since.isoformat() if entry.due_since else ""
    return f"{entry.state.value}/{entry.due_why.value if entry.due_why else ''}/{since}"


def _mark(numbers: Sequence[int], why: CheckWhy, *, note: str, at: datetime, cause_id: int | None = None) -> None:
    """In one statement, so that no entry of a cause is left out half-way."""
    values = {"state": EntryState.TO_CHECK, "due_since": at, "due_why": why, "cause_id": cause_id, "note": note}
    db.session.execute(update(Freshness).where(Freshness.id.in_(numbers)).values(values))


def _entries(numbers: Sequence[int]) -> Sequence[Freshness]:
    fresh = select(Freshness).where(Freshness.id.in_(numbers)).execution_options(populate_existing=True)
    return db.session.scalars(fresh.order_by(Freshness.id)).all()


def _renew(entry: Freshness, actor: Actor | None, until: date) -> None:
    entry.checked_on, entry.checked_by_id = today(), actor.id if actor else None
    entry.valid_until = until
    entry.valid_from = min(entry.valid_from, today())
    _settle(entry, EntryState.VALID)


def _settle(entry: Freshness, state: EntryState, note: str = "") -> None:
    entry.state, entry.note = state, note
    entry.due_since = entry.due_why = entry.cause_id = None


def _own(entry: Freshness, owner_id: int | None) -> None:
    entry.owner_kind = OwnerKind.OFFICE if owner_id is None else OwnerKind.PERSON
    entry.owner_id = owner_id


def _hold(entry: Freshness) -> None:
    FOLLOWERS[entry.kind].lock(entry.thing_id)
    lock(entry)


def _locked_causes(numbers: Collection[int]) -> list[Cause]:
    wanted = select(Cause).where(Cause.id.in_(set(numbers))).order_by(Cause.id).with_for_update()
    found = list(db.session.scalars(wanted))
    if len(found) < len(set(numbers)):
        raise Conflict("unknown_cause")
    return found


def _is_just_checked(entry: Freshness, actor: Actor) -> bool:
    by_them_today = entry.checked_on == today() and entry.checked_by_id == actor.id
    return entry.state is EntryState.VALID and by_them_today


def _may_own(person: Person) -> bool:
    return person.is_active and (person.is_pilot or person.is_office)


def _keepers(owners: Iterable[tuple[OwnerKind, int | None]]) -> list[int]:
    """Whom to tell, once each: the owning people, and everybody in the office for what is the office's."""
    owners = set(owners)
    people = {owner_id for _kind, owner_id in owners if owner_id is not None}
    if any(kind is OwnerKind.OFFICE for kind, _owner_id in owners):
        people |= {person.id for person in office_people()}
    return sorted(people)


def _tell_of_queue(person_id: int, entry: Freshness, actor: Actor | None) -> None:
    """The notice names one entry; the queue shows what else is in it."""
    since = entry.due_since.isoformat() if entry.due_since else ""
    actor_id = actor.id if actor else None
    notify(kind="entries_to_check", person_id=person_id, subject_id=entry.id, event=since, actor_id=actor_id)


def _record(act: str, actor: Actor, entry: Freshness) -> None:
    audit.record(
        act,
        actor_id=actor.id,
        subject=(entry.kind.value, entry.thing_id),
        details={"state": entry.state.value, "valid_until": entry.valid_until.isoformat(), "owner": entry.owner_id},
    )
