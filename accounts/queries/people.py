"""Reads about people and sign-ins."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import Notice, Person, Role, RoleGrant, SignIn
from accounts.queries.seals import count_own, unread_masks
from core.db import db, utcnow
from core.errors import NotFound


def with_roles() -> Select[Person]:
    """People with all that `roles` needs, in one statement."""
    return select(Person).options(
        joinedload(Person.grants), joinedload(Person.appointments), joinedload(Person.department)
    )


def get_person(number: int) -> Person:
    """Raises NotFound, also for a mask."""
    found = db.session.scalars(with_roles().where(Person.id == number, ~Person.is_mask)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def person_of_sign_in(token_hash: str) -> Person | None:
    """Whose valid sign-in this is, with roles and the number of new notices: the one query of every request."""
    row: Any = db.session.execute(_by_sign_in(), {"token": token_hash, "now": utcnow()}).unique().one_or_none()
    if row is None:
        return None
    sign_in, count, lines = row
    person: Person = sign_in.person
    person.new_notices, person.sign_in_id = count + count_own(person.id, lines), sign_in.id
    return person


@cache
def _by_sign_in() -> Select[SignIn, int, str]:
    """Put together once: that alone would cost every request a quarter of a millisecond."""
    unread = (
        select(func.count())
        .where(Notice.person_id == SignIn.person_id, Notice.read_at.is_(None))
        .correlate(SignIn)
        .scalar_subquery()
    )
    return (
        select(SignIn, unread, unread_masks())
        .join(SignIn.person)
        .where(SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None))
        .where(SignIn.expires_at > bindparam("now"), Person.blocked_at.is_(None))
        .options(contains_eager(SignIn.person).options(joinedload(Person.grants), joinedload(Person.appointments)))
    )


def people_by_email(emails: Iterable[str]) -> dict[str, Person]:
    """Keyed by address in lower case; unknown ones are missing."""
    wanted = [email.lower() for email in emails]
    return {
        person.email: person for person in db.session.scalars(with_roles().where(Person.email.in_(wanted))).unique()
    }


def office_people() -> Sequence[Person]:
    """Everybody who works in the office and can sign in."""
    office = select(RoleGrant.person_id).where(RoleGrant.role == Role.OFFICE)
    return (
        db.session.scalars(with_roles().where(Person.id.in_(office), Person.blocked_at.is_(None)).order_by(Person.id))
        .unique()
        .all()
    )
