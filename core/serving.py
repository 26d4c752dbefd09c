"""The running site: web processes by gunicorn, and the worker's endless loop."""

import ctypes
import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.util import import_app

from core import outbox
from core.config import ROOT
from core.db import checkpoint, db, transaction, utcnow
from core.formats import LOCAL

IDLE_SECONDS = 0.5
CHECKPOINT_SECONDS = 1.0
RESTART_SECONDS = 2.0
STOP_SECONDS = 20
M_ARENA_MAX = -8  # mallopt(3)
NIGHT_STARTS_AT = 3

logger = logging.getLogger(__name__)


class Site(BaseApplication):
    """gunicorn, configured here instead of in a file. The app is made in each process, never before the fork."""

    def __init__(self, options: dict[str, Any], *, with_worker: bool) -> None:
        self.options = options
        self.with_worker = with_worker
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from werkzeug.middleware.proxy_fix import ProxyFix

        # By name, as a server outside would: nothing in the core imports the list of what exists.
        app = import_app("app:create_app()")
        # What is there now stays as long as the process: looking through it for garbage again and again is in vain.
        gc.collect()
        gc.freeze()
        hops = app.config["LOTSENNETZ"].trusted_proxies
        return ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops) if hops else app

    def run(self) -> None:
        Supervisor(self).run()


class Supervisor(Arbiter):
    """gunicorn's master, which also keeps one worker process of ours running."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.helper: subprocess.Popen[bytes] | None = None
        self.with_worker = site.with_worker
        self.next_start = 0.0

    def manage_workers(self) -> None:
        """Called about once a second: a worker that died is started again, at most every two seconds."""
        super().manage_workers()
        is_missing = self.helper is None or self.helper.poll() is not None
        if self.with_worker and is_missing and time.monotonic() >= self.next_start:
            self.next_start = time.monotonic() + RESTART_SECONDS
            self.helper = _start_worker()

    def stop(self, graceful: bool = True) -> None:
        """Web processes and worker finish what they have begun at the same time."""
        self.with_worker = False
        if self.helper:
            self.helper.terminate()
        super().stop(graceful)
        if self.helper:
            _wait_or_kill(self.helper)


def serve(
    host: str, port: int, *, processes: int, threads: int, with_worker: bool, when_ready: Callable[[str], None]
) -> None:
    """Run until Ctrl-C or SIGTERM, which stops web and worker cleanly. `when_ready` is told the address."""
    _share_one_heap()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = {
        "bind": address,
        "workers": processes,
        "worker_class": "gthread",
        "threads": threads,
        "graceful_timeout": STOP_SECONDS,
        "limit_request_line": 8190,
        "loglevel": "warning",
        "when_ready": lambda _server: when_ready(address),
        "control_socket_disable": True,
    }
    Site(options, with_worker=with_worker).run()


def _share_one_heap() -> None:
    """One heap for all threads: Python lets one of them run at a time, and each heap of its own keeps what it got."""
    if hasattr(libc := ctypes.CDLL(None), "mallopt"):  # glibc
        libc.mallopt(M_ARENA_MAX, 1)


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flask", "--app", "app", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command, cwd=ROOT)  # noqa: S603


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    """What a killed worker leaves is taken over when its lease lapses, so killing loses nothing."""
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def work_forever(parent: int | None) -> None:
    """Run what is due until SIGTERM, Ctrl-C or the end of the parent process; a job begun is finished."""
    _share_one_heap()
    stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stop.append(received))
    worker = outbox.Worker()
    last_checkpoint = 0.0
    with _periodic_beside():
        while not stop and (parent is None or os.getppid() == parent):
            if time.monotonic() - last_checkpoint > CHECKPOINT_SECONDS:
                checkpoint()
                last_checkpoint = time.monotonic()
            if not _one_round(worker):
                time.sleep(IDLE_SECONDS)


@contextmanager
def _periodic_beside() -> Iterator[None]:
    """What areas do every minute or so, in a thread: a mailbox that does not answer keeps no job waiting."""
    app, done = current_app._get_current_object(), threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_do_periodic, args=(app, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(STOP_SECONDS / 2)


def _do_periodic(app: Flask, done: threading.Event) -> None:
    while not done.is_set():
        for task in app.extensions["periodic"]:
            with app.app_context():
                _try(task)
        done.wait(app.config["LOTSENNETZ"].imap_seconds)


def _try(task: Callable[[], object]) -> None:
    try:
        task()
    except Exception as error:
        logger.error("periodic task failed", extra={"task": task.__name__}, exc_info=error)
    finally:
        db.session.remove()


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
