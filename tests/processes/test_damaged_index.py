"""A search index that is gone, damaged or half-written: the database answers, `check` says so, a rebuild heals."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core import health, search_index
from knowledge.queries.questions import QUESTION_KIND
from tests.processes.conftest import Start
from tests.processes.town import Browser, Town

REDUCED = "eingeschränkt"


def delete(index: Path) -> None:
    shutil.rmtree(index)


def damage(index: Path) -> None:
    for path in _segments(index):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)


def cut(index: Path) -> None:
    for path in _segments(index):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lose_one(index: Path) -> None:
    next(iter(_segments(index))).unlink()


def _segments(index: Path) -> list[Path]:
    found = [path for path in index.rglob("*") if path.suffix in (".trm", ".pst", ".toc") and path.stat().st_size]
    assert found
    return found


@pytest.mark.parametrize("harm", [delete, damage, cut, lose_one])
def test_the_site_answers_without_its_index_and_heals(town: Town, start: Start, harm: Callable[[Path], None]) -> None:
    with town.app.app_context():
        search_index.rebuild()
        known = search_index.engine().keys()
    number = town.ask("Wie beantrage ich einen Zweitbildschirm?")
    harm(town.folder / "index")
    web = start("serve", "--without-worker")
    browser = Browser(web.port, town.cookie(1))
    status, page = browser.get("/suche?q=Zweitbildschirm")
    assert status == 200
    assert f"/fragen/{number}-" in page
    assert REDUCED in page

    with town.app.app_context():
        assert [finding.code for finding in health.findings()] == ["index"]
    assert start("worker", "--drain").process.wait() == 0

    status, page = browser.get("/suche?q=Zweitbildschirme")  # an ending only the index knows about
    assert f"/fragen/{number}-" in page
    assert REDUCED not in page
    with town.app.app_context():
        assert health.findings() == []
        assert search_index.engine().keys() == known | {(QUESTION_KIND, number)}


def test_check_tells_programs_and_people(town: Town, start: Start) -> None:
    run = start("check", "--json")
    assert run.process.wait() == 1
    told = json.loads("{" + run.log.read_text().partition("\n{\n")[2].rpartition("}")[0] + "}")
    assert "index" in [finding["code"] for finding in told["findings"]]
    assert start("reindex").process.wait() == 0
    assert start("check").process.wait() == 0
