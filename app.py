"""create_app(): the list of what exists."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_migrate import Migrate

import accounts.actions
import accounts.jobs
import accounts.views
import home.jobs
import home.views
import knowledge.jobs
import knowledge.views
import pilots.jobs
import pilots.views
from accounts.queries import notices
from core import assets, cli, config, db, forms, limits, logs, mail, outbox, search_index, web
from knowledge.actions.handover import MOVERS
from knowledge.actions.reorganising import follow_reorganisation
from pilots.actions import appointments
from pilots.queries import handovers

AREAS = (accounts, pilots, knowledge, home)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The site, ready to serve. Raises UnsafeConfiguration when it must not start like this."""
    settings = config.load(overrides)
    app = Flask(__name__, static_folder=None, instance_path=str(settings.instance))
    configure(app, settings)
    for extension in (logs, web, cli):
        extension.init_app(app)
    with app.app_context():
        config.refuse_unsafe(settings)
    db.init_app(app, settings.database_uri)
    Migrate(app, db.db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    forms.csrf.init_app(app)
    limits.init_app(app, settings)
    mail.init_app(app, settings)
    register_areas(app)
    search_index.init_app(app, settings, knowledge.jobs.SEARCH_SOURCES)
    assets.init_app(app)
    return app


def configure(app: Flask, settings: config.Settings) -> None:
    """Flask's own settings follow from ours."""
    app.config.update(
        LOTSENNETZ=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=False,
        TRANSLATIONS_FOLDER=str(config.ROOT / "translations"),
        SESSION_COOKIE_NAME="__Host-lotsennetz" if settings.is_https else "lotsennetz",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.session_days * 86400,
        WTF_CSRF_TIME_LIMIT=None,
    )


def register_areas(app: Flask) -> None:
    """Pages, jobs, what happens at night and the kinds of notices of every area."""
    for area in AREAS:
        app.register_blueprint(area.views.blueprint)
    outbox.init_app(app, {topic: handler for area in AREAS for topic, handler in area.jobs.HANDLERS.items()})
    app.extensions["nightly"] = [task for area in AREAS for task in area.jobs.NIGHTLY]
    app.extensions["periodic"] = knowledge.jobs.PERIODIC
    notices.register_kinds([kind for area in AREAS for kind in area.jobs.NOTICES])
    handovers.register_movers(MOVERS)
    accounts.actions.register_followers([appointments.follow_reorganisation, follow_reorganisation])
    accounts.actions.register_appointment_followers([appointments.FOLLOWERS])
    app.extensions["acts"] = accounts.views.ACTS | pilots.views.ACTS | knowledge.views.ACTS
    app.extensions["nav"] = home.views.NAVIGATION
    app.extensions["start_checks"] = home.jobs.START_CHECKS
    app.extensions["advice"] = accounts.jobs.ADVICE
    app.extensions["after_restore"] = accounts.jobs.AFTER_RESTORE
    app.extensions["greeting"] = home.views.greeting
