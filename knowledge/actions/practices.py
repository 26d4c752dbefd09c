"""Writing practice cards, editing them and moving them from draft to archive."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from accounts.models import Actor
from core import audit, outbox
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.markup import to_html
from knowledge.actions.freshness import rest_entry, start_entry
from knowledge.actions.history import one_step
from knowledge.actions.limits import ensure_room
from knowledge.actions.tags import tags_named
from knowledge.models import EntryKind, Practice, PracticeEvent, PracticeRevision, PracticeState, Scale
from knowledge.queries.freshness import owner_of_practice
from knowledge.rules import practices as rules


@dataclass(frozen=True)
class Card:
    """What people write on a practice card: three texts in Markdown, two marks, four lines."""

    title: str
    problem: str
    approach: str
    steps: str
    effort: Scale
    effort_note: str
    effect: Scale
    effect_note: str
    costs: str
    contact: str


MARKDOWN = ("problem", "approach", "steps")


@one_step
def write_practice(
    *, actor: Actor, card: Card, tags: Iterable[str], submission: str, author: Actor | None = None
) -> Practice:
    """Write a draft, as the actor's own or another `author`'s, for the author's department.

    The same `submission` again gives the card it made the first time.
    Raises NotAllowed; Conflict too_many_tags, tag_too_long.
    """
    ensure(rules.can_write_practice(actor))
    author = author or actor
    lock_name(submission)
    same = select(Practice).where(Practice.author_id == author.id, Practice.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    ensure_room(actor)
    practice = Practice(
        author_id=author.id,
        department_id=author.department_id,
        state=PracticeState.DRAFT,
        submission=submission,
        created_at=utcnow(),
    )
    _put(practice, card)
    practice.tags = tags_named(tags)
    db.session.add(practice)
    db.session.flush()
    _add_event(practice, "write_practice", origin=None, actor=actor)
    audit.record("knowledge.write_practice", actor_id=actor.id, subject=("practice", practice.id))
    return practice


@one_step
def edit_practice(*, actor: Actor, practice: Practice, card: Card, tags: Iterable[str], reason: str = "") -> Practice:
    """Change the wording; the earlier one stays as a revision. Raises NotAllowed; Conflict as write_practice."""
    lock(practice)
    ensure(rules.can_edit_practice(actor, practice))
    before, wanted = wording_of(practice), tags_named(tags)
    _put(practice, card)
    practice.tags = wanted
    if before == wording_of(practice):
        return practice
    _keep(before, practice, actor, reason)
    practice.edited_at = utcnow()
    audit.record("knowledge.edit_practice", actor_id=actor.id, subject=("practice", practice.id))
    practice_changed(practice)
    return practice


@one_step
def publish_practice(*, actor: Actor, practice: Practice) -> Practice:
    """Everybody who works here can read and find it from now on. Raises NotAllowed; Conflict step_not_allowed."""
    _move(practice, "knowledge.publish_practice", actor=actor)
    practice.published_at = utcnow()
    _trust(practice, actor)
    return practice


@one_step
def archive_practice(*, actor: Actor, practice: Practice, reason: str) -> Practice:
    """It stays readable, says why it is outdated and sinks in search. Raises NotAllowed; Conflict step_not_allowed."""
    _move(practice, "knowledge.archive_practice", actor=actor, reason=reason)
    rest_entry(kind=EntryKind.PRACTICE, thing_id=practice.id)
    return practice


@one_step
def republish_practice(*, actor: Actor, practice: Practice) -> Practice:
    """Out of the archive again, checked by whoever says so. Raises NotAllowed; Conflict step_not_allowed."""
    _move(practice, "knowledge.republish_practice", actor=actor)
    _trust(practice, actor)
    return practice


def wording_of(practice: Practice) -> dict[str, str]:
    """By field, as a revision keeps it; tags as names with commas."""
    words = {name: str(getattr(practice, name)) for name in Card.__dataclass_fields__}
    return words | {"tags": ", ".join(sorted(tag.name for tag in practice.tags))}


def practice_changed(practice: Practice) -> None:
    """Search follows every change of what can be found."""
    outbox.enqueue("knowledge.index_practice", practice_id=practice.id)


def _trust(practice: Practice, actor: Actor) -> None:
    """Whoever publishes stands by it for a year."""
    owner_id = owner_of_practice(practice)
    start_entry(kind=EntryKind.PRACTICE, thing_id=practice.id, owner_id=owner_id, actor=actor)


def _put(practice: Practice, card: Card) -> None:
    for name, value in asdict(card).items():
        setattr(practice, name, value)
    for name in MARKDOWN:
        setattr(practice, f"{name}_html", to_html(getattr(card, name)) if getattr(card, name) else "")


def _keep(before: dict[str, str], practice: Practice, actor: Actor, reason: str) -> None:
    newest = select(func.max(PracticeRevision.seq)).where(PracticeRevision.practice_id == practice.id)
    seq = (db.session.scalar(newest) or 0) + 1
    db.session.add(
        PracticeRevision(practice_id=practice.id, seq=seq, wording=before, editor_id=actor.id, reason=reason)
    )


def _move(practice: Practice, act: str, *, actor: Actor, reason: str = "") -> None:
    lock(practice)
    origin, name = practice.state, act.removeprefix("knowledge.")
    target = rules.MACHINE.target(name, origin)
    ensure(getattr(rules, f"can_{name}")(actor, practice))
    practice.state = target
    _add_event(practice, name, origin=origin, actor=actor, reason=reason)
    audit.record(
        act,
        actor_id=actor.id,
        subject=("practice", practice.id),
        details={"from": origin.value, "to": target.value},
    )
    practice_changed(practice)


def _add_event(practice: Practice, name: str, *, origin: PracticeState | None, actor: Actor, reason: str = "") -> None:
    newest = select(func.max(PracticeEvent.seq)).where(PracticeEvent.practice_id == practice.id)
    db.session.add(
        PracticeEvent(
            practice_id=practice.id,
            seq=(db.session.scalar(newest) or 0) + 1,
            move=name,
            from_state=origin,
            to_state=practice.state,
            actor_id=actor.id,
            reason=reason,
        )
    )
