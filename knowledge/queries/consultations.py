"""Reads of consultation hours: which there are, what is free, who booked what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, and_, bindparam, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from accounts.models import Actor, Person
from accounts.queries import current_appointments
from accounts.queries.notices import Subject
from core.db import db, utcnow
from core.errors import NotFound
from knowledge.models import Booking, ConsultationHour, ConsultationSlot, Question
from knowledge.rules.consultations import can_see_booking, can_see_hours

PAGE = 20
MOST_OFFERED = 12
SHOWN = 5
_place: Any = tuple_(ConsultationHour.starts_at, ConsultationHour.id)


@dataclass(frozen=True)
class HourRow:
    """A consultation hour of a list, and how many of its slots can still be booked."""

    hour: ConsultationHour
    free: int


@dataclass(frozen=True)
class HoursPage:
    """One page of the list; `next_key` is the id after which the next one goes on."""

    rows: Sequence[HourRow]
    next_key: int | None


def path_of_booking(number: int) -> str:
    return f"/sprechstunden/termine/{number}"


def coming_hours(*, after: int | None = None, limit: int = PAGE) -> HoursPage:
    """Those that are not over, the next one first; one statement a page."""
    now = utcnow()
    statement = _rows(ConsultationHour.ends_at > now, now=now)
    if after is not None:
        starts_at = select(ConsultationHour.starts_at).where(ConsultationHour.id == after).scalar_subquery()
        statement = statement.where(_place > tuple_(starts_at, literal(after)))
    found = _read(statement.limit(limit + 1))
    return HoursPage(found[:limit], found[limit - 1].hour.id if len(found) > limit else None)


def hours_of(pilot_ids: Iterable[int], *, limit: int = SHOWN) -> list[HourRow]:
    """The next hours of these pilots."""
    values = {"pilots": list(set(pilot_ids)), "now": utcnow(), "rows": limit}
    return [HourRow(hour, free) for hour, free in db.session.execute(_next_hours(), values)]


@cache
def _next_hours() -> Select[ConsultationHour, int]:
    mine = ConsultationHour.pilot_id.in_(bindparam("pilots", expanding=True))
    return _rows(mine, ConsultationHour.ends_at > bindparam("now"), now=bindparam("now")).limit(
        bindparam("rows", type_=Integer)
    )


def _rows(*which: Any, now: datetime | BindParameter[datetime]) -> Select[ConsultationHour, int]:
    slot, booking = aliased(ConsultationSlot), aliased(Booking)
    taken = select(booking.id).where(booking.slot_id == slot.id, booking.cancelled_at.is_(None)).exists()
    free = (
        select(func.count())
        .select_from(slot)
        .where(slot.hour_id == ConsultationHour.id, slot.starts_at > now, ~taken)
        .correlate(ConsultationHour)
        .scalar_subquery()
    )
    return (
        select(ConsultationHour, free)
        .where(ConsultationHour.cancelled_at.is_(None), *which)
        .options(joinedload(ConsultationHour.pilot).joinedload(Person.department))
        .order_by(ConsultationHour.starts_at, ConsultationHour.id)
    )


def _read(statement: Select[ConsultationHour, int]) -> list[HourRow]:
    return [HourRow(hour, free) for hour, free in db.session.execute(statement)]


def get_hour(person: Actor, number: int) -> ConsultationHour:
    """With its slots and who booked them, in three statements. Raises NotFound."""
    statement = (
        select(ConsultationHour)
        .where(ConsultationHour.id == number)
        .options(
            joinedload(ConsultationHour.pilot).joinedload(Person.department),
            selectinload(ConsultationHour.slots)
            .selectinload(ConsultationSlot.bookings)
            .options(joinedload(Booking.person), joinedload(Booking.question)),
        )
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None or not can_see_hours(person):
        raise NotFound
    return found


def get_slot(number: int) -> ConsultationSlot:
    """With its hour. Raises NotFound."""
    statement = select(ConsultationSlot).where(ConsultationSlot.id == number)
    found = db.session.scalars(statement.options(joinedload(ConsultationSlot.hour))).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_taken(slot_id: int) -> bool:
    booked = select(Booking.id).where(Booking.slot_id == slot_id, Booking.cancelled_at.is_(None))
    return db.session.scalar(booked) is not None


def has_slot_in_hour(person_id: int, hour_id: int) -> bool:
    """One slot of an hour is enough for one person."""
    booked = (
        select(Booking.id)
        .join(ConsultationSlot, ConsultationSlot.id == Booking.slot_id)
        .where(ConsultationSlot.hour_id == hour_id, Booking.person_id == person_id, Booking.cancelled_at.is_(None))
    )
    return db.session.scalar(booked.limit(1)) is not None


def overlapping_hour(pilot_id: int, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the pilot is there for others at that time already."""
    same = (ConsultationHour.pilot_id == pilot_id, ConsultationHour.cancelled_at.is_(None))
    within = (ConsultationHour.starts_at < ends_at, ConsultationHour.ends_at > starts_at)
    return db.session.scalar(select(ConsultationHour.id).where(*same, *within).limit(1)) is not None


def rest_of_hours(hour: ConsultationHour) -> Sequence[ConsultationHour]:
    """This one and the later ones of its series that were not cancelled."""
    statement = select(ConsultationHour).where(
        ConsultationHour.series_id == hour.series_id,
        ConsultationHour.starts_at >= hour.starts_at,
        ConsultationHour.cancelled_at.is_(None),
    )
    return db.session.scalars(statement.order_by(ConsultationHour.starts_at)).all()


def free_slots(question: Question) -> Sequence[ConsultationSlot]:
    """What whoever asked can book: with the owner, else with the pilots of the department, else with any pilot."""
    department = [question.department_id] if question.department_id else []
    pilots = [one.person_id for one in current_appointments(department_ids=department)] if department else []
    for which in ([question.owner_id], pilots, None):
        if found := _free(which, question.asker_id):
            return found
    return []


def _free(pilot_ids: Sequence[int | None] | None, asker_id: int) -> Sequence[ConsultationSlot]:
    taken = select(Booking.id).where(Booking.slot_id == ConsultationSlot.id, Booking.cancelled_at.is_(None)).exists()
    statement = (
        select(ConsultationSlot)
        .join(ConsultationSlot.hour)
        .where(ConsultationSlot.starts_at > utcnow(), ConsultationHour.cancelled_at.is_(None), ~taken)
        .where(ConsultationHour.pilot_id != asker_id)
        .options(contains_eager(ConsultationSlot.hour).joinedload(ConsultationHour.pilot))
        .order_by(ConsultationSlot.starts_at, ConsultationSlot.id)
        .limit(MOST_OFFERED)
    )
    if pilot_ids is not None:
        statement = statement.where(ConsultationHour.pilot_id.in_([number for number in pilot_ids if number]))
    return db.session.scalars(statement).all()


def _bookings(*which: Any) -> Select[Booking]:
    return (
        select(Booking)
        .join(Booking.slot)
        .join(ConsultationSlot.hour)
        .where(*which)
        .options(
            contains_eager(Booking.slot).contains_eager(ConsultationSlot.hour).joinedload(ConsultationHour.pilot),
            joinedload(Booking.person),
            joinedload(Booking.question),
        )
        .order_by(ConsultationSlot.starts_at, Booking.id)
    )


def _concerns(person_id: int | BindParameter[int] | None) -> Any:
    return or_(Booking.person_id == person_id, ConsultationHour.pilot_id == person_id)


def bookings_of(person: Actor, *, since: datetime | None = None, limit: int = PAGE) -> Sequence[Booking]:
    """What somebody booked and what others booked with them, from now on, the next one first."""
    values = {"person": person.id, "since": since or utcnow(), "rows": limit}
    return db.session.scalars(_coming_bookings(), values).all()


@cache
def _coming_bookings() -> Select[Booking]:
    not_over = and_(ConsultationSlot.ends_at > bindparam("since"), Booking.cancelled_at.is_(None))
    return _bookings(_concerns(bindparam("person")), not_over).limit(bindparam("rows", type_=Integer))


def get_booking(person: Actor, number: int) -> Booking:
    """One of the person's own, as one of the two. Raises NotFound."""
    found = db.session.scalars(_bookings(Booking.id == number)).one_or_none()
    if found is None or not can_see_booking(person, found):
        raise NotFound
    return found


def booking_with_people(number: int) -> Booking | None:
    """Whoever asks: for jobs."""
    return db.session.scalars(_bookings(Booking.id == number)).one_or_none()


def has_talk_ahead(question_id: int) -> bool:
    ahead = _bookings(
        Booking.question_id == question_id, Booking.cancelled_at.is_(None), ConsultationSlot.ends_at > utcnow()
    )
    return db.session.scalars(ahead.limit(1)).one_or_none() is not None


def draft_of(booking: Booking | None, person: Actor, answers: Iterable[Any]) -> str:
    """What the pilot noted, until they answer the question after it; empty for everybody else."""
    if booking is None or booking.outcome_at is None or person.id != booking.slot.hour.pilot_id:
        return ""
    has_answered = any(one.author_id == person.id and one.created_at >= booking.outcome_at for one in answers)
    return "" if has_answered else booking.outcome


def booking_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Topic and address of those bookings that are the person's own, cancelled ones too."""
    found = db.session.scalars(_bookings(Booking.id.in_(numbers), _concerns(person.id)))
    return {booking.id: Subject(booking.shown_topic, path_of_booking(booking.id)) for booking in found}


def slot_times(starts_at: datetime, ends_at: datetime, minutes: int) -> list[tuple[datetime, datetime]]:
    """Whole slots only; what is left at the end is a pause."""
    length, found = timedelta(minutes=minutes), []
    while starts_at + length <= ends_at:
        found.append((starts_at, starts_at + length))
        starts_at += length
    return found
