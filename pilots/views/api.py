"""The JSON API of the pilots area: departments and who answers for them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import AppointmentKind, Department
from accounts.queries import Organisation, get_department_by_slug, organisation
from core import api
from core.access import allow
from core.errors import NotFound
from core.web import absolute
from pilots.models import Coverage
from pilots.queries import Contact, Staffing, provided, staffing_of
from pilots.rules import can_see_map
from pilots.views.blueprint import blueprint


class PilotShape(api.Shape):
    """How to reach somebody; `away_until` is null while they are there."""

    id: int
    name: str
    email: str
    phone: str
    location: str
    consultation_hours: str
    away_until: datetime | None


class PilotOfDepartments(PilotShape):
    """`departments` are slugs."""

    departments: list[str]


class DepartmentRow(api.Shape):
    """A department in the narrow sense; `division` is the slug of the unit above."""

    slug: str
    code: str
    name: str
    url: str
    division: str | None
    status: Coverage
    at_risk: bool
    pilots: list[PilotShape]
    deputies: list[PilotShape]


class DepartmentDetail(api.Shape):
    """A department or a division; only a division has `departments` (slugs), only a department a `status`."""

    slug: str
    code: str
    name: str
    url: str
    division: str | None
    head: str | None
    email: str
    phone: str
    location: str
    status: Coverage | None
    at_risk: bool | None
    pilots: list[PilotShape]
    deputies: list[PilotShape]
    departments: list[str]


class DepartmentList(api.Shape):
    items: list[DepartmentRow]
    next: str | None


class PilotList(api.Shape):
    items: list[PilotOfDepartments]
    next: str | None


class PilotQuery(api.PageQuery):
    """`kind`: those who answer first, or those who stand in."""

    kind: AppointmentKind = AppointmentKind.PILOT


@blueprint.get(f"{api.ROOT}/departments")
@allow(can_see_map)
@api.reads(DepartmentList)
def api_departments(query: api.SlugPageQuery) -> DepartmentList:
    """All departments in the order of their codes, with their pilots."""
    tree = organisation()
    rows, more = api.page_of(tree.leaves, lambda department: department.slug, query)
    staff = provided(staffing_of(rows))
    return DepartmentList(items=[_row(staff[each.id], tree) for each in rows], next=more)


@blueprint.get(f"{api.ROOT}/departments/<slug>")
@allow(can_see_map)
@api.reads(DepartmentDetail)
def api_department(slug: str) -> DepartmentDetail:
    """One department or division that is open."""
    department = get_department_by_slug(slug)
    if not department.is_open:
        raise NotFound
    tree = organisation()
    below = tree.below(department)
    staffing = None if department.id in tree.parent_ids else provided(staffing_of([department]))[department.id]
    return DepartmentDetail(
        **_names(department, tree),
        head=department.head.name if department.head else None,
        email=department.email,
        phone=department.phone,
        location=department.location,
        status=staffing.provision.status if staffing else None,
        at_risk=staffing.provision.is_at_risk if staffing else None,
        pilots=_people(staffing.pilots if staffing else ()),
        deputies=_people(staffing.deputies if staffing else ()),
        departments=[each.slug for each in below],
    )


@blueprint.get(f"{api.ROOT}/pilots")
@allow(can_see_map)
@api.reads(PilotList)
def api_pilots(query: PilotQuery) -> PilotList:
    """Everybody who is a pilot (or deputy) today, by id."""
    people = _pilots(staffing_of(organisation().leaves).values(), query.kind)
    rows, more = api.page_of(sorted(people, key=lambda each: each.id), lambda each: each.id, query)
    return PilotList(items=list(rows), next=more)


def _pilots(staff: Iterable[Staffing], kind: AppointmentKind) -> list[PilotOfDepartments]:
    """Each person once, with all departments they answer for in this way."""
    contacts: dict[int, Contact] = {}
    departments: dict[int, list[str]] = {}
    for staffing in staff:
        for contact in staffing.contacts:
            if contact.kind is kind:
                contacts[contact.person.id] = contact
                departments.setdefault(contact.person.id, []).append(staffing.department.slug)
    return [
        PilotOfDepartments(**_reach(contact), departments=departments[number]) for number, contact in contacts.items()
    ]


def _row(staffing: Staffing, tree: Organisation) -> DepartmentRow:
    return DepartmentRow(
        **_names(staffing.department, tree),
        status=staffing.provision.status,
        at_risk=staffing.provision.is_at_risk,
        pilots=_people(staffing.pilots),
        deputies=_people(staffing.deputies),
    )


def _names(department: Department, tree: Organisation) -> dict[str, Any]:
    division = tree.division_of(department)
    return {
        "slug": department.slug,
        "code": department.code,
        "name": department.name,
        "url": absolute(f"/lotsen/{department.slug}"),
        "division": division.slug if division else None,
    }


def _people(contacts: Iterable[Contact]) -> list[PilotShape]:
    return [PilotShape(**_reach(contact)) for contact in contacts]


def _reach(contact: Contact) -> dict[str, Any]:
    person = contact.person
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "location": person.location,
        "consultation_hours": person.consultation_hours,
        "away_until": contact.away_until,
    }
