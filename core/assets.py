"""The built files of static/dist: their hashed addresses, and the server that hands them out."""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

DIST = Path(__file__).parent.parent / "static" / "dist"
PREFIX = "/static/dist/"
Application = Callable[..., Any]
HASHED = re.compile(r"\.[0-9a-f]{10}\.\w+$")


def init_app(app: Flask) -> None:
    """Give templates asset(name) and serve static/dist, and nothing else, in front of the application."""
    manifest: dict[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    app.jinja_env.globals["asset"] = partial(asset, manifest)
    app.wsgi_app = _served(app)  # type: ignore[method-assign]


def asset(manifest: dict[str, str], name: str) -> str:
    """The address of a built file, e.g. "app.css"; KeyError for a name that the build does not know."""
    return PREFIX + manifest[name]


def _served(app: Flask) -> Application:
    files = WhiteNoise(
        app.wsgi_app,
        root=str(DIST),
        prefix=PREFIX,
        allow_all_origins=False,
        immutable_file_test=_is_hashed,
    )
    return _protected(files, app)


def _is_hashed(_path: str, url: str) -> bool:
    return HASHED.search(url) is not None


def _protected(files: Application, app: Flask) -> Application:
    """The headers that the site's own answers have, on WhiteNoise's as well: 304 and 405 take none from it."""
    # late, because core.web builds on parts that build on this one
    from core.web import protective_headers

    def answer(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            present = {name.lower() for name, _value in headers}
            missing = [(name, value) for name, value in protective_headers(app).items() if name.lower() not in present]
            return start_response(status, headers + missing, *error)

        return files(environ, start)

    return answer
