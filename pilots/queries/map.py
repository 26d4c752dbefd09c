"""Reads of the map: who answers for which department, and whether they are there now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from accounts.models import Absence, AppointmentKind, Department, Person
from accounts.queries import Organisation, absences_of, current_appointments, organisation
from core.db import utcnow
from core.search.analysis import fold
from pilots.models import Coverage
from pilots.queries.coverage import provisions_of
from pilots.rules.coverage import NOTHING, Provision

AT_RISK = "at_risk"


@dataclass(frozen=True)
class Contact:
    """A pilot or deputy; `away_until` is the instant at which an absence of now ends, None: they are there."""

    person: Person
    kind: AppointmentKind
    department: Department
    away_until: datetime | None = None

    @property
    def is_present(self) -> bool:
        return self.away_until is None


@dataclass(frozen=True)
class Staffing:
    """A department and who answers for it today, longest appointed first; `provision` where a page asks for it."""

    department: Department
    contacts: Sequence[Contact] = ()
    provision: Provision = NOTHING

    @property
    def pilots(self) -> list[Contact]:
        return [contact for contact in self.contacts if contact.kind is AppointmentKind.PILOT]

    @property
    def deputies(self) -> list[Contact]:
        return [contact for contact in self.contacts if contact.kind is AppointmentKind.DEPUTY]

    @property
    def acting(self) -> Contact | None:
        """Who answers now: a pilot who is there, else a deputy who is there, else nobody."""
        return next((contact for contact in [*self.pilots, *self.deputies] if contact.is_present), None)

    @property
    def badge(self) -> str:
        """What is told of it in a word: at risk, or its status."""
        return AT_RISK if self.provision.is_at_risk else self.provision.status


@dataclass(frozen=True)
class Care:
    """Who helps the people of a department now: its own, or pilots of its division, or the office (both empty)."""

    staffing: Staffing
    substitutes: Sequence[Contact] = ()

    @property
    def is_own(self) -> bool:
        return self.staffing.acting is not None


@dataclass(frozen=True)
class MapFilter:
    """What the map is narrowed down to; `division` is a slug, `text` words of name, code or people's names.

    `status`: a Coverage, or AT_RISK for some of those with a pilot.
    """

    status: str = ""
    division: str = ""
    text: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.status or self.division or self.text)

    def fits(self, staffing: Staffing, division: Department | None) -> bool:
        if self.status and self.status not in (staffing.badge, staffing.provision.status):
            return False
        if self.division and (division is None or division.slug != self.division):
            return False
        return not self.text or self._found_in(staffing)

    def _found_in(self, staffing: Staffing) -> bool:
        names = [contact.person.name for contact in staffing.contacts]
        words = fold(" ".join([staffing.department.name, staffing.department.code, *names]))
        return all(word in words for word in fold(self.text).split())


@dataclass(frozen=True)
class MapGroup:
    """The departments of a division that fit the filter; `division` is None for those without one."""

    division: Department | None
    rows: Sequence[Staffing]


@dataclass(frozen=True)
class PilotsMap:
    """The map: groups that fit, all divisions for the filter, and the figures of the whole city."""

    groups: Sequence[MapGroup] = field(default_factory=list)
    divisions: Sequence[Department] = field(default_factory=list)
    covered: int = 0
    counted: int = 0

    @property
    def shown(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def pilots_map(narrowed: MapFilter) -> PilotsMap:
    """Every open department once, below its division; few statements however many there are."""
    tree = organisation()
    staff = provided(staffing_of(tree.leaves))
    covered, counted = _figures(staff.values())
    return PilotsMap(_groups(tree, staff, narrowed), tree.divisions, covered, counted)


def provided(staff: Mapping[int, Staffing]) -> dict[int, Staffing]:
    """The same with how each department is provided for today."""
    provisions = provisions_of(staff)
    return {number: replace(one, provision=provisions[number]) for number, one in staff.items()}


def staffing_of(departments: Sequence[Department]) -> dict[int, Staffing]:
    """Who answers for each of these departments, by department id; two statements however many there are."""
    by_id = {department.id: department for department in departments}
    appointments = current_appointments(department_ids=by_id)
    now = utcnow()
    absences = absences_of({appointment.person_id for appointment in appointments}, since=now)
    found: dict[int, list[Contact]] = {number: [] for number in by_id}
    for appointment in appointments:
        back = back_at(absences.get(appointment.person_id, ()), now)
        department = by_id[appointment.department_id]
        found[department.id].append(Contact(appointment.person, appointment.kind, department, back))
    return {number: Staffing(department, found[number]) for number, department in by_id.items()}


def provided_care(care: Care) -> Care:
    """The same with how its department is provided for today."""
    own = care.staffing
    return replace(care, staffing=provided({own.department.id: own})[own.department.id])


def care_of(department: Department, tree: Organisation) -> Care:
    """Who helps this department today, after the order in which its questions are routed; two statements."""
    division = tree.division_of(department)
    neighbours = [other for other in tree.below(division) if division and other.id != department.id]
    staff = staffing_of([department, *neighbours])
    own = staff.pop(department.id)
    if own.acting:
        return Care(own)
    return Care(own, [pilot for other in staff.values() for pilot in other.pilots if pilot.is_present])


def back_at(absences: Iterable[Absence], now: datetime) -> datetime | None:
    """When somebody who is away at `now` is back, absences that follow at once included; None: not away.

    `absences` come earliest first.
    """
    back = now
    for absence in absences:
        if absence.covers(back):
            back = absence.ends_at
    return back if back > now else None


def _figures(rows: Iterable[Staffing]) -> tuple[int, int]:
    counted = [row for row in rows if row.department.is_counted]
    return sum(row.provision.status is Coverage.WITH_PILOT for row in counted), len(counted)


def _groups(tree: Organisation, staff: dict[int, Staffing], narrowed: MapFilter) -> list[MapGroup]:
    """Divisions in their order, what belongs to none at the end; empty ones are left out."""
    groups = [
        MapGroup(
            division,
            [
                staff[department.id]
                for department in tree.below(division)
                if narrowed.fits(staff[department.id], division)
            ],
        )
        for division in [*tree.divisions, None]
    ]
    return [group for group in groups if group.rows]
