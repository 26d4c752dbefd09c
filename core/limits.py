"""Rate limits: how often one address, account or person may do a thing."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from core.config import Settings

limiter = Limiter(key_func=get_remote_address, strategy="moving-window", headers_enabled=False)


def init_app(app: Flask, settings: Settings) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_DEFAULT"] = settings.post_limit
    app.config["RATELIMIT_DEFAULTS_EXEMPT_WHEN"] = _only_reads
    limiter.init_app(app)


def _only_reads() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")


def by_form_field(name: str) -> str:
    """A key for limits per account: what was typed, so that unknown names are throttled alike."""
    return f"{name}:{request.form.get(name, '').strip().casefold()[:254]}"
