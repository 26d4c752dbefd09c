"""What speaks for departments, one function each: the spans that overlap with the days from one to another.

A new source is a function and its line in SOURCES.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from accounts.models import Appointment, AppointmentKind, AppointmentState
from core.db import db
from core.formats import LOCAL
from pilots.models import (
    AppointmentMove,
    Cohort,
    Enrolment,
    EnrolmentMove,
    Evidence,
    Nomination,
    NominationMove,
    Programme,
)
from pilots.models import EnrolmentState as Course
from pilots.models import NominationState as State
from pilots.models.enrolments import IN_TRAINING
from pilots.models.nominations import LIVE
from pilots.models.programmes import ProgrammeLevel
from pilots.rules.coverage import CONFIRMED_COUNTS, Span, cut_when_followed, spans_of_appointment, spans_of_moves

_Step = aliased(AppointmentMove)
_STEPS = select(_Step.id).where(_Step.subject_id == Appointment.id).correlate(Appointment)
# One that is over speaks on: until its handover is accepted.
_SPEAKING = and_(
    Appointment.valid_from <= bindparam("last"),
    or_(
        Appointment.valid_until.is_(None),
        Appointment.valid_until > bindparam("first"),
        and_(Appointment.state != AppointmentState.ENDED, _STEPS.exists()),
        _STEPS.where(_Step.at >= bindparam("begins")).exists(),
    ),
)
_APPOINTMENTS = (
    select(
        Appointment.id,
        Appointment.department_id,
        Appointment.kind,
        Appointment.valid_from,
        Appointment.valid_until,
        AppointmentMove.at,
        AppointmentMove.to_state,
    )
    .outerjoin(
        AppointmentMove, and_(AppointmentMove.subject_id == Appointment.id, AppointmentMove.at < bindparam("before"))
    )
    .where(_SPEAKING)
    .order_by(Appointment.id, AppointmentMove.seq)
)
_NOMINATIONS = (
    select(
        literal(Evidence.NOMINATED.value).label("what"),
        NominationMove.subject_id.label("thing"),
        Nomination.department_id.label("department"),
        NominationMove.at.label("at"),
        NominationMove.to_state.label("state"),
        Nomination.kind.label("kind"),
        NominationMove.seq.label("seq"),
    )
    .join(Nomination, Nomination.id == NominationMove.subject_id)
    .where(
        Nomination.submitted_at.is_not(None),
        NominationMove.at < bindparam("before"),
        or_(Nomination.ended_at.is_(None), Nomination.ended_at >= bindparam("since")),
    )
)
_ENROLMENTS = (
    select(
        literal(Evidence.IN_TRAINING.value).label("what"),
        EnrolmentMove.subject_id.label("thing"),
        Enrolment.department_id.label("department"),
        EnrolmentMove.at.label("at"),
        EnrolmentMove.to_state.label("state"),
        Enrolment.kind.label("kind"),
        EnrolmentMove.seq.label("seq"),
    )
    .join(Enrolment, Enrolment.id == EnrolmentMove.subject_id)
    .join(Cohort, Cohort.id == Enrolment.cohort_id)
    .join(Programme, Programme.id == Cohort.programme_id)
    .where(
        Programme.level == ProgrammeLevel.BASIC,
        Enrolment.department_id.is_not(None),
        EnrolmentMove.at < bindparam("before"),
        or_(Enrolment.ended_at.is_(None), Enrolment.ended_at >= bindparam("since")),
    )
)
# Both at once: pages that tell of one department have few statements to spare.
_UNDER_WAY: Any = union_all(_NOMINATIONS, _ENROLMENTS).order_by("what", "thing", "seq")
_WAYS: Mapping[Evidence, tuple[frozenset[str], str]] = {
    Evidence.NOMINATED: (frozenset(LIVE), State.CONFIRMED),
    Evidence.IN_TRAINING: (IN_TRAINING | {Course.INCOMPLETE}, Course.COMPLETED),
}
"""In which states something is under way, and in which it came to a good end."""
_BEGINNINGS = select(Appointment.department_id, Appointment.kind, Appointment.valid_from).order_by(
    Appointment.valid_from
)
_EVIDENCE = {AppointmentKind.PILOT: Evidence.PILOT, AppointmentKind.DEPUTY: Evidence.DEPUTY}
_OLDEST = date(1990, 1, 1)


def departments_appointed(first: date, last: date) -> Iterator[Span]:
    """Pilots and deputies, until their handover is accepted; who is appointed and still learns is in training."""
    days = {"first": first, "last": last, "begins": _start_of(max(first, _OLDEST))}
    rows = db.session.execute(_APPOINTMENTS, days | {"before": _start_of(last + timedelta(days=1))})
    for _number, steps in groupby(rows, key=lambda row: row[0]):
        own = list(steps)
        _id, department, kind, begins, ends, _at, _state = own[0]
        moves = [(row.at, row.to_state) for row in own if row.at is not None]
        yield from spans_of_appointment(Span(department, _EVIDENCE[kind], begins, ends), moves)


def departments_under_way(first: date, last: date) -> Iterator[Span]:
    """Nominations under way, and seats in basic courses (also of who makes up for what they missed). What was
    confirmed or completed speaks on until somebody is appointed, or for as long as that may wait."""
    rows = db.session.execute(_UNDER_WAY, _around(first, last)).all()
    begun = _beginnings() if any(row.state == _WAYS[Evidence(row.what)][1] for row in rows) else {}
    for what, of_it in groupby(rows, key=lambda row: Evidence(row.what)):
        live, done = _WAYS[what]
        own = list(of_it)
        yield from spans_of_moves(what, [(row.thing, row.department, row.at, row.state) for row in own], live)
        for row in own:
            if row.state == done:
                (span,) = spans_of_moves(what, [(row.thing, row.department, row.at, row.state)], {done})
                yield from cut_when_followed(span, begun.get((row.department, row.kind), ()))


def _beginnings() -> dict[tuple[int, AppointmentKind], list[date]]:
    found: dict[tuple[int, AppointmentKind], list[date]] = {}
    for department, kind, day in db.session.execute(_BEGINNINGS):
        found.setdefault((department, kind), []).append(day)
    return found


def _around(first: date, last: date) -> dict[str, datetime]:
    """What ended long before the first day speaks for nobody any more."""
    since = _start_of(max(first, _OLDEST) - CONFIRMED_COUNTS)
    return {"before": _start_of(last + timedelta(days=1)), "since": since}


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


Source = Callable[[date, date], Iterable[Span]]
SOURCES: Sequence[Source] = (departments_appointed, departments_under_way)
