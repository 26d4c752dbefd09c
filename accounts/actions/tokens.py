"""Writes about API tokens."""

from datetime import datetime, timedelta

from accounts import queries, rules
from accounts.models import Actor, ApiToken, Person
from core import audit
from core.access import ensure
from core.db import db, utcnow
from core.errors import Conflict
from core.hashing import hashed, new_secret

PREFIX = "lotsennetz_"
MOST_TOKENS = 20
TOKEN_LASTS = timedelta(days=365)


def create_token(
    *, actor: Actor, person: Person, label: str, may_write: bool = False, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A token with which a script acts for `person`, and its secret, which nobody can read again.

    It works for a year unless it ends before.

    Raises NotAllowed, Conflict("too_many_tokens") beyond 20 that work.
    """
    ensure(rules.can_create_token(actor, person))
    if len(queries.tokens_of(person)) >= MOST_TOKENS:
        raise Conflict("too_many_tokens")
    secret = PREFIX + new_secret()
    token = ApiToken(
        token_hash=hashed(secret),
        person_id=person.id,
        label=label,
        may_write=may_write,
        expires_at=expires_at or utcnow() + TOKEN_LASTS,
    )
    db.session.add(token)
    db.session.flush()
    audit.record(
        "accounts.create_token",
        actor_id=actor.id,
        subject=("api_token", token.id),
        details={"may_write": int(may_write)},
    )
    return token, secret


def end_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """From now on it opens nothing. Raises NotAllowed."""
    ensure(rules.can_end_token(actor, token))
    token.ended_at = token.ended_at or utcnow()
    audit.record("accounts.end_token", actor_id=actor.id, subject=("api_token", token.id))
    return token
