"""Writes about people, as the administration does them."""

from collections.abc import Collection

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select, update

from accounts import rules
from accounts.actions.appointments import tell_leaving
from accounts.actions.roles import granted_roles, refuse_last_admin, refuse_unfit, set_roles, write_roles
from accounts.models import Actor, ApiToken, Department, OneTimeLink, Person, Role, SignIn
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.outbox import enqueue


def create_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    department: Department | None = None,
    roles: Collection[Role] = (Role.EMPLOYEE,),
) -> Person:
    """An account without a password: only an invitation lets in.

    Raises NotAllowed, Conflict("bad_email" | "email_taken" | "department_closed" | "no_role" | "role_not_granted").
    """
    ensure(rules.can_manage_people(actor))
    refuse_unfit(roles)
    person = Person(email=_free_email(email, None), name=name, department=_open(department))
    write_roles(person, roles, granted_by_id=actor.id)
    db.session.add(person)
    db.session.flush()
    audit.record(
        "accounts.create_person",
        actor_id=actor.id,
        subject=("person", person.id),
        details={"roles": ",".join(sorted(roles))},
    )
    return person


def make_admin(*, actor: Actor, email: str, name: str, password_hash: str) -> Person:
    """The way in for a new house: an account with this password that can administer, whether it existed or not.

    Without `name` a new account is called by its address before the @.

    Raises NotAllowed, Conflict("bad_email" | "blocked").
    """
    ensure(rules.can_make_admin(actor))
    address = clean_email(email)
    person = db.session.scalars(select(Person).where(Person.email == address)).one_or_none()
    if person is None:
        person = create_person(actor=actor, email=address, name=name or address.partition("@")[0])
    if not person.is_active:
        raise Conflict("blocked")
    person.password_hash = password_hash
    _end(SignIn, person)
    _end(ApiToken, person)
    _void_links(person)
    set_roles(actor=actor, person=person, roles=granted_roles(person) | {Role.ADMIN})
    audit.record("accounts.make_admin", actor_id=actor.id, subject=("person", person.id))
    return person


def change_person(*, actor: Actor, person: Person, email: str, name: str, department: Department | None) -> Person:
    """A new address voids links sent to the old one; a new department moves the open questions.

    Raises NotAllowed, Conflict("bad_email" | "email_taken" | "department_closed").
    """
    ensure(rules.can_manage_people(actor))
    new = {"email": _free_email(email, person.id), "name": name, "department": department}
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    if "department" in changed:
        _open(department)
    for field in changed:
        setattr(person, field, new[field])
    if changed:
        audit.record(
            "accounts.change_person",
            actor_id=actor.id,
            subject=("person", person.id),
            details={"fields": ",".join(changed)},
        )
    follow_changes(person, changed)
    if "department" in changed:
        tell_leaving(actor, person)
    return person


def follow_changes(person: Person, changed: Collection[str]) -> None:
    """What a change of these fields brings with it."""
    if "email" in changed:
        _void_links(person)
    if {"department", "roles"} & set(changed):
        enqueue("knowledge.follow_person", person_id=person.id)


def block_person(*, actor: Actor, person: Person) -> Person:
    """Ends every sign-in, link and token; what the person had open finds new owners.

    Raises NotAllowed, Conflict("blocked" | "last_admin").
    """
    ensure(rules.can_block_person(actor, person))
    lock(person)
    if not person.is_active:
        raise Conflict("blocked")
    if person.is_admin:
        refuse_last_admin(person)
    person.blocked_at = utcnow()
    _end(SignIn, person)
    _end(ApiToken, person)
    _void_links(person)
    tell_leaving(actor, person)
    audit.record("accounts.block_person", actor_id=actor.id, subject=("person", person.id))
    enqueue("knowledge.follow_person", person_id=person.id)
    return person


def unblock_person(*, actor: Actor, person: Person) -> Person:
    """Raises NotAllowed, Conflict("not_blocked")."""
    ensure(rules.can_block_person(actor, person))
    lock(person)
    if person.is_active:
        raise Conflict("not_blocked")
    person.blocked_at = None
    audit.record("accounts.unblock_person", actor_id=actor.id, subject=("person", person.id))
    enqueue("knowledge.follow_person", person_id=person.id)
    return person


def end_sign_ins_of(*, actor: Actor, person: Person) -> int:
    """Signs somebody out everywhere; returns how many sign-ins that ended. Raises NotAllowed."""
    ensure(rules.can_manage_people(actor))
    count = _end(SignIn, person)
    audit.record("accounts.end_sign_ins", actor_id=actor.id, subject=("person", person.id), details={"count": count})
    return count


def clean_email(text: str) -> str:
    """The address as it is kept: checked for its form, in lower case.

    Raises Conflict("bad_email"), also for umlauts, which many mail servers do not take.
    """
    try:
        email = validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except EmailNotValidError:
        raise Conflict("bad_email") from None
    if not email.isascii():
        raise Conflict("bad_email")
    return email


def _free_email(text: str, own_id: int | None) -> str:
    email = clean_email(text)
    lock_name("people")
    taken_by = db.session.scalar(select(Person.id).where(Person.email == email))
    if taken_by is not None and taken_by != own_id:
        raise Conflict("email_taken")
    return email


def _open(department: Department | None) -> Department | None:
    if department is not None and not department.is_open:
        raise Conflict("department_closed")
    return department


def _end(kind: type[SignIn] | type[ApiToken], person: Person) -> int:
    running = (kind.person_id == person.id) & kind.ended_at.is_(None)
    result = db.session.connection().execute(update(kind).where(running).values(ended_at=utcnow()))
    return result.rowcount


def _void_links(person: Person) -> None:
    unused = (OneTimeLink.person_id == person.id) & OneTimeLink.used_at.is_(None)
    db.session.connection().execute(update(OneTimeLink).where(unused).values(used_at=utcnow()))
