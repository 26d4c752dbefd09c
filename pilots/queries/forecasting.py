"""From the rows of the site to what a forecast is made of: the city today, what is planned, what its history counts."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property

from sqlalchemy import Select, bindparam, func, select

from core.db import db
from core.formats import LOCAL
from pilots.models import Cohort, CohortSession, Enrolment, EnrolmentState, Evidence, Nomination, NominationState
from pilots.models.nominations import LIVE
from pilots.queries.coverage import History as Days
from pilots.queries.coverage import coverage_history
from pilots.rules import forecast as rules
from pilots.rules.coverage import CONFIRMED_COUNTS, Span

YEAR = 365.25
PROVIDED = frozenset({Evidence.PILOT, Evidence.LEAVING, Evidence.DEPUTY})
TOGETHER = timedelta(days=14)
LEAST_PROPOSALS = 3
USUAL_COURSE_DAYS = 60.0
HOLDING = frozenset({EnrolmentState.OFFERED, EnrolmentState.SEATED, EnrolmentState.ATTENDING})
UNDER_WAY = HOLDING | {EnrolmentState.REQUESTED, EnrolmentState.FUNDING_CHECK, EnrolmentState.WAITING}
LOST = frozenset({EnrolmentState.INCOMPLETE, EnrolmentState.NO_SHOW, EnrolmentState.CANCELLED_BY_PERSON})
Interval = tuple[date, date]


@dataclass(frozen=True)
class Proposal:
    """A nomination from its submission to its end."""

    department_id: int
    nominee_id: int | None
    state: NominationState
    submitted: date
    ended: date | None


@dataclass(frozen=True)
class Taught:
    """A cohort with its first and last day."""

    number: int
    first: date
    last: date
    seats: int


@dataclass(frozen=True)
class Learner:
    """An enrolment of somebody from here."""

    cohort: int
    person_id: int | None
    department_id: int
    state: EnrolmentState


@dataclass(frozen=True)
class Seen:
    """Everything that was seen up to a day."""

    on: date
    days: Days
    proposals: Sequence[Proposal]
    cohorts: Sequence[Taught]
    learners: Sequence[Learner]

    @cached_property
    def taking_part(self) -> frozenset[int | None]:
        """Whose way is told by their enrolment, not by their nomination."""
        return frozenset(one.person_id for one in self.learners if one.state in UNDER_WAY)

    @cached_property
    def departments(self) -> list[int]:
        """Those that count on the day, by code."""
        return [row.department.department_id for row in self.days.on(self.on).rows]

    @cached_property
    def spans(self) -> dict[int, list[Span]]:
        """Of appointments, by department that counts."""
        found: dict[int, list[Span]] = {number: [] for number in self.departments}
        for span in self.days.spans:
            if span.department_id in found and span.evidence in PROVIDED and span.first <= self.on:
                found[span.department_id].append(span)
        return found

    @cached_property
    def since(self) -> date:
        """The first appointment: before it, nothing was on its way."""
        return min((span.first for spans in self.spans.values() for span in spans), default=self.on)


def city_on(day: date) -> rules.City:
    """The city as a forecast of that day sees it; seven statements."""
    seen = Seen(day, coverage_history(day), _proposals(day), _cohorts(day), _learners(day))
    history = rules.History((day - seen.since).days, _leaving(seen), _arrivals(seen), _ways(seen))
    courses = _courses(seen) if history.ways else ()
    return rules.City([_place(seen, number) for number in seen.departments], history, courses)


def forecast_for(day: date, *, runs: int | None = None) -> rules.Forecast:
    """Work out what can be said on that day; takes a second or two of the processor in a large city."""
    return rules.forecast(city_on(day), today=day, seed=day.toordinal(), runs=runs)


# What there is


def _place(seen: Seen, department: int) -> rules.Place:
    ends = [_ends_in(span, seen.on) for span in seen.spans[department] if span.holds(seen.on)]
    return rules.Place(ends, tuple(_candidates(seen, department)))


def _ends_in(span: Span, day: date) -> float:
    return float((span.until - day).days) if span.until else rules.NEVER


def _candidates(seen: Seen, department: int) -> Iterable[rules.Candidate]:
    for each in seen.proposals:
        if each.department_id == department and each.nominee_id not in seen.taking_part:
            if each.state in LIVE:
                yield rules.Candidate(rules.Stage.PROPOSED)
            elif _waits(seen, each):
                yield rules.Candidate(rules.Stage.READY)
    for one in seen.learners:
        if one.department_id == department and one.state in UNDER_WAY:
            yield _learning(seen, one)


def _learning(seen: Seen, one: Learner) -> rules.Candidate:
    ends = {each.number: each.last for each in seen.cohorts}
    if one.state not in HOLDING or one.cohort not in ends:
        return rules.Candidate(rules.Stage.READY)
    return rules.Candidate(rules.Stage.TRAINING, float(max((ends[one.cohort] - seen.on).days, 1)))


def _waits(seen: Seen, each: Proposal) -> bool:
    """Confirmed not too long ago, and nobody was appointed since."""
    if each.state is not NominationState.CONFIRMED or not each.ended or each.ended < seen.on - CONFIRMED_COUNTS:
        return False
    ended = each.ended
    return not any(span.first >= ended for span in seen.spans[each.department_id])


def _courses(seen: Seen) -> list[rules.Course]:
    """Cohorts that have not begun; those who wait are seated when one begins."""
    held = Counter(each.cohort for each in seen.learners if each.state in HOLDING)
    return [
        rules.Course((one.first - seen.on).days, (one.last - seen.on).days, max(0, one.seats - held[one.number]))
        for one in seen.cohorts
        if one.first > seen.on
    ]


# What was


def _leaving(seen: Seen) -> rules.Spell:
    spans = [span for spans in seen.spans.values() for span in spans]
    left = sum(span.until is not None and span.until <= seen.on for span in spans)
    days = sum((min(span.until or seen.on, seen.on) - span.first).days for span in spans)
    return rules.Spell(left, days / YEAR)


def _arrivals(seen: Seen) -> rules.Arrivals:
    """Every day on which a department that had nobody got somebody; days of one fortnight are one wave."""
    held = {number: _joined(_clipped(spans, seen.on)) for number, spans in seen.spans.items()}
    firsts = sorted(begins for intervals in held.values() for begins, _ in intervals)
    waves: list[list[date]] = []
    for day in firsts:
        if waves and day - waves[-1][0] <= TOGETHER:
            waves[-1].append(day)
        else:
            waves.append([day])
    sizes = [rules.Wave(len(days), max(len(days), _lacking(held.values(), days[0]))) for days in waves]
    return rules.Arrivals(sizes, (seen.on - seen.since).days / YEAR)


def _lacking(held: Iterable[Sequence[Interval]], day: date) -> int:
    """How many had nobody the day before."""
    before = day - timedelta(days=1)
    return sum(not any(first <= before < until for first, until in intervals) for intervals in held)


def _ways(seen: Seen) -> rules.Ways | None:
    """None while there are too few nominations, or no cohort, to say how people come to be pilots here."""
    if len(seen.proposals) < LEAST_PROPOSALS or not seen.cohorts:
        return None
    ended = [each for each in seen.proposals if each.ended]
    well = sum(each.state is NominationState.CONFIRMED for each in ended)
    open_days = sum(((each.ended or seen.on) - each.submitted).days for each in seen.proposals)
    starts = sorted(one.first for one in seen.cohorts)
    return rules.Ways(
        proposing=rules.Spell(len(seen.proposals), _silent_days(seen) / YEAR),
        deciding=rules.Spell(len(ended), open_days / YEAR),
        confirming=rules.Share(well, len(ended) - well),
        finishing=_finishing(seen),
        following=rules.Spell(len(starts) - 1, (starts[-1] - starts[0]).days / YEAR),
        last_start=max((seen.on - max((day for day in starts if day <= seen.on), default=seen.on)).days, 0),
        seats=[one.seats for one in seen.cohorts],
        course_days=sum((one.last - one.first).days for one in seen.cohorts) / len(seen.cohorts) or USUAL_COURSE_DAYS,
    )


def _finishing(seen: Seen) -> rules.Share:
    states = Counter(one.state for one in seen.learners)
    return rules.Share(states[EnrolmentState.COMPLETED], sum(states[each] for each in LOST))


def _silent_days(seen: Seen) -> int:
    """In departments with nobody, and nobody on the way, since anybody was nominated at all."""
    since = min(each.submitted for each in seen.proposals)
    busy: dict[int, list[Span]] = {number: [] for number in seen.departments}
    for span in seen.days.spans:
        if span.department_id in busy:
            busy[span.department_id].append(span)
    spent = [_joined(_clipped(spans, seen.on, since)) for spans in busy.values()]
    taken = sum((until - first).days for intervals in spent for first, until in intervals)
    return (seen.on - since).days * len(busy) - taken


def _clipped(spans: Iterable[Span], until: date, since: date = date.min) -> list[Interval]:
    pairs = [(max(span.first, since), min(span.until or until, until)) for span in spans]
    return [(first, last) for first, last in pairs if first < last or first == last == until]


def _joined(intervals: Collection[Interval]) -> list[Interval]:
    """The same days without overlaps; what follows at once belongs together."""
    found: list[Interval] = []
    for first, until in sorted(intervals):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((first, until))
    return found


# Reading


def _proposals(day: date) -> list[Proposal]:
    """As they stand; those of a day in the past as far as they were there then."""
    rows = db.session.execute(_PROPOSALS, {"before": _end_of(day)})
    return [
        Proposal(department, nominee, state, _day(submitted), _day(ended) if ended else None)
        for department, nominee, state, submitted, ended in rows
        if submitted
    ]


_PROPOSALS = select(
    Nomination.department_id, Nomination.nominee_id, Nomination.state, Nomination.submitted_at, Nomination.ended_at
).where(Nomination.submitted_at < bindparam("before"))
_LEARNERS = select(Enrolment.cohort_id, Enrolment.person_id, Enrolment.department_id, Enrolment.state).where(
    Enrolment.requested_at < bindparam("before")
)


def _learners(day: date) -> list[Learner]:
    """Somebody from outside counts nowhere but holds a seat."""
    rows = db.session.execute(_LEARNERS, {"before": _end_of(day)})
    return [Learner(cohort, person, department or 0, state) for cohort, person, department, state in rows]


def _cohorts(day: date) -> list[Taught]:
    rows = db.session.execute(_taught(), {"before": _end_of(day)})
    return [Taught(number, _day(first), _day(last), seats) for number, seats, first, last in rows]


@cache
def _taught() -> Select[int, int, datetime, datetime]:
    return (
        select(Cohort.id, Cohort.seats, func.min(CohortSession.starts_at), func.max(CohortSession.ends_at))
        .join(CohortSession, CohortSession.cohort_id == Cohort.id)
        .where(
            Cohort.cancelled_at.is_(None), CohortSession.removed_at.is_(None), Cohort.created_at < bindparam("before")
        )
        .group_by(Cohort.id, Cohort.seats)
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


def _day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()
