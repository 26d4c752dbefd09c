"""Reads about digests: when one is due, for whom, and what it tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Delivery, Digest, Notice, Person
from accounts.queries.notices import InboxRow, rows, still_stands
from core.db import db
from core.formats import LOCAL
from core.worktime import BADEN_WUERTTEMBERG

MOST_ITEMS = 50
WEEKLY_CLOSES_AT = time(6)
"""On the first working day of a week, in local time."""


@dataclass(frozen=True)
class DuePeriod:
    """A kind of digest to make now: its name, and until when notices must have come to be in it."""

    delivery: Delivery
    period: str
    before: datetime


def due_periods(at: datetime) -> Iterator[DuePeriod]:
    """Daily on working days; weekly on the first working day of a week, or later in it when that was missed."""
    local = at.astimezone(LOCAL)
    day = local.date()
    if not BADEN_WUERTTEMBERG.is_workday(day):
        return
    yield DuePeriod(Delivery.DAILY, day.isoformat(), at)
    first = _first_workday(day)
    closes_at = at if first == day else datetime.combine(first, WEEKLY_CLOSES_AT, LOCAL)
    year, week, _weekday = day.isocalendar()
    yield DuePeriod(Delivery.WEEKLY, f"{year}-W{week:02}", closes_at)


def _first_workday(day: date) -> date:
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=number) for number in range(7))
    return next(each for each in week if BADEN_WUERTTEMBERG.is_workday(each))


def is_waiting(delivery: Delivery, before: datetime) -> tuple[Any, ...]:
    """The conditions that a notice waits for its digest: unread, in none yet, come in time."""
    return (
        Notice.delivery == delivery,
        Notice.read_at.is_(None),
        Notice.digest_id.is_(None),
        Notice.created_at < before,
    )


def people_with_waiting_notices(due: DuePeriod) -> Sequence[int]:
    """Ids of people who get this digest; nobody who is blocked, nobody who got it already."""
    has_it = select(Digest.person_id).where(Digest.delivery == due.delivery, Digest.period == due.period)
    statement = (
        select(Notice.person_id)
        .join(Notice.person)
        .where(*is_waiting(due.delivery, due.before), Person.blocked_at.is_(None))
        .where(Notice.person_id.not_in(has_it))
    )
    return db.session.scalars(statement.distinct().order_by(Notice.person_id)).all()


def get_digest(number: int) -> Digest | None:
    """With the person and all that their roles need."""
    return (
        db.session.scalars(
            select(Digest)
            .where(Digest.id == number)
            .options(joinedload(Digest.person).options(joinedload(Person.grants), joinedload(Person.appointments)))
        )
        .unique()
        .one_or_none()
    )


def digest_rows(digest: Digest) -> list[InboxRow]:
    """What is still unread and still visible to the person, newest first."""
    statement = (
        select(Notice)
        .where(Notice.digest_id == digest.id, Notice.read_at.is_(None))
        .options(joinedload(Notice.actor))
        .order_by(Notice.id.desc())
    )
    found = rows(digest.person, db.session.scalars(statement).all())
    return [row for row in found if row.subject is not None and still_stands(row.notice)]
