"""Who makes this request: the sign-in whose random name the cookie holds, or on /api/ a bearer token."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Request, current_app, g, session
from flask.blueprints import BlueprintSetupState
from flask_login import LoginManager

from accounts import actions, queries
from accounts.models import Person, Visitor
from accounts.views.blueprint import blueprint
from core.db import transaction, utcnow
from core.errors import Conflict
from core.hashing import hashed
from core.web import wants_json

COOKIE_KEY = "sign_in"
DRAFTS_KEY = "drafts"
SCHEME = "bearer "

login_manager = LoginManager()
login_manager.anonymous_user = Visitor


@dataclass(frozen=True)
class TokenInUse:
    """The API token of this request, in `g.api_token`; without one nothing stands there."""

    id: int
    may_write: bool


@blueprint.record_once
def _attach(state: BlueprintSetupState) -> None:
    login_manager.init_app(state.app, add_context_processor=False)


@login_manager.request_loader
def _person_of(request: Request) -> Person | None:
    """A request that shows a token is judged by the token alone, whatever cookies come with it."""
    if wants_json() and "Authorization" in request.headers:
        return _person_of_token(request.headers["Authorization"])
    token = session.get(COOKIE_KEY)
    return queries.person_of_sign_in(hashed(token)) if token else None


def _person_of_token(header: str) -> Person | None:
    if not header.lower().startswith(SCHEME):
        return None
    found = queries.person_of_token(hashed(header[len(SCHEME) :].strip()))
    if found is None:
        return None
    person, token = found
    g.api_token = TokenInUse(token.id, token.may_write)
    return person


def begin_session(person: Person, password: str, device: str) -> bool:
    """Sign in somebody whose password was proven; False when it changed or they were blocked meanwhile.

    The session is made anew, so that nobody can have planted one (session fixation); what it keeps is whose drafts
    this browser may open.
    """
    proven_hash, new_hash = person.password_hash, queries.fresh_hash(person, password)
    until = utcnow() + timedelta(days=current_app.config["LOTSENNETZ"].session_days)
    try:
        with transaction():
            token = actions.start_sign_in(
                person=person, proven_hash=proven_hash, device=device, until=until, new_hash=new_hash
            )
    except Conflict:
        return False
    drafts = session.get(DRAFTS_KEY)
    forget_session()
    if drafts:
        session[DRAFTS_KEY] = drafts
    session[COOKIE_KEY] = token
    session.permanent = True
    return True


def forget_session() -> None:
    """Empty the cookie, and what this request remembers of who it was and of its forms' token."""
    session.clear()
    for remembered in ("_login_user", "csrf_token"):
        g.pop(remembered, None)
