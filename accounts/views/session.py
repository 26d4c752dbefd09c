"""Who makes this request: the sign-in whose random name the cookie holds."""

from flask import Request, session
from flask.blueprints import BlueprintSetupState
from flask_login import LoginManager

from accounts import queries
from accounts.models import Person, Visitor
from accounts.views.blueprint import blueprint
from core.hashing import hashed

COOKIE_KEY = "sign_in"

login_manager = LoginManager()
login_manager.anonymous_user = Visitor


@blueprint.record_once
def _attach(state: BlueprintSetupState) -> None:
    login_manager.init_app(state.app, add_context_processor=False)


@login_manager.request_loader
def _person_of(_request: Request) -> Person | None:
    token = session.get(COOKIE_KEY)
    return queries.person_of_sign_in(hashed(token)) if token else None
