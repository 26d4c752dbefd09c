"""Writes about roles. A pilot's role is none of them: it follows from an appointment."""

from collections.abc import Collection

from sqlalchemy import select

from accounts import rules
from accounts.models import Actor, Person, Role, RoleGrant
from accounts.models.people import GRANTED
from core import audit
from core.access import ensure
from core.db import db, lock
from core.errors import Conflict
from core.outbox import enqueue


def set_roles(*, actor: Actor, person: Person, roles: Collection[Role]) -> Person:
    """These and no others; questions that somebody had by a role find new owners.

    Raises NotAllowed, Conflict("no_role" | "role_not_granted" | "last_admin").
    """
    ensure(rules.can_grant_roles(actor, person))
    refuse_unfit(roles)
    db.session.flush()
    lock(person)
    had = granted_roles(person)
    if Role.ADMIN in had and Role.ADMIN not in roles:
        refuse_last_admin(person)
    write_roles(person, roles, granted_by_id=actor.id)
    for act, changed in (("grant_role", set(roles) - had), ("withdraw_role", had - set(roles))):
        for role in sorted(changed):
            audit.record(
                f"accounts.{act}", actor_id=actor.id, subject=("person", person.id), details={"role": role.value}
            )
    if had != set(roles):
        enqueue("knowledge.follow_person", person_id=person.id)
    return person


def granted_roles(person: Person) -> set[Role]:
    """Without the one that follows from an appointment."""
    return {grant.role for grant in person.grants}


def write_roles(person: Person, roles: Collection[Role], *, granted_by_id: int | None) -> None:
    """Leaves alone what somebody has already: who granted it and when stays true."""
    had = granted_roles(person)
    person.grants[:] = [grant for grant in person.grants if grant.role in roles]
    person.grants += [RoleGrant(role=role, granted_by_id=granted_by_id) for role in roles if role not in had]


def refuse_unfit(roles: Collection[Role]) -> None:
    """Raises Conflict."""
    if not roles:
        raise Conflict("no_role")
    if not set(roles) <= set(GRANTED):
        raise Conflict("role_not_granted")


def refuse_last_admin(person: Person) -> None:
    """Raises Conflict if nobody else could administer. Holds the admins' grants, so two cannot go at once."""
    others = (
        select(RoleGrant)
        .join(RoleGrant.person)
        .where(RoleGrant.role == Role.ADMIN, Person.blocked_at.is_(None))
        .with_for_update()
    )
    if {grant.person_id for grant in db.session.scalars(others)} <= {person.id}:
        raise Conflict("last_admin")
