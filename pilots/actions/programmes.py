"""Making and changing programmes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.markup import to_html
from pilots.models import Programme, ProgrammeLevel, ProgrammeModule, ProgrammePrerequisite
from pilots.queries import programmes as queries
from pilots.rules import programmes as rules

ONE_CHANGES = "programmes"


@dataclass(frozen=True)
class ProgrammeEntry:
    """What people fill in. `modules`: their names in order; `prerequisites`: ids of programmes."""

    name: str
    provider: str
    level: ProgrammeLevel
    hours: int
    least_attendance: int
    valid_months: int | None = None
    refresher_months: int | None = None
    grant_day_cents: int | None = None
    grant_days: int | None = None
    grant_most: int | None = None
    body: str = ""
    modules: Sequence[str] = ()
    prerequisites: Collection[int] = ()


def create_programme(*, actor: Actor, entry: ProgrammeEntry, submission: str) -> Programme:
    """The same `submission` again gives what it made the first time. Raises NotAllowed; Conflict module_twice."""
    ensure(rules.can_manage_programmes(actor))
    lock_name(ONE_CHANGES)
    same = select(Programme).where(Programme.author_id == actor.id, Programme.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    programme = Programme(author_id=actor.id, submission=submission, created_at=utcnow(), changed_at=utcnow())
    programme.slug = queries.free_slug(Programme, entry.name)
    _fill(programme, entry)
    db.session.add(programme)
    db.session.flush()
    _set_modules(programme, entry.modules)
    _set_prerequisites(programme, entry.prerequisites)
    audit.record("pilots.create_programme", actor_id=actor.id, subject=("programme", programme.id))
    return programme


def edit_programme(*, actor: Actor, programme: Programme, entry: ProgrammeEntry) -> Programme:
    """Its address stays. Raises NotAllowed; Conflict module_twice, module_taught, requires_itself."""
    ensure(rules.can_manage_programmes(actor))
    lock_name(ONE_CHANGES)
    lock(programme)
    _fill(programme, entry)
    _set_modules(programme, entry.modules)
    _set_prerequisites(programme, entry.prerequisites)
    programme.changed_at = utcnow()
    audit.record("pilots.edit_programme", actor_id=actor.id, subject=("programme", programme.id))
    return programme


def archive_programme(*, actor: Actor, programme: Programme) -> Programme:
    """It takes no new cohorts any more. Raises NotAllowed."""
    return _set_archived(programme, actor, is_on=True)


def restore_programme(*, actor: Actor, programme: Programme) -> Programme:
    """It is offered again. Raises NotAllowed."""
    return _set_archived(programme, actor, is_on=False)


def _set_archived(programme: Programme, actor: Actor, *, is_on: bool) -> Programme:
    ensure(rules.can_manage_programmes(actor))
    lock(programme)
    if programme.is_open is not is_on:
        return programme
    programme.archived_at = utcnow() if is_on else None
    act = "pilots.archive_programme" if is_on else "pilots.restore_programme"
    audit.record(act, actor_id=actor.id, subject=("programme", programme.id))
    return programme


def _fill(programme: Programme, entry: ProgrammeEntry) -> None:
    programme.name, programme.provider, programme.level = entry.name, entry.provider, entry.level
    programme.hours, programme.least_attendance = entry.hours, entry.least_attendance
    programme.valid_months, programme.refresher_months = entry.valid_months, entry.refresher_months
    programme.grant_day_cents, programme.grant_days = entry.grant_day_cents, entry.grant_days
    programme.grant_most = entry.grant_most
    programme.body, programme.body_html = entry.body, to_html(entry.body)


def _set_modules(programme: Programme, names: Sequence[str]) -> None:
    """A name that stays keeps its row; as many new names as old ones went are the old ones under new names."""
    if len(set(names)) != len(names):
        raise Conflict("module_twice")
    kept = {module.name: module for module in programme.modules}
    gone = [module for name, module in kept.items() if name not in names]
    new = [name for name in names if name not in kept]
    if gone and len(gone) == len(new):
        kept |= dict(zip(new, gone, strict=True))
        gone = []
    _remove(programme, gone)
    # Numbers never used before: two rows never have the same one, in whatever order they are written.
    first = max((module.position for module in programme.modules), default=0) + 1
    for position, name in enumerate(names, first):
        module = kept.get(name) or ProgrammeModule(programme_id=programme.id)
        module.name, module.position = name, position
        if name not in kept:
            db.session.add(module)
    db.session.flush()
    db.session.expire(programme, ["modules"])


def _remove(programme: Programme, modules: Sequence[ProgrammeModule]) -> None:
    taught = queries.taught_modules(programme.id) if modules else set()
    for module in modules:
        if module.id in taught:
            raise Conflict("module_taught", name=module.name)
        db.session.delete(module)
    db.session.flush()


def _set_prerequisites(programme: Programme, numbers: Collection[int]) -> None:
    if _leads_back(programme.id, numbers):
        raise Conflict("requires_itself")
    db.session.execute(delete(ProgrammePrerequisite).where(ProgrammePrerequisite.programme_id == programme.id))
    rows = [ProgrammePrerequisite(programme_id=programme.id, required_id=number) for number in sorted(set(numbers))]
    db.session.add_all(rows)
    db.session.flush()
    db.session.expire(programme, ["prerequisites"])


def _leads_back(number: int, wanted: Collection[int]) -> bool:
    """Whether one of the wanted ones requires this programme, be it by way of others."""
    required, open_ones, seen = queries.requirements(), set(wanted), set[int]()
    while open_ones:
        one = open_ones.pop()
        seen.add(one)
        open_ones |= required.get(one, set()) - seen
    return number in seen
