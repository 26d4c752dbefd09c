"""A running site of its own: real web and worker processes over a fresh instance folder."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 40
STOP_SECONDS = 30


class Site:
    """`fill` is a module of this package that fills the new database and prints what the tests must know as JSON."""

    def __init__(self, folder: Path, fill: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.facts = self._fill(fill)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 -- closed in stop()
        self._seen = 0
        self._process = self._start()
        self._wait_until_it_answers()

    @property
    def environment(self) -> dict[str, str]:
        limits = {
            "LOTSENNETZ_SIGN_IN_LIMIT": "10000/minute",
            "LOTSENNETZ_SIGN_IN_ADDRESS_LIMIT": "10000/minute",
            "LOTSENNETZ_POST_LIMIT": "10000/minute",
            "LOTSENNETZ_ADDRESS_LIMIT": "100000/minute",
        }
        place = {"LOTSENNETZ_INSTANCE": str(self.folder), "LOTSENNETZ_BASE_URL": self.address}
        place |= {"LOTSENNETZ_MAIL_URL": "folder:mail"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LOTSENNETZ_")}
        return kept | limits | place | {"FLASK_SKIP_DOTENV": "1"}

    def errors(self) -> list[str]:
        """What the processes complained about since the last call."""
        self._log.seek(self._seen)
        text = self._log.read()
        self._seen += len(text)
        lines = text.decode(errors="replace").splitlines()
        return [line for line in lines if '"level": "error"' in line or line.startswith("Traceback")]

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _fill(self, module: str) -> Any:
        command = [sys.executable, "-m", f"tests.browser.{module}"]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), "serve", "--port", str(self.port)]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=self._log, stderr=self._log)

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self._process.poll() is None, self._what_it_said()
            try:
                with urllib.request.urlopen(self.address + "/anmelden", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the site does not answer:\n{self._what_it_said()}")

    def _what_it_said(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
