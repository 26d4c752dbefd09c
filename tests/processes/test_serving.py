"""What `make run` starts: web and worker together, and nothing of them afterwards."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.processes.conftest import Start
from tests.processes.town import Browser, Town


def until(is_so: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def workers_of(pids: list[int]) -> list[int]:
    return [pid for pid in pids if " worker " in command_of(pid)]


def is_gone(pid: int) -> bool:
    return not command_of(pid)


def test_web_and_worker_start_together_and_stop_together(town: Town, start: Start) -> None:
    web = start("serve")
    number = town.ask("Wo finde ich den Zweitschlüssel?")
    assert until(lambda: not town.unfinished())
    browser = Browser(web.port, town.cookie(1))
    status, page = browser.get("/suche?q=Zweitschl%C3%BCssel")
    assert status == 200
    assert f"/fragen/{number}-" in page

    below = web.children
    assert len(workers_of(below)) == 1
    began = time.monotonic()
    assert web.stop() == 0
    assert time.monotonic() - began < 40
    assert until(lambda: all(map(is_gone, below)), 2)

    again = start("serve")
    status, page = Browser(again.port, town.cookie(1)).get(f"/fragen/{number}-wo-finde-ich-den-zweitschluessel")
    assert status == 200
    assert "Zweitschlüssel" in page
    assert again.stop() == 0


def test_a_killed_worker_is_started_again(town: Town, start: Start) -> None:
    web = start("serve")
    assert until(lambda: bool(workers_of(web.children)))
    (worker,) = workers_of(web.children)
    os.kill(worker, signal.SIGKILL)
    town.ask("Wer hilft bei der Signatur?")
    assert until(lambda: bool(workers_of(web.children)) and workers_of(web.children) != [worker])
    town.let_time_pass()
    assert until(lambda: not town.unfinished())


def test_a_worker_does_not_outlive_its_server(town: Town, start: Start) -> None:
    web = start("serve")
    assert until(lambda: bool(workers_of(web.children)))
    (worker,) = workers_of(web.children)
    os.kill(web.process.pid, signal.SIGKILL)
    assert until(lambda: is_gone(worker))
    web.process.wait()
