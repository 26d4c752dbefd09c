"""What speaks for departments, one function each: the spans that overlap with the days from one to another.

A new source is a function and its line in SOURCES.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, or_, select

from accounts.models import Appointment, AppointmentKind
from core.db import db
from core.formats import LOCAL
from pilots.models import Evidence, Nomination, NominationMove
from pilots.models import NominationState as State
from pilots.models.nominations import LIVE
from pilots.rules.coverage import CONFIRMED_COUNTS, Span, cut_when_followed, spans_of_moves

_APPOINTMENTS = select(
    Appointment.department_id, Appointment.kind, Appointment.valid_from, Appointment.valid_until
).where(
    Appointment.valid_from <= bindparam("last"),
    or_(Appointment.valid_until.is_(None), Appointment.valid_until > bindparam("first")),
)
_NOMINATIONS = (
    select(
        NominationMove.subject_id,
        Nomination.department_id,
        NominationMove.at,
        NominationMove.to_state,
        Nomination.kind,
    )
    .join(Nomination, Nomination.id == NominationMove.subject_id)
    .where(
        Nomination.submitted_at.is_not(None),
        NominationMove.at < bindparam("before"),
        or_(Nomination.ended_at.is_(None), Nomination.ended_at >= bindparam("since")),
    )
    .order_by(NominationMove.subject_id, NominationMove.seq)
)
_BEGINNINGS = select(Appointment.department_id, Appointment.kind, Appointment.valid_from).order_by(
    Appointment.valid_from
)
_EVIDENCE = {AppointmentKind.PILOT: Evidence.PILOT, AppointmentKind.DEPUTY: Evidence.DEPUTY}
_OLDEST = date(1990, 1, 1)


def departments_appointed(first: date, last: date) -> Iterator[Span]:
    """Pilots and deputies."""
    for department, kind, begins, ends in db.session.execute(_APPOINTMENTS, {"first": first, "last": last}):
        yield Span(department, _EVIDENCE[kind], begins, ends)


def departments_nominated(first: date, last: date) -> Iterator[Span]:
    """Nominations under way, and confirmed ones until somebody is appointed, or for as long as they may wait."""
    since = _start_of(max(first, _OLDEST) - CONFIRMED_COUNTS)
    rows = db.session.execute(_NOMINATIONS, {"before": _start_of(last + timedelta(days=1)), "since": since}).all()
    if not rows:
        return
    kinds = {row.subject_id: row.kind for row in rows}
    plain = [row[:4] for row in rows]
    yield from spans_of_moves(Evidence.NOMINATED, plain, LIVE)
    begun: dict[tuple[int, AppointmentKind], list[date]] = {}
    for department, kind, day in db.session.execute(_BEGINNINGS):
        begun.setdefault((department, kind), []).append(day)
    for row in plain:
        if row[3] == State.CONFIRMED:
            (span,) = spans_of_moves(Evidence.NOMINATED, [row], {State.CONFIRMED})
            yield from cut_when_followed(span, begun.get((row[1], kinds[row[0]]), ()))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


Source = Callable[[date, date], Iterable[Span]]
SOURCES: Sequence[Source] = (departments_appointed, departments_nominated)
