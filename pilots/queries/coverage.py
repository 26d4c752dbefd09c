"""Reads of coverage: how every department was provided for on a day, from rows that hold for days.

What speaks for departments comes from the sources in `coverage_sources`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from sqlalchemy import bindparam, or_, select

from accounts.models import Department, DepartmentPeriod, DepartmentSuccession, Person, SuccessionKind
from accounts.queries.organisation import today
from core.db import db
from core.formats import LOCAL
from pilots.models import Coverage, CoverageGoal, Evidence
from pilots.queries.coverage_sources import SOURCES
from pilots.rules.coverage import (
    Figures,
    Merge,
    Next,
    Period,
    Provision,
    Span,
    figures_of,
    figures_over_time,
    follow_merges,
    next_of,
    open_leaves,
    provision_of,
)

BEGINNING = date(1990, 1, 1)

_PERIODS = (
    select(
        DepartmentPeriod.department_id,
        DepartmentPeriod.valid_from,
        DepartmentPeriod.valid_until,
        DepartmentPeriod.parent_id,
        DepartmentPeriod.is_counted,
        DepartmentPeriod.is_open,
        DepartmentPeriod.code,
        DepartmentPeriod.name,
        Department.slug,
    )
    .join(Department, Department.id == DepartmentPeriod.department_id)
    .where(
        DepartmentPeriod.valid_from <= bindparam("last"),
        or_(DepartmentPeriod.valid_until.is_(None), DepartmentPeriod.valid_until > bindparam("first")),
    )
)
_GOAL = select(CoverageGoal).where(CoverageGoal.at < bindparam("before")).order_by(CoverageGoal.id.desc()).limit(1)
_MERGES = (
    select(DepartmentSuccession.department_id, DepartmentSuccession.successor_id, DepartmentSuccession.day)
    .where(DepartmentSuccession.kind == SuccessionKind.MERGE, DepartmentSuccession.day <= bindparam("last"))
    .order_by(DepartmentSuccession.id)
)
_HEADS = (
    select(Department.id, Person.name)
    .join(Person, Person.id == Department.head_id)
    .where(Department.id.in_(bindparam("departments", expanding=True)))
)


@dataclass(frozen=True)
class DepartmentDay:
    """A department on a day. `division` is the unit above it as it was on that day."""

    department: Period
    division: Period | None
    evidence: Sequence[Evidence]

    @cached_property
    def provision(self) -> Provision:
        return provision_of(self.evidence)

    @property
    def status(self) -> Coverage:
        return self.provision.status

    @property
    def badge(self) -> str:
        """What is told of it in a word: at risk, or its status."""
        return "at_risk" if self.provision.is_at_risk else self.status

    @property
    def next(self) -> Next:
        return next_of(self.evidence)

    @property
    def pilots(self) -> int:
        return sum(one in (Evidence.PILOT, Evidence.LEAVING) for one in self.evidence)

    @property
    def has_deputy(self) -> bool:
        return Evidence.DEPUTY in self.evidence


@dataclass(frozen=True)
class CoverageDay:
    """The coverage of the city on a day; `rows`: every department that counts, by code."""

    on: date
    rows: Sequence[DepartmentDay]

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.on, (row.provision for row in self.rows))

    @cached_property
    def by_division(self) -> list[tuple[Period | None, Figures]]:
        """Divisions by code, what belongs to none at the end."""
        groups: dict[Period | None, list[Provision]] = {}
        for row in self.rows:
            groups.setdefault(row.division, []).append(row.provision)
        order = sorted(groups, key=lambda one: (one is None, one.code if one else ""))
        return [(division, figures_of(self.on, groups[division])) for division in order]


@dataclass(frozen=True)
class History:
    """All that coverage needs to know of the days up to one."""

    periods: Sequence[Period]
    spans: Sequence[Span]

    def on(self, day: date) -> CoverageDay:
        holding = {period.department_id: period for period in self.periods if period.holds(day)}
        evidence: dict[int, list[Evidence]] = {}
        for span in self.spans:
            if span.holds(day):
                evidence.setdefault(span.department_id, []).append(span.evidence)
        counted = sorted((one for one in open_leaves(holding.values()) if one.is_counted), key=lambda one: one.code)
        rows = [DepartmentDay(one, _division(one, holding), evidence.get(one.department_id, ())) for one in counted]
        return CoverageDay(day, rows)

    @property
    def first_day(self) -> date | None:
        """Before it nothing is known."""
        return min((period.first for period in self.periods), default=None)

    def figures(self, days: Sequence[date]) -> list[Figures]:
        return figures_over_time(self.periods, self.spans, days)


def coverage_on(day: date | None = None) -> CoverageDay:
    """The coverage of one day (default: today); on a coming day, as far as it is settled already."""
    day = day or today()
    return _history(day, day).on(day)


def coverage_history(until: date) -> History:
    """Everything up to that day, for figures over time."""
    return _history(BEGINNING, until)


def provisions_of(department_ids: Collection[int], on: date | None = None) -> dict[int, Provision]:
    """How these departments are provided for, whether they count or not."""
    day = on or today()
    found: dict[int, set[Evidence]] = {number: set() for number in department_ids}
    for span in _spans(day, day):
        if span.department_id in found and span.holds(day):
            found[span.department_id].add(span.evidence)
    return {number: provision_of(evidence) for number, evidence in found.items()}


def goal_on(day: date) -> CoverageGoal | None:
    """The goal that held as that day ended; a row without a day says that there was none any more."""
    return db.session.scalars(_GOAL, {"before": datetime.combine(day + timedelta(days=1), time(), LOCAL)}).first()


def heads_of(department_ids: Collection[int]) -> dict[int, str]:
    """Who leads these departments today, by name; without those nobody leads."""
    rows = db.session.execute(_HEADS, {"departments": list(department_ids)})
    return {number: name for number, name in rows}  # noqa: C416 -- rows are no tuples to the type checker


def month_ends(first: date, last: date) -> list[date]:
    """The last day of every month from that of `first` to the one before `last`'s, then `last` itself."""
    days, day = [], first.replace(day=1)
    while (following := (day + timedelta(days=32)).replace(day=1)) <= last:
        days.append(following - timedelta(days=1))
        day = following
    return [*(day for day in days if day < last), last]


def _history(first: date, last: date) -> History:
    rows = db.session.execute(_PERIODS, {"first": first, "last": last})
    return History([Period(*row) for row in rows], list(_spans(first, last)))


def _spans(first: date, last: date) -> Iterator[Span]:
    merges = [Merge(*row) for row in db.session.execute(_MERGES, {"last": last})]
    return follow_merges((span for source in SOURCES for span in source(first, last)), merges)


def _division(department: Period, holding: dict[int, Period]) -> Period | None:
    return holding.get(department.parent_id) if department.parent_id is not None else None
