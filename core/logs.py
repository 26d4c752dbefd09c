"""One JSON line an event, with the id of its request; nobody's name and nothing anybody wrote."""

import json
import logging
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from smtplib import SMTPException
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy.exc import DBAPIError

from core.errors import brief

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLine(logging.Formatter):
    """Time, level, logger, message, request id and whatever was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id")
        line |= {name: value for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            line["error"] = _without_values(self.formatException(record.exc_info), record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=False)


def _without_values(trace: str, error: BaseException | None) -> str:
    """Databases quote the row that was refused, mail servers the address; of them only kind and number stay."""
    for part in _chain(error):
        if str(part) and (isinstance(part, DBAPIError | SMTPException) or hasattr(part, "sqlstate")):
            trace = trace.replace(str(part), brief(part))
    return "\n".join(line for line in trace.splitlines() if not line.startswith(("DETAIL:", "CONTEXT:")))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """It and what led to it; the words of a wrapper hold those of the wrapped and come first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def init_app(app: Flask) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    if not app.testing:
        logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    # It tells at every look into the database which kind it is.
    logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)
    app.before_request(_start)
    app.after_request(_end)


def _start() -> None:
    g.request_id, g.started = secrets.token_hex(8), time.perf_counter()


def _end(response: Response) -> Response:
    """The endpoint, not the address: an address can name a person or hold what was searched for."""
    logging.getLogger("request").info(
        "request",
        extra={
            "method": request.method,
            "endpoint": request.endpoint,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        },
    )
    return response
