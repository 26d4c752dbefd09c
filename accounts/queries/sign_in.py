"""Reads about signing in: passwords, sign-ins, one-time links and tokens."""

import unicodedata
from collections.abc import Sequence
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import ApiToken, LinkPurpose, Notice, OneTimeLink, Person, SignIn
from core.db import db, utcnow
from core.errors import NotFound

T = TypeVar("T", SignIn, ApiToken)

HASHER = PasswordHasher()
# Verified for addresses without an account, so that those take as long as the others.
_NOBODYS_HASH = HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """How a password is kept: argon2id with the library's parameters. Slow on purpose; hold no transaction."""
    return HASHER.hash(_composed(password))


def fresh_hash(person: Person, password: str) -> str | None:
    """A new hash of a proven password when the stored one was made with other parameters."""
    stored = person.password_hash
    return hash_password(password) if stored and HASHER.check_needs_rehash(stored) else None


def proven_person(email: str, password: str) -> Person | None:
    """Whose address and password these are, unless blocked. Unknown addresses take as long as wrong passwords."""
    found = person_by_email(email)
    is_right = has_password(found, password)
    return found if found and found.is_active and is_right else None


def person_by_email(email: str) -> Person | None:
    return db.session.scalars(select(Person).where(Person.email == email.lower(), ~Person.is_mask)).one_or_none()


def has_password(person: Person | None, password: str) -> bool:
    """Takes equally long for nobody and for somebody without a password."""
    stored = person.password_hash if person else None
    try:
        HASHER.verify(stored or _NOBODYS_HASH, _composed(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _composed(password: str) -> str:
    """Keyboards send an umlaut as one character or as two; both are the same password."""
    return unicodedata.normalize("NFC", password)


def sign_ins_of(person: Person) -> Sequence[SignIn]:
    """The browsers in which somebody is signed in now, newest first."""
    valid = SignIn.ended_at.is_(None) & (SignIn.expires_at > utcnow())
    return db.session.scalars(
        select(SignIn).where(SignIn.person_id == person.id, valid).order_by(SignIn.id.desc())
    ).all()


def get_sign_in(person: Person, number: int) -> SignIn:
    """One of the person's own. Raises NotFound."""
    return _own(SignIn, person, number)


def tokens_of(person: Person) -> Sequence[ApiToken]:
    """The tokens that work now, newest first."""
    return db.session.scalars(
        select(ApiToken).where(ApiToken.person_id == person.id, _works()).order_by(ApiToken.id.desc())
    ).all()


def get_token(person: Person, number: int) -> ApiToken:
    """One of the person's own. Raises NotFound."""
    return _own(ApiToken, person, number)


def person_of_token(token_hash: str) -> tuple[Person, ApiToken] | None:
    """Who acts through this token, with roles and number of new notices, in one query."""
    statement = (
        select(ApiToken, _unread_count())
        .join(ApiToken.person)
        .where(ApiToken.token_hash == token_hash, _works(), Person.blocked_at.is_(None))
        .options(contains_eager(ApiToken.person).options(joinedload(Person.grants), joinedload(Person.appointments)))
    )
    row: Any = db.session.execute(statement).unique().one_or_none()
    if row is None:
        return None
    token, count = row
    token.person.new_notices = count
    return token.person, token


def link_token(link: OneTimeLink, secret_key: str) -> str:
    """The part of the address that opens a link; without the site's secret nobody can make it."""
    return _signer(link.purpose, secret_key).dumps([link.id, link.nonce])


def link_of_token(token: str, purpose: LinkPurpose, secret_key: str) -> OneTimeLink:
    """The link this address opens, with its person. Raises NotFound once it is used, lapsed or forged."""
    try:
        number, nonce = _signer(purpose, secret_key).loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound from None
    link = get_link(number)
    if link is None or not _opens(link, purpose, nonce):
        raise NotFound
    return link


def get_link(number: int) -> OneTimeLink | None:
    """With its person."""
    statement = select(OneTimeLink).where(OneTimeLink.id == number).options(joinedload(OneTimeLink.person))
    return db.session.scalars(statement).one_or_none()


def _opens(link: OneTimeLink, purpose: LinkPurpose, nonce: str) -> bool:
    matches = link.purpose is purpose and link.nonce == nonce
    return matches and link.is_valid(utcnow()) and link.person.is_active


def _signer(purpose: LinkPurpose, secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=f"accounts.link.{purpose}")


def _works() -> Any:
    lasts = ApiToken.expires_at.is_(None) | (ApiToken.expires_at > utcnow())
    return ApiToken.ended_at.is_(None) & lasts


def _unread_count() -> Any:
    return (
        select(func.count())
        .where(Notice.person_id == ApiToken.person_id, Notice.read_at.is_(None))
        .correlate(ApiToken)
        .scalar_subquery()
    )


def _own(kind: type[T], person: Person, number: int) -> T:
    found = db.session.scalars(select(kind).where(kind.id == number, kind.person_id == person.id)).one_or_none()
    if found is None:
        raise NotFound
    return found
