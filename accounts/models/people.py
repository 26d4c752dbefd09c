"""People, their roles, and the visitor who is nobody yet."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from accounts.models.organisation import Appointment, AppointmentKind, Department
from core.db import Entity, table_args, utcnow
from core.formats import LOCAL, initials, sort_name

if TYPE_CHECKING:
    from accounts.models.seals import Seal


class Role(StrEnum):
    VISITOR = "visitor"
    EMPLOYEE = "employee"
    PILOT = "pilot"
    OFFICE = "office"
    COMMITTEE = "committee"
    ADMIN = "admin"


GRANTED = (Role.EMPLOYEE, Role.OFFICE, Role.COMMITTEE, Role.ADMIN)


class Person(Entity):
    """Somebody with an account. `email` is kept in lower case; without a password only an invitation lets in.

    `workdays` holds a bit for each weekday on which they work, 1 for Monday to 16 for Friday.
    `is_mask`: nobody's account, under which somebody asks and talks whose name is sealed (see Seal).
    """

    __tablename__ = "people"
    __table_args__ = table_args(
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
        CheckConstraint("language IN ('de', 'en')", name="language"),
        Index("ix_people_sort_name", "sort_name", "id"),
        CheckConstraint("workdays BETWEEN 1 AND 31", name="workdays"),
    )

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(server_default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    password_hash: Mapped[str | None]
    phone: Mapped[str] = mapped_column(default="")
    location: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    consultation_hours: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="de")
    workdays: Mapped[int] = mapped_column(default=31, server_default="31")
    is_mask: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    blocked_at: Mapped[datetime | None]

    department: Mapped[Department | None] = relationship(foreign_keys=department_id)
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", foreign_keys="RoleGrant.person_id"
    )
    appointments: Mapped[list[Appointment]] = relationship(back_populates="person")
    seal: Mapped["Seal | None"] = relationship(viewonly=True)

    is_authenticated = True
    is_anonymous = False
    is_signed_in = True
    # Set for the person who makes a request, with the query that finds them.
    new_notices = 0
    sign_in_id = None

    @validates("name")
    def _sorted_by(self, _key: str, name: str) -> str:
        """Kept beside the name, since databases fold no umlauts, or each its own way."""
        self.sort_name = sort_name(name)
        return name

    def get_id(self) -> str:
        return str(self.id)

    @property
    def is_active(self) -> bool:
        return self.blocked_at is None

    @property
    def weekdays(self) -> frozenset[int]:
        """On which they work; 0 is Monday."""
        return frozenset(day for day in range(5) if self.workdays >> day & 1)

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def roles(self) -> frozenset[Role]:
        """Granted roles and, while an appointment runs, the pilot's. A mask is whoever works here."""
        if self.is_mask:
            return frozenset({Role.EMPLOYEE})
        granted = {grant.role for grant in self.grants}
        return frozenset(granted | ({Role.PILOT} if self.pilot_departments else set()))

    @property
    def pilot_departments(self) -> frozenset[int]:
        """Ids of the departments this person answers for today, as pilot or deputy."""
        if self.is_mask:
            return frozenset()
        today = utcnow().astimezone(LOCAL).date()
        return frozenset(a.department_id for a in self.appointments if a.is_current(today))

    @property
    def is_pilot(self) -> bool:
        return bool(self.pilot_departments)

    @property
    def is_office(self) -> bool:
        return self._holds(Role.OFFICE)

    @property
    def is_admin(self) -> bool:
        return self._holds(Role.ADMIN)

    @property
    def is_employee(self) -> bool:
        return self.is_mask or any(grant.role is not Role.COMMITTEE for grant in self.grants) or self.is_pilot

    def _holds(self, role: Role) -> bool:
        """Without asking for appointments: pages ask for every post."""
        return not self.is_mask and any(grant.role is role for grant in self.grants)

    @property
    def keys(self) -> frozenset[str]:
        """What the person may find in search; compared with the visibility keys of a document."""
        return frozenset(role.value for role in self.roles) | ({"employee"} if self.is_employee else frozenset())


class Visitor:
    """Whoever is not signed in."""

    id = None
    name = ""
    initials = ""
    department_id = None
    roles = frozenset({Role.VISITOR})
    keys = frozenset({"visitor"})
    pilot_departments: frozenset[int] = frozenset()
    is_authenticated = is_active = is_signed_in = False
    is_anonymous = True
    is_pilot = is_office = is_admin = is_employee = is_mask = False
    new_notices = 0
    sign_in_id = None

    def get_id(self) -> None:
        return None


Actor = Person | Visitor


class RoleGrant(Entity):
    """A role somebody was given, by whom and when. The pilot's is none: it follows from an appointment."""

    __tablename__ = "role_grants"
    __table_args__ = table_args(
        UniqueConstraint("person_id", "role"),
        CheckConstraint("role IN ('employee', 'office', 'committee', 'admin')", name="role"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    granted_at: Mapped[datetime] = mapped_column(default=utcnow)

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=person_id)


__all__ = [
    "GRANTED",
    "Actor",
    "AppointmentKind",
    "Person",
    "Role",
    "RoleGrant",
    "Visitor",
]
