"""Writes about signing in: sign-ins, passwords and the one-time links that set them."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from accounts import rules
from accounts.actions.notices import notify
from accounts.models import Actor, ApiToken, LinkPurpose, OneTimeLink, Person, SignIn
from core import audit
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from core.hashing import hashed, new_secret
from core.outbox import enqueue

RESET_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=7)


def start_sign_in(
    *, person: Person, proven_hash: str | None, device: str, until: datetime, new_hash: str | None = None
) -> str:
    """A sign-in for somebody who proved the password kept as `proven_hash`; returns its random name.

    `new_hash` replaces a hash made with outdated parameters. Raises Conflict("sign_in_refused") when the
    password changed or the person was blocked meanwhile.
    """
    lock(person)
    if not person.is_active or proven_hash is None or person.password_hash != proven_hash:
        raise Conflict("sign_in_refused")
    if new_hash:
        person.password_hash = new_hash
    token = new_secret()
    db.session.add(SignIn(token_hash=hashed(token), person_id=person.id, device=device, expires_at=until))
    return token


def end_own_sign_in(*, actor: Actor) -> None:
    """Sign out: this browser's sign-in ends, wherever else its cookie may have gone."""
    if actor.sign_in_id is not None:
        _end(SignIn.id == actor.sign_in_id)


def end_sign_in(*, actor: Actor, sign_in: SignIn) -> SignIn:
    """Raises NotAllowed for somebody else's."""
    ensure(rules.can_end_sign_in(actor, sign_in))
    _end(SignIn.id == sign_in.id)
    audit.record("accounts.end_sign_in", actor_id=actor.id, subject=("sign_in", sign_in.id))
    return sign_in


def end_other_sign_ins(*, actor: Person) -> int:
    """Sign out everywhere but here; returns how many sign-ins that ended."""
    ensure(rules.signed_in(actor))
    count = _end((SignIn.person_id == actor.id) & (SignIn.id != actor.sign_in_id))
    audit.record("accounts.end_sign_ins", actor_id=actor.id, subject=("person", actor.id), details={"count": count})
    return count


def request_reset(*, email: str) -> None:
    """A link to a new password for whoever has this address.

    Unknown and blocked addresses leave a job without a link, so that both cost one commit and no clock
    tells them apart.
    """
    person = db.session.scalars(select(Person).where(Person.email == email.lower(), ~Person.is_mask)).one_or_none()
    if person is None or not person.is_active:
        enqueue("accounts.mail_link", link_id=0)
        return
    link = _new_link(LinkPurpose.RESET, person, RESET_LASTS)
    audit.record("accounts.request_reset", actor_id=None, subject=("person", person.id))
    enqueue("accounts.mail_link", link_id=link.id)


def invite(*, actor: Actor, person: Person) -> OneTimeLink:
    """Mail somebody the way to a first password; an earlier invitation ends.

    Raises NotAllowed, Conflict("blocked" | "has_password").
    """
    ensure(rules.can_manage_people(actor))
    if not person.is_active:
        raise Conflict("blocked")
    if person.password_hash:
        raise Conflict("has_password")
    _void_links(person)
    link = _new_link(LinkPurpose.INVITATION, person, INVITATION_LASTS)
    audit.record("accounts.invite", actor_id=actor.id, subject=("person", person.id))
    enqueue("accounts.mail_link", link_id=link.id)
    return link


def set_password(*, link: OneTimeLink, password_hash: str, keep_sign_in_id: int | None = None) -> Person:
    """Use a link: its person gets this password, every other link, sign-in and token of theirs ends.

    Raises Conflict("link_used") when it does not hold any more.
    """
    lock(link)
    if not link.is_valid(utcnow()) or not link.person.is_active:
        raise Conflict("link_used")
    person = link.person
    _new_password(person, password_hash, keep_sign_in_id, actor_id=person.id)
    _end_tokens(person)
    if link.purpose is LinkPurpose.RESET:
        tell_of_new_password(person)
    return person


def change_password(*, actor: Person, proven_hash: str | None, password_hash: str, end_tokens: bool = True) -> None:
    """Somebody who proved the present password replaces it; signed in stays only this browser.

    Programs with a token go on only without `end_tokens`. Raises Conflict("password_changed_meanwhile").
    """
    ensure(rules.signed_in(actor))
    person = db.session.get_one(Person, actor.id)
    lock(person)
    if person.password_hash != proven_hash:
        raise Conflict("password_changed_meanwhile")
    _new_password(person, password_hash, actor.sign_in_id, actor_id=actor.id)
    if end_tokens:
        _end_tokens(person)
    tell_of_new_password(person)


def tell_of_new_password(person: Person) -> None:
    """A stranger with the password must not be able to change it unnoticed, so nobody counts as the actor."""
    notify(kind="password_changed", person_id=person.id, subject_id=person.id, event=utcnow().isoformat())


def _new_password(person: Person, password_hash: str, keep_sign_in_id: int | None, *, actor_id: int | None) -> None:
    person.password_hash = password_hash
    _void_links(person)
    others = SignIn.person_id == person.id
    _end(others if keep_sign_in_id is None else others & (SignIn.id != keep_sign_in_id))
    audit.record("accounts.change_password", actor_id=actor_id, subject=("person", person.id))


def _new_link(purpose: LinkPurpose, person: Person, lasts: timedelta) -> OneTimeLink:
    link = OneTimeLink(purpose=purpose, person_id=person.id, nonce=new_secret(), expires_at=utcnow() + lasts)
    db.session.add(link)
    db.session.flush()
    return link


def _void_links(person: Person) -> None:
    unused = (OneTimeLink.person_id == person.id) & OneTimeLink.used_at.is_(None)
    db.session.execute(update(OneTimeLink).where(unused).values(used_at=utcnow()))


def _end_tokens(person: Person) -> None:
    running = (ApiToken.person_id == person.id) & ApiToken.ended_at.is_(None)
    db.session.execute(update(ApiToken).where(running).values(ended_at=utcnow()))


def _end(which: object) -> int:
    """Returns how many were running."""
    running = update(SignIn).where(which, SignIn.ended_at.is_(None)).values(ended_at=utcnow())  # type: ignore[arg-type]
    result = db.session.connection().execute(running)
    return result.rowcount
