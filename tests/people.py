"""The named cast: who appears in every test, and what they are to each other."""

from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher

from accounts.models import Appointment, AppointmentKind, Department, DepartmentPeriod, Person, Role, RoleGrant
from core.db import db

PASSWORD = "ein-langes-test-kennwort"
# Cheap on purpose: the cost of hashing is no subject of most tests.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Someone:
    """One of the cast, as plain values."""

    key: str
    name: str
    department: str | None
    role: Role = Role.EMPLOYEE

    @property
    def email(self) -> str:
        return f"{self.key}@stadt.example"


# code, name, slug, parent
DEPARTMENTS = [
    ("D1", "Dezernat I", "dezernat-1", None),
    ("34", "Standesamt", "standesamt", "D1"),  # pilot Pia, deputy Detlef
    ("32", "Ordnungsamt", "ordnungsamt", "D1"),  # nobody; led by Heike
    ("D2", "Dezernat II", "dezernat-2", None),
    ("20", "Kämmerei", "kaemmerei", "D2"),  # pilot Paul
    ("15", "Amt für Digitalisierung", "digitalisierung", "D2"),  # the office
    ("D3", "Dezernat III", "dezernat-3", None),
    ("60", "Bauamt", "bauamt", "D3"),  # nobody, and nobody else in the division
]

CAST = [
    Someone("erika", "Erika Engel", "34"),
    Someone("emil", "Emil Ernst", "32"),
    Someone("ben", "Ben Bauer", "60"),
    Someone("pia", "Pia Petersen", "34"),
    Someone("detlef", "Detlef Dorn", "34"),
    Someone("paul", "Paul Pohl", "20"),
    Someone("heike", "Heike Haupt", "32"),
    Someone("olga", "Olga Otto", "15", Role.OFFICE),
    Someone("anna", "Anna Adler", "15", Role.ADMIN),
    Someone("karl", "Karl Kern", None, Role.COMMITTEE),
]
SETTLED_ON = date(2024, 1, 1)
NAMES = [someone.key for someone in CAST]
APPOINTED = [
    ("pia", "34", AppointmentKind.PILOT),
    ("detlef", "34", AppointmentKind.DEPUTY),
    ("paul", "20", AppointmentKind.PILOT),
]


def settle() -> None:
    """Put the cast into an empty database; the caller holds the transaction."""
    departments = {code: Department(code=code, name=name, slug=slug) for code, name, slug, _ in DEPARTMENTS}
    for code, _, _, parent in DEPARTMENTS:
        departments[code].parent = departments.get(parent or "")
    people = {someone.key: _person(someone, departments) for someone in CAST}
    db.session.add_all([*departments.values(), *people.values()])
    db.session.flush()
    db.session.add_all(_period(department) for department in departments.values())
    for key, code, kind in APPOINTED:
        appointment = Appointment(kind=kind, valid_from=SETTLED_ON)
        appointment.person, appointment.department = people[key], departments[code]
        db.session.add(appointment)
    db.session.flush()
    departments["32"].head_id = people["heike"].id


def _period(department: Department) -> DepartmentPeriod:
    """As long as their pilots, as the actions would have noted it."""
    same = {name: getattr(department, name) for name in ("code", "name", "parent_id", "is_counted", "is_open")}
    return DepartmentPeriod(department_id=department.id, valid_from=SETTLED_ON, **same)


def _person(someone: Someone, departments: dict[str, Department]) -> Person:
    person = Person(name=someone.name, email=someone.email, password_hash=HASH)
    person.department = departments.get(someone.department or "")
    person.grants.append(RoleGrant(role=someone.role))
    return person
