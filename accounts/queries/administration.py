"""Reads of the pages under /verwaltung: lists, searches, counts, backlog and log."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from accounts.models import Appointment, Department, Digest, Notice, OneTimeLink, Person, Role, RoleGrant, SignIn
from accounts.queries.organisation import is_running, today
from accounts.queries.people import get_person, with_roles
from core import outbox
from core.audit import AuditEntry
from core.db import db, utcnow
from core.errors import NotFound
from core.search.analysis import fold

PAGE = 50
MOST_FOUND = 20
_MAILED: dict[str, Any] = {"notice_id": Notice, "digest_id": Digest, "link_id": OneTimeLink}


@dataclass(frozen=True)
class PeopleFilter:
    """What the list of people is narrowed to; empty values narrow nothing. `state`: active, blocked, new."""

    words: str = ""
    department_id: int | None = None
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class DepartmentUse:
    """Why a department cannot be closed: people, appointments that run or will, open departments below."""

    people: int
    appointments: int
    departments: int

    @property
    def obstacles(self) -> list[str]:
        """The codes of what has to be moved, ended or closed before; empty: it can be closed."""
        counts = {"has_people": self.people, "has_appointments": self.appointments, "has_departments": self.departments}
        return [code for code, count in counts.items() if count]


@dataclass(frozen=True)
class AdminCounts:
    """The figures of the administration's first page."""

    people: int
    new: int
    blocked: int
    departments: int
    without_pilot: int


def people_page(chosen: PeopleFilter, *, after: int | None = None, limit: int = PAGE) -> Sequence[Person]:
    """People by surname, from the one after the person with id `after` on; with roles and department."""
    statement = with_roles().where(*_conditions(chosen)).order_by(Person.sort_name, Person.id).limit(limit)
    if after is not None:
        name = select(Person.sort_name).where(Person.id == after).scalar_subquery()
        statement = statement.where(tuple_(Person.sort_name, Person.id) > tuple_(name, after))
    return db.session.scalars(statement).unique().all()


def count_people(chosen: PeopleFilter) -> int:
    return _count(select(Person.id).where(*_conditions(chosen)))


def find_people(words: str, *, limit: int = MOST_FOUND) -> Sequence[Person]:
    """Those who can sign in and whose name or address contains every word; nobody for no words."""
    return people_page(PeopleFilter(words=words, state="active"), limit=limit) if words.strip() else []


def people_called(texts: Iterable[str], *, with_blocked: bool = False) -> dict[str, list[Person]]:
    """Everybody with one of these names or addresses; keyed by name and by address."""
    wanted = set(texts)
    emails = {text.lower() for text in wanted}
    statement = select(Person).where(~Person.is_mask, or_(Person.name.in_(wanted), Person.email.in_(emails)))
    if not with_blocked:
        statement = statement.where(Person.blocked_at.is_(None))
    found: dict[str, list[Person]] = {}
    for person in db.session.scalars(statement):
        found.setdefault(person.name, []).append(person)
        found.setdefault(person.email, []).append(person)
    return found


def _conditions(chosen: PeopleFilter) -> list[ColumnElement[bool]]:
    found = [~Person.is_mask, *(_contains(word) for word in chosen.words.split())]
    if chosen.department_id is not None:
        found.append(Person.department_id == chosen.department_id)
    if chosen.role:
        found.append(_has_role(chosen.role))
    if chosen.state:
        found.append(_in_state(chosen.state))
    return found


def _contains(word: str) -> ColumnElement[bool]:
    """Folded on both sides: "Mueller" and "Muller" find "Müller"."""
    in_name = Person.sort_name.contains(fold(word), autoescape=True)
    return or_(in_name, Person.email.contains(word.lower(), autoescape=True))


def _has_role(role: str) -> ColumnElement[bool]:
    if role == Role.PILOT:
        return exists().where(Appointment.person_id == Person.id, is_running(today()))
    return exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == role)


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "blocked":
        return Person.blocked_at.is_not(None)
    if state == "new":
        return and_(Person.password_hash.is_(None), Person.blocked_at.is_(None))
    return Person.blocked_at.is_(None)


def get_person_to_manage(number: int) -> tuple[Person, Sequence[Appointment], int]:
    """With all appointments, newest first, and the number of running sign-ins. Raises NotFound."""
    person = get_person(number)
    appointments = _appointments(Appointment.person_id == number)
    running = (SignIn.person_id == number, SignIn.ended_at.is_(None), SignIn.expires_at > utcnow())
    return person, appointments, _count(select(SignIn.id).where(*running))


def every_department() -> Sequence[Department]:
    """Open and closed ones, by code, with parent and head."""
    statement = select(Department).options(joinedload(Department.parent), joinedload(Department.head))
    return db.session.scalars(statement.order_by(Department.code)).all()


def get_department_to_manage(number: int) -> Department:
    """With parent and head. Raises NotFound."""
    both = (joinedload(Department.parent), joinedload(Department.head))
    found = db.session.scalars(select(Department).where(Department.id == number).options(*both)).one_or_none()
    if found is None:
        raise NotFound
    return found


def departments_as_tree(departments: Sequence[Department]) -> list[tuple[int, Department]]:
    """Each with its depth, below its parent, in the order given."""
    known = {department.id for department in departments}
    below: dict[int | None, list[Department]] = {}
    for department in departments:
        parent_id = department.parent_id if department.parent_id in known else None
        below.setdefault(parent_id, []).append(department)
    tree, waiting = [], [(0, one) for one in reversed(below.get(None, []))]
    while waiting:
        depth, department = waiting.pop()
        tree.append((depth, department))
        waiting += [(depth + 1, one) for one in reversed(below.get(department.id, []))]
    return tree


def appointments_of_department(number: int) -> Sequence[Appointment]:
    """Past, present and coming ones with their people, newest first."""
    return _appointments(Appointment.department_id == number)


def get_appointment(number: int) -> Appointment:
    """With person and department. Raises NotFound."""
    found = _appointments(Appointment.id == number)
    if not found:
        raise NotFound
    return found[0]


def _appointments(condition: ColumnElement[bool]) -> Sequence[Appointment]:
    both = (joinedload(Appointment.person), joinedload(Appointment.department))
    statement = select(Appointment).where(condition).options(*both)
    return db.session.scalars(statement.order_by(Appointment.valid_from.desc(), Appointment.id.desc())).all()


def department_use(number: int) -> DepartmentUse:
    """Blocked people do not count: they work nowhere."""
    running = or_(Appointment.valid_until.is_(None), Appointment.valid_until > today())
    return DepartmentUse(
        people=_count(select(Person.id).where(Person.department_id == number, Person.blocked_at.is_(None))),
        appointments=_count(select(Appointment.id).where(Appointment.department_id == number, running)),
        departments=_count(select(Department.id).where(Department.parent_id == number, Department.closed_at.is_(None))),
    )


def people_of_department(number: int) -> list[Person]:
    """Who is not blocked and belongs there, by surname."""
    here = select(Person).where(Person.department_id == number, Person.blocked_at.is_(None), ~Person.is_mask)
    return list(db.session.scalars(here.order_by(Person.sort_name, Person.id)))


def people_per_department() -> dict[int, int]:
    """How many people who are not blocked belong to each department."""
    statement = select(Person.department_id, func.count()).where(
        Person.department_id.is_not(None), Person.blocked_at.is_(None)
    )
    rows = db.session.execute(statement.group_by(Person.department_id))
    return {number: count for number, count in rows if number is not None}


def admin_counts() -> AdminCounts:
    """People, accounts nobody has signed in to yet, blocked ones; departments that count, those without a pilot."""
    active = Person.blocked_at.is_(None)
    people, new, blocked = db.session.execute(
        select(
            func.count().filter(active),
            func.count().filter(active, Person.password_hash.is_(None)),
            func.count().filter(Person.blocked_at.is_not(None)),
        )
        .select_from(Person)
        .where(~Person.is_mask)
    ).one()
    counted = select(Department.id).where(Department.closed_at.is_(None), Department.is_counted, _is_leaf())
    has_pilot = exists().where(
        Appointment.department_id == Department.id,
        Appointment.kind == "pilot",
        is_running(today()),
        Person.id == Appointment.person_id,
        Person.blocked_at.is_(None),
    )
    return AdminCounts(people, new, blocked, _count(counted), _count(counted.where(~has_pilot)))


def _is_leaf() -> ColumnElement[bool]:
    below = select(Department.parent_id).where(Department.parent_id.is_not(None), Department.closed_at.is_(None))
    return Department.id.not_in(below)


def waiting_jobs(limit: int = PAGE) -> Sequence[outbox.OutboxJob]:
    """What the worker has still to do, the next first."""
    job = outbox.OutboxJob
    open_ones = select(job).where(job.finished_at.is_(None), job.given_up_at.is_(None))
    return db.session.scalars(open_ones.order_by(job.due_at, job.id).limit(limit)).all()


def audit_page(
    *,
    acts: Collection[str] = (),
    person_id: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> Sequence[AuditEntry]:
    """The newest entries older than `before`; of a person: what they did and what was done to them."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if acts:
        statement = statement.where(AuditEntry.act.in_(acts))
    if person_id is not None:
        subject = and_(AuditEntry.subject_kind == "person", AuditEntry.subject_id == person_id)
        statement = statement.where(or_(AuditEntry.actor_id == person_id, subject))
    if before is not None:
        statement = statement.where(AuditEntry.id < before)
    return db.session.scalars(statement).all()


def audited_acts() -> Sequence[str]:
    return db.session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)).all()


def admin_ids() -> Sequence[int]:
    """Everybody who can administer: has the role and is not blocked."""
    statement = select(RoleGrant.person_id).join(RoleGrant.person)
    return db.session.scalars(statement.where(RoleGrant.role == Role.ADMIN, Person.blocked_at.is_(None))).all()


def names_of_people(numbers: Iterable[int]) -> dict[int, str]:
    statement = select(Person.id, Person.name).where(Person.id.in_(set(numbers)))
    return {row.id: row.name for row in db.session.execute(statement)}


def _count(statement: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def recipients_of(jobs: Sequence[outbox.OutboxJob]) -> dict[int, Person]:
    """Whom the mails among these jobs are for, by the job's id: a mail nobody takes is a matter of their address."""
    found: dict[int, Person] = {}
    for name, kind in _MAILED.items():
        wanted = {job.id: job.payload[name] for job in jobs if name in job.payload}
        people = (
            select(kind.id, Person)
            .join(Person, Person.id == kind.person_id)
            .where(kind.id.in_(wanted.values()), ~Person.is_mask)
        )
        by_id: dict[int, Person] = dict(tuple(row) for row in db.session.execute(people)) if wanted else {}
        found |= {job: by_id[number] for job, number in wanted.items() if number in by_id}
    return found
