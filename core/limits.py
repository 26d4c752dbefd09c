"""Rate limits: how often a person may write, how often an address, and how many sign-ins may fail.

A city is one address: behind its network sit all who sign in on Monday morning. So what is tight counts for a
person, or for an account as tried from one address, and what counts for an address alone is generous. Nobody can
lock out somebody else from another address.
"""

from flask import Flask, current_app, request
from flask_limiter import Limit, Limiter
from flask_limiter.util import get_remote_address

from core.access import actor
from core.config import Settings


def by_person() -> str:
    """A key for limits per person, whether they come with a cookie or a token; strangers count by address."""
    person = actor()
    return f"person:{person.id}" if person.is_signed_in else get_remote_address()


def by_form_field(name: str) -> str:
    """A key per account and address: what was typed, so that unknown names are throttled alike."""
    return f"{name}:{request.form.get(name, '').strip().casefold()[:254]}:{get_remote_address()}"


def _post_limit() -> str:
    return str(current_app.config["LOTSENNETZ"].post_limit)


def _address_limit() -> str:
    return str(current_app.config["LOTSENNETZ"].address_limit)


def _is_read() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")


def _is_read_or_strangers() -> bool:
    return _is_read() or not actor().is_signed_in


limiter = Limiter(
    key_func=get_remote_address,
    strategy="moving-window",
    headers_enabled=False,
    default_limits=[
        Limit(_post_limit, key_function=by_person, exempt_when=_is_read_or_strangers),
        Limit(_address_limit, scope="address", shared=True, exempt_when=_is_read),
    ],
)


def init_app(app: Flask, settings: Settings) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    limiter.init_app(app)
