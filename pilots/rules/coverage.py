"""Who may see the map and the coverage, and how a department is provided for on a day. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from accounts.models import Actor, AppointmentState
from core.formats import LOCAL
from pilots.models import Coverage, Evidence

CONFIRMED_COUNTS = timedelta(days=730)
"""So long a confirmed nomination speaks for its department while nobody has been appointed."""

_PROVIDED = frozenset({Evidence.PILOT, Evidence.LEAVING, Evidence.DEPUTY})


def can_see_map(person: Actor) -> bool:
    """Whoever works for the city; it shows how to reach colleagues and whether they are there."""
    return person.is_employee


def can_see_coverage(person: Actor) -> bool:
    """Whoever works for the city; it tells of departments, never of persons."""
    return person.is_employee


def can_set_goal(person: Actor) -> bool:
    return person.is_office


@dataclass(frozen=True, slots=True)
class Provision:
    """How a department is provided for. At risk: only a deputy is there, or the pilot hands over."""

    status: Coverage
    is_at_risk: bool = False


NOTHING = Provision(Coverage.WITHOUT)


@dataclass(frozen=True, slots=True)
class Span:
    """Something speaks for a department from a day until before another; without an end so far: None."""

    department_id: int
    evidence: Evidence
    first: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Period:
    """What was true of a department from a day until before another; its slug stays for ever."""

    department_id: int
    first: date
    until: date | None
    parent_id: int | None
    is_counted: bool
    is_open: bool
    code: str = ""
    name: str = ""
    slug: str = ""

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Figures:
    """Every department that counts on `on`, once, in its best status; `at_risk` are some of `with_pilot`."""

    on: date
    with_pilot: int = 0
    in_training: int = 0
    nominated: int = 0
    without: int = 0
    at_risk: int = 0

    @property
    def departments(self) -> int:
        return self.with_pilot + self.in_training + self.nominated + self.without

    @property
    def coverage(self) -> float:
        """The share with a pilot, to four places; of no departments none are covered."""
        return round(self.with_pilot / self.departments, 4) if self.departments else 0.0

    def of(self, status: str) -> int:
        """`status`: a Coverage."""
        found: int = getattr(self, str(status))
        return found


def provision_of(evidence: Collection[Evidence]) -> Provision:
    """The best status that what speaks for a department gives it."""
    if not _PROVIDED.isdisjoint(evidence):
        return Provision(Coverage.WITH_PILOT, is_at_risk=Evidence.PILOT not in evidence)
    if Evidence.IN_TRAINING in evidence:
        return Provision(Coverage.IN_TRAINING)
    return Provision(Coverage.NOMINATED) if Evidence.NOMINATED in evidence else NOTHING


class Next(StrEnum):
    """What a department needs next, so that it has a pilot and is not at risk."""

    NOMINATE = "nominate"
    DECIDE = "decide"
    TRAIN = "train"
    APPOINT = "appoint"
    ACCEPT = "accept"
    NOTHING = "nothing"


_NEXT = {
    Coverage.WITHOUT: Next.NOMINATE,
    Coverage.NOMINATED: Next.DECIDE,
    Coverage.IN_TRAINING: Next.TRAIN,
    Coverage.WITH_PILOT: Next.NOTHING,
}


def next_of(evidence: Collection[Evidence]) -> Next:
    """At risk: the handover wants to be accepted, or a deputy stands in for nobody."""
    provision = provision_of(evidence)
    if provision.is_at_risk:
        return Next.ACCEPT if Evidence.LEAVING in evidence else Next.APPOINT
    return _NEXT[provision.status]


def open_leaves(periods: Iterable[Period]) -> list[Period]:
    """Of what is true on one day: open departments with no open one below them."""
    still = [period for period in periods if period.is_open]
    above = {period.parent_id for period in still}
    return [period for period in still if period.department_id not in above]


def figures_of(on: date, provisions: Iterable[Provision]) -> Figures:
    """Of the departments that count on that day."""
    rows = list(provisions)
    counts = Counter(row.status.value for row in rows)
    return Figures(on, at_risk=sum(row.is_at_risk for row in rows), **counts)


def spans_of_moves(
    evidence: Evidence, moves: Iterable[tuple[int, int, datetime, str]], live: Collection[str]
) -> Iterator[Span]:
    """From histories: (thing, department, moment, state it came to), each thing's rows together and in order.

    A thing speaks for its department on a day when the last move up to that day's end left it in a live state.
    """
    current, place, since = None, 0, None
    for thing, department, at, state in moves:
        day, is_live = at.astimezone(LOCAL).date(), state in live
        if thing != current:
            if since is not None:
                yield Span(place, evidence, since)
            current, place, since = thing, department, None
        if is_live and since is None:
            since = day
        elif not is_live and since is not None:
            if since < day:
                yield Span(place, evidence, since, day)
            since = None
    if since is not None:
        yield Span(place, evidence, since)


def spans_of_appointment(whole: Span, moves: Sequence[tuple[datetime, str]]) -> Iterator[Span]:
    """What an appointment that holds for `whole` says of its department, by its steps (moment, state), in order.

    Without steps it is active all along. After its last day it is in handover until a step says that it ended.
    """
    if not moves:
        yield whole
        return
    days: dict[date, str] = {whole.first: moves[0][1]}
    for at, state in moves:
        days[max(at.astimezone(LOCAL).date(), whole.first)] = state
    changes = sorted(days.items())
    for (day, state), (following, _) in zip(changes, [*changes[1:], (None, "")], strict=True):
        yield from _segment(whole, AppointmentState(state), day, following)


def _segment(whole: Span, state: AppointmentState, first: date, until: date | None) -> Iterator[Span]:
    """From a step to the next, before and after the last day of the appointment."""
    leaving = Evidence.LEAVING if whole.evidence is Evidence.PILOT else whole.evidence
    before, after = {
        AppointmentState.APPOINTED: (Evidence.IN_TRAINING, None),
        AppointmentState.IN_TRAINING: (Evidence.IN_TRAINING, None),
        AppointmentState.ACTIVE: (whole.evidence, leaving),
        AppointmentState.PAUSED: (None, leaving),
        AppointmentState.HANDING_OVER: (leaving, leaving),
        AppointmentState.ENDED: (None, None),
    }[state]
    end = whole.until
    cut = until if end is None else min(day for day in (end, until) if day)
    if before and (cut is None or first < cut):
        yield Span(whole.department_id, before, first, cut)
    if after and end is not None and (until is None or end < until):
        yield Span(whole.department_id, after, max(first, end), until)


def cut_when_followed(span: Span, appointed: Sequence[date]) -> Iterator[Span]:
    """A confirmed nomination speaks for its department until the appointment that follows it, the first day of
    `appointed` (in order) from its own on, or until it has waited too long."""
    followed = next((day for day in appointed if day >= span.first), None)
    until = min(day for day in (followed, span.first + CONFIRMED_COUNTS) if day)
    if span.first < until:
        yield replace(span, until=until)


@dataclass(frozen=True, slots=True)
class Merge:
    """From that day on the department is a part of another."""

    department_id: int
    into_id: int
    day: date


def follow_merges(spans: Iterable[Span], merges: Sequence[Merge]) -> Iterator[Span]:
    """What is under way when its department goes into another speaks for that one from then on. `merges` in order."""
    gone = {merge.department_id for merge in merges}
    for span in spans:
        yield from _follow(span, merges) if span.department_id in gone else (span,)


def _follow(span: Span, merges: Sequence[Merge]) -> Iterator[Span]:
    for merge in merges:
        if merge.department_id == span.department_id and span.first <= merge.day:
            if span.until is not None and span.until <= merge.day:
                break
            if span.first < merge.day:
                yield replace(span, until=merge.day)
            span = replace(span, department_id=merge.into_id, first=merge.day)
    yield span


def figures_over_time(periods: Iterable[Period], spans: Iterable[Span], days: Sequence[date]) -> list[Figures]:
    """The figures of each of these days, which come in order: one walk through the history, whatever its length."""
    walk = _Walk(periods, spans)
    return [walk.until(day) for day in days]


def _steps(things: Iterable[Period] | Iterable[Span]) -> Iterator[tuple[date, bool, Period | Span]]:
    """When each begins and ends; what ends on a day does so before anything begins."""
    for one in things:
        yield one.first, True, one
        if one.until is not None:
            yield one.until, False, one


class _Walk:
    """The city as it was, day after day; what changed since the last look is weighed anew, the rest is kept."""

    def __init__(self, periods: Iterable[Period], spans: Iterable[Span]) -> None:
        self.steps = sorted([*_steps(periods), *_steps(spans)], key=lambda step: step[:2], reverse=True)
        self.facts: dict[int, Period] = {}
        self.below: Counter[int | None] = Counter()
        self.evidence: dict[int, Counter[Evidence]] = {}
        self.counted: dict[int, Provision] = {}
        self.totals: Counter[str] = Counter()
        self.touched: set[int] = set()

    def until(self, day: date) -> Figures:
        while self.steps and self.steps[-1][0] <= day:
            _day, begins, one = self.steps.pop()
            if isinstance(one, Period):
                self._period(one, begins)
            else:
                self._span(one, begins)
        for number in self.touched:
            self._weigh(number)
        self.touched.clear()
        return Figures(day, **{name: count for name, count in self.totals.items() if count})

    def _period(self, period: Period, begins: bool) -> None:
        self.touched.add(period.department_id)
        if period.is_open and period.parent_id is not None:
            self.below[period.parent_id] += 1 if begins else -1
            self.touched.add(period.parent_id)
        if begins:
            self.facts[period.department_id] = period
        else:
            self.facts.pop(period.department_id, None)

    def _span(self, span: Span, begins: bool) -> None:
        self.touched.add(span.department_id)
        self.evidence.setdefault(span.department_id, Counter())[span.evidence] += 1 if begins else -1

    def _weigh(self, number: int) -> None:
        if before := self.counted.pop(number, None):
            self.totals[before.status.value] -= 1
            self.totals["at_risk"] -= before.is_at_risk
        facts = self.facts.get(number)
        if facts and facts.is_open and facts.is_counted and not self.below[number]:
            now = provision_of([kind for kind, count in self.evidence.get(number, Counter()).items() if count > 0])
            self.counted[number] = now
            self.totals[now.status.value] += 1
            self.totals["at_risk"] += now.is_at_risk
