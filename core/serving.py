"""The running site: web processes by gunicorn, and the worker's endless loop."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from flask import current_app
from gunicorn.app.base import BaseApplication

from core import outbox
from core.config import ROOT
from core.db import db, transaction, utcnow
from core.formats import LOCAL

IDLE_SECONDS = 0.5
NIGHT_STARTS_AT = 3

logger = logging.getLogger(__name__)


class Site(BaseApplication):
    """gunicorn, configured here instead of in a file. The app is made in each process, never before the fork."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from werkzeug.middleware.proxy_fix import ProxyFix

        from app import create_app

        app = create_app()
        hops = app.config["LOTSENNETZ"].trusted_proxies
        return ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops) if hops else app


def serve(
    host: str, port: int, *, processes: int, threads: int, with_worker: bool, when_ready: Callable[[str], None]
) -> None:
    """Run until Ctrl-C or SIGTERM, which stops web and worker cleanly. `when_ready` is told the address."""
    helper: list[subprocess.Popen[bytes]] = []

    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def start_worker(_server: object) -> None:
        if with_worker:
            helper.append(_start_worker())
        when_ready(address)

    def stop_worker(_server: object) -> None:
        for process in helper:
            process.terminate()
            process.wait(timeout=30)

    Site(
        {
            "bind": address,
            "workers": processes,
            "worker_class": "gthread",
            "threads": threads,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "when_ready": start_worker,
            "on_exit": stop_worker,
            "control_socket_disable": True,
        }
    ).run()


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flask", "--app", "app", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command, cwd=ROOT)  # noqa: S603


def work_forever(parent: int | None) -> None:
    """Run what is due until SIGTERM, Ctrl-C or the end of the parent process; a job begun is finished."""
    stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stop.append(received))
    worker = outbox.Worker()
    while not stop and (parent is None or os.getppid() == parent):
        if not _one_round(worker):
            time.sleep(IDLE_SECONDS)


def _one_round(worker: outbox.Worker) -> int:
    """A database that is gone for a while must not end the worker."""
    try:
        schedule_nightly()
        return worker.run_once()
    except Exception as error:
        db.session.rollback()
        logger.error("worker round failed", exc_info=error)
        return 0


def schedule_nightly() -> None:
    """Once a day, from three o'clock on, whichever worker comes first."""
    now = utcnow().astimezone(LOCAL)
    done = current_app.extensions.setdefault("nightly_scheduled", set())
    if now.hour < NIGHT_STARTS_AT or now.date() in done:
        return
    with transaction():
        outbox.enqueue_once("home.nightly", key=f"nightly:{now.date()}")
    done.add(now.date())
