"""Reads of programmes, cohorts and their sessions."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor
from core.db import db
from core.errors import NotFound
from core.formats import slugify
from pilots.models import Cohort, CohortSession, Programme, ProgrammePrerequisite
from pilots.rules import programmes as rules

MOST_COHORTS = 100


def programmes(*, with_archived: bool = False) -> Sequence[Programme]:
    """Basic ones first, by name, with modules and prerequisites; a city has few enough to be read at once."""
    found = db.session.scalars(_programmes()).unique().all()
    return [programme for programme in found if with_archived or programme.is_open]


@cache
def _programmes() -> Select[Programme]:
    parts = selectinload(Programme.modules), selectinload(Programme.prerequisites)
    return select(Programme).options(*parts).order_by(Programme.level.desc(), Programme.name, Programme.id)


def get_programme(person: Actor, number: int) -> Programme:
    """With modules and prerequisites. Raises NotFound."""
    if not rules.can_see_programmes(person):
        raise NotFound
    found = db.session.scalars(_programmes().where(Programme.id == number)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def coming_cohorts(at: datetime) -> Sequence[Cohort]:
    """What is not over yet or has no date yet, the next to begin first; cancelled ones are left out."""
    found = db.session.scalars(_coming(), {"at": at}).unique().all()
    return sorted(found, key=lambda one: (one.starts_at or one.locks_at, one.id))


@cache
def _coming() -> Select[Cohort]:
    kept = CohortSession.cohort_id == Cohort.id, CohortSession.removed_at.is_(None)
    goes_on = exists().where(*kept, CohortSession.ends_at > bindparam("at"))
    is_unplanned = ~exists().where(*kept) & (Cohort.locks_at > bindparam("at"))
    return _cohorts().where(Cohort.cancelled_at.is_(None), or_(goes_on, is_unplanned))


@cache
def _cohorts() -> Select[Cohort]:
    """With programme and sessions."""
    sessions = selectinload(Cohort.sessions).options(
        joinedload(CohortSession.module), joinedload(CohortSession.trainer)
    )
    return select(Cohort).options(joinedload(Cohort.programme), sessions)


def every_cohort(*, before: int | None = None, limit: int = MOST_COHORTS) -> Sequence[Cohort]:
    """For whoever manages them: the newest first, older than the id `before`, with programme and sessions."""
    statement = _cohorts().where(Cohort.id < before) if before else _cohorts()
    return db.session.scalars(statement.order_by(Cohort.id.desc()).limit(limit)).unique().all()


def cohorts_after(after: int | None, limit: int) -> Sequence[Cohort]:
    """For programs: all that were not cancelled, by id, with programme and sessions."""
    statement = _cohorts().where(Cohort.id > (after or 0), Cohort.cancelled_at.is_(None))
    return db.session.scalars(statement.order_by(Cohort.id).limit(limit)).unique().all()


def get_cohort(person: Actor, number: int) -> Cohort:
    """With programme and sessions. Raises NotFound."""
    if not rules.can_see_programmes(person):
        raise NotFound
    found = db.session.scalars(_cohorts().where(Cohort.id == number)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


_BY_SLUG = select(Cohort.id).where(Cohort.slug == bindparam("slug"))


def get_cohort_by_slug(person: Actor, slug: str) -> Cohort:
    """With programme (its modules and prerequisites too) and sessions. Raises NotFound."""
    number = db.session.scalar(_BY_SLUG, {"slug": slug})
    if number is None:
        raise NotFound
    found = get_cohort(person, number)
    get_programme(person, found.programme_id)
    return found


def get_session(person: Actor, number: int) -> CohortSession:
    """One that takes place, with its cohort. Raises NotFound."""
    if not rules.can_see_programmes(person):
        raise NotFound
    wanted = select(CohortSession).where(CohortSession.id == number, CohortSession.removed_at.is_(None))
    people = joinedload(CohortSession.trainer), joinedload(CohortSession.module), joinedload(CohortSession.cohort)
    found = db.session.scalars(wanted.options(*people)).one_or_none()
    if found is None:
        raise NotFound
    return found


def sessions_between(starts_at: datetime, ends_at: datetime) -> Sequence[CohortSession]:
    """Of all cohorts that were not cancelled, with their cohort."""
    statement = (
        select(CohortSession)
        .join(CohortSession.cohort)
        .where(CohortSession.removed_at.is_(None), Cohort.cancelled_at.is_(None))
        .where(CohortSession.starts_at < ends_at, CohortSession.ends_at > starts_at)
        .options(joinedload(CohortSession.cohort))
        .order_by(CohortSession.starts_at, CohortSession.id)
    )
    return db.session.scalars(statement).all()


def requirements() -> dict[int, set[int]]:
    """What each programme requires directly, by id."""
    found: dict[int, set[int]] = {}
    pairs = select(ProgrammePrerequisite.programme_id, ProgrammePrerequisite.required_id)
    for number, required in db.session.execute(pairs):
        found.setdefault(number, set()).add(required)
    return found


def taught_modules(programme_id: int) -> set[int]:
    """Ids of the modules that some session teaches or taught."""
    of_programme = select(CohortSession.module_id).join(Cohort, Cohort.id == CohortSession.cohort_id)
    named = of_programme.where(Cohort.programme_id == programme_id, CohortSession.module_id.is_not(None))
    return {number for number in db.session.scalars(named.distinct()) if number is not None}


def free_slug(kind: type[Programme] | type[Cohort], name: str) -> str:
    """An address that nothing of this kind has yet."""
    wanted = slugify(name)
    taken = set(db.session.scalars(select(kind.slug).where(kind.slug.startswith(wanted, autoescape=True))))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
