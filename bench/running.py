"""A real site on the loopback: web and worker processes over one instance folder, started, stopped, killed."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.config import ROOT

PATIENCE = 30.0


class Running:
    """`lotsennetz …` as a process of its own over an instance folder; ends with `stop` or `kill`."""

    def __init__(self, instance: Path, *command: str, **settings: str | int) -> None:
        self.log = instance / f"{command[0]}-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(ROOT / "lotsennetz"), *command],
                env=environment(instance, settings),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> int:
        """As Ctrl-C or an init system does; the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """As a power cut does, the children too."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def children(self) -> list[int]:
        """Process ids below this one, at any depth."""
        return _below(self.process.pid)


class Web(Running):
    """A web server on a free port, answering when the constructor returns."""

    def __init__(self, instance: Path, *options: str, **settings: str | int) -> None:
        self.port = free_port()
        where = ("--host", "127.0.0.1", "--port", str(self.port))
        super().__init__(instance, "serve", *where, *options, **settings)
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"the server did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            return self.get("/anmelden").status == 200
        except OSError:
            return False

    def get(self, path: str, cookie: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        response = connection.getresponse()
        response.body = response.read()  # type: ignore[attr-defined]
        connection.close()
        return response


def environment(instance: Path, settings: Mapping[str, str | int]) -> dict[str, str]:
    """Ours comes from the arguments alone, whatever the shell has set."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("LOTSENNETZ_")}
    own = {f"LOTSENNETZ_{name.upper()}": str(value) for name, value in settings.items()}
    return outer | own | {"LOTSENNETZ_INSTANCE": str(instance)}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def rss_mb(pid: int) -> float:
    """Resident memory, the shared part included."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def _below(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    direct = [int(number) for found in lists for number in found.read_text().split()]
    return [*direct, *(grandchild for child in direct for grandchild in _below(child))]


def memory(instance: Path, cookie: str, paths: Sequence[str], *, requests: int = 300) -> dict[str, float]:
    """Resident megabytes of a web process after that many requests, and of a worker after its first rounds."""
    web = Web(instance, "--processes", "1", "--without-worker")
    worker = Running(instance, "worker")
    try:
        for number in range(requests):
            web.get(paths[number % len(paths)], cookie)
        return {"web": max(map(rss_mb, web.children)), "worker": rss_mb(worker.process.pid)}
    finally:
        web.stop()
        worker.stop()
