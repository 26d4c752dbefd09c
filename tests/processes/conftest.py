"""Fixtures of the tests with real processes: a town, and the processes they started, which never outlive them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.running import Running, Web
from tests.processes.town import Town

Start = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One after the other on one test process: each of them wants the whole machine."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.processes)
            item.add_marker(pytest.mark.xdist_group("processes"))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path / "instance")
    yield found
    found.close()


@pytest.fixture
def start(town: Town) -> Iterator[Start]:
    """`start("worker")` and `start("serve", …)` run a command over the town; what still runs at the end is killed."""
    started: list[Running] = []

    def run(command: str, *options: str, **settings: str) -> Running:
        chosen = town.settings | settings
        process = Web(town.folder, *options, **chosen) if command == "serve" else _other(town, command, options, chosen)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()


def _other(town: Town, command: str, options: tuple[str, ...], settings: dict[str, str]) -> Running:
    return Running(town.folder, command, *options, **settings)
