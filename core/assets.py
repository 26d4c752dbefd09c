"""The built files of static/dist: their hashed addresses, and the server that hands them out."""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

DIST = Path(__file__).parent.parent / "static" / "dist"
PREFIX = "/static/dist/"
HASHED = re.compile(r"\.[0-9a-f]{10}\.\w+$")


def init_app(app: Flask) -> None:
    """Give templates asset(name) and serve static/dist, and nothing else, in front of the application."""
    manifest: dict[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    app.jinja_env.globals["asset"] = partial(asset, manifest)
    app.wsgi_app = _served(app.wsgi_app)  # type: ignore[method-assign]


def asset(manifest: dict[str, str], name: str) -> str:
    """The address of a built file, e.g. "app.css"; KeyError for a name that the build does not know."""
    return PREFIX + manifest[name]


def _served(application: Callable[..., object]) -> WhiteNoise:
    return WhiteNoise(
        application,
        root=str(DIST),
        prefix=PREFIX,
        allow_all_origins=False,
        immutable_file_test=_is_hashed,
        add_headers_function=_add_security_headers,
    )


def _is_hashed(_path: str, url: str) -> bool:
    return HASHED.search(url) is not None


def _add_security_headers(headers: Headers, _path: str, _url: str) -> None:
    # late, because core.web builds on parts that build on this one
    from core.web import SECURITY_HEADERS

    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
