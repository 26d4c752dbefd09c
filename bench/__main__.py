"""`make bench`: seed a city, measure every page against a bare one, print a table, keep the figures."""

import json
import platform
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from rich.console import Console
from rich.table import Table

from app import create_app
from bench import city, measure, seed
from bench.calibration import calibration
from bench.measure import Figures
from bench.running import memory
from bench.writers import write_at_once
from core.db import sqlite3

RESULTS = Path(__file__).parent / "results" / "latest.json"
DEPARTMENTS_SHOWN = 8
screen = Console()


@click.command()
@click.option("--rounds", default=120, show_default=True, help="Requests a page.")
@click.option("--seconds", default=60, show_default=True, help="How long 8 writers and the worker write.")
@click.option("--towns", default=1000, show_default=True, help="With how many towns the forecast is measured.")
@click.option("--only", multiple=True, help="Measure these pages only and write no file.")
def main(rounds: int, seconds: int, towns: int, only: Sequence[str]) -> None:
    """Measure all pages at 10,000 questions, and their statements at 10 too."""
    with _folder() as small, _folder() as whole:
        few = _statements(small, only)
        screen.print("Seeding 2,000 people, 40 departments, 50,000 questions, answers, remarks and posts …")
        figures = [*_measured(whole, rounds, only), *_coverage(rounds, only, few)]
        if only:
            screen.print(_table(figures, few))
            return
        results = _results(figures, few) | {"memory_mb": _memory(whole)}
        if seconds:
            results["writing"] = write_at_once(whole, seconds=seconds)
    if towns:
        screen.print(f"Forecasting for {towns} towns whose future is known …")
        results["forecast"] = calibration(towns)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    screen.print(_table(figures, few))
    screen.print({name: results[name] for name in ("memory_mb", "writing", "forecast") if name in results})


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lotsennetz-bench-"))
    yield folder
    shutil.rmtree(folder)


def _statements(folder: Path, only: Sequence[str]) -> dict[str, int]:
    """Statements a page with ten questions."""
    app = city.build(folder, seed.SMALL)
    pages = _pages(app, only)
    with city.opened(app, folder) as sites:
        return {page.name: measure.queries_of(page, sites) for page in pages}


def _measured(folder: Path, rounds: int, only: Sequence[str]) -> list[Figures]:
    app = city.build(folder, seed.WHOLE)
    pages = _pages(app, only)
    with city.opened(app, folder) as sites:
        return [measure.compare(page, sites, rounds) for page in pages]


def _coverage(rounds: int, only: Sequence[str], few: dict[str, int]) -> list[Figures]:
    """Of cities with five years of history: one of 40 departments, which counts as the small one, and one of 400."""
    measured = []
    for page, size in ((measure.COVERAGE, seed.OLD), (measure.COVERAGE_OF_400, seed.OLD_AND_LARGE)):
        if not only or page.name in only:
            with _folder() as folder:
                app = city.build(folder, size)
                with city.opened(app, folder) as sites:
                    measured.append(measure.compare(page, sites, rounds))
            few[page.name] = measured[0].queries
    return measured


def _pages(app: Flask, only: Sequence[str] = ()) -> list[measure.Page]:
    """No context is left open around the requests, so that each makes its own session."""
    with app.app_context():
        found = measure.pages(seed.slugs()[:DEPARTMENTS_SHOWN])
        return [page for page in found if not only or page.name in only]


def _memory(folder: Path) -> dict[str, float]:
    app = create_app({"instance": folder})
    return memory(folder, city.cookie(app), [page.urls[0] for page in _pages(app) if not page.is_for_pilots])


def _results(figures: Sequence[Figures], few: dict[str, int]) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "pages": [
            {
                "page": row.page,
                "bare_ms": round(row.bare_ms, 2),
                "ours_ms": round(row.ours_ms, 2),
                "ratio": round(row.ratio, 2),
                "queries": row.queries,
                "queries_at_ten_rows": few[row.page],
                "bytes": row.bytes,
            }
            for row in figures
        ],
    }


def _table(figures: Sequence[Figures], few: dict[str, int]) -> Table:
    table = Table("page", "bare ms", "ours ms", "ratio", "aim", "queries at 10", "at 10,000", "bytes")
    for row in figures:
        fits = "" if row.ratio <= row.aim else " !"
        cells = [f"{row.bare_ms:.2f}", f"{row.ours_ms:.2f}", f"{row.ratio:.2f}{fits}", f"≤ {row.aim:g}"]
        table.add_row(row.page, *cells, str(few[row.page]), str(row.queries), f"{row.bytes:,}")
    return table


if __name__ == "__main__":
    main()
