"""A seeded city in a folder of its own, and the two sites over it."""

import gc
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from bench import measure, seed
from bench.bare import create_bare
from bench.bare_models import bare
from core import cli, search_index
from core.db import count_rows_anew, db


def build(folder: Path, size: seed.Size) -> Flask:
    """Our site over a fresh database and index in `folder`."""
    app = create_app({"instance": folder, "post_limit": "100000/minute", "address_limit": "100000/minute"})
    _silence()
    with app.app_context():
        cli.migrate()
        seed.settle(size)
        search_index.rebuild()
        count_rows_anew()  # as every night
        db.session.remove()
    return app


@contextmanager
def opened(app: Flask, folder: Path) -> Iterator[measure.Sites]:
    """Browsers signed in to our site, and one on the bare site over the same files."""
    with app.app_context():
        pilot = seed.first_pilot()
        tokens = [seed.sign_in(person) for person in (seed.READER, pilot)]
        db.session.remove()
        engine = db.engine
    bare_app = create_bare(folder / "site.db", folder / "index", seed.READER, pilot)
    employee, of_pilot = (measure.signed_in(app, token) for token in tokens)
    gc.collect()
    gc.freeze()  # as the web processes do
    yield measure.Sites(employee, of_pilot, bare_app.test_client(), engine)
    gc.unfreeze()
    for site, database in ((app, db), (bare_app, bare)):
        with site.app_context():
            database.engine.dispose()


def cookie(app: Flask, person_id: int = seed.READER) -> str:
    """The header value of a browser that is signed in, for requests over a real connection."""
    with app.app_context():
        token = seed.sign_in(person_id)
    signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'sign_in': token})}"


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def _silence() -> None:
    """The log line of each request is made as in real life, but nobody reads it."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(_Nowhere())
