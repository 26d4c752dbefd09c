"""From records to rows: the heading row understood, every cell judged."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from core.tables.columns import MAX_COLUMNS, Column, Columns, known, plain
from core.tables.files import Cell, Record
from core.tables.report import SHOWN, Rejected, TableError

MAX_ROWS: Final = 20_000
MAX_LINES: Final = 100_000
"""Rows counted with the empty ones, of which spreadsheet programs like to save very many."""


@dataclasses.dataclass(frozen=True)
class Row:
    """One row: `row["code"]` is the cell without outer spaces, "" if it is empty, refused or its column is missing."""

    line: int
    values: Mapping[str, str]
    refused: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


@dataclasses.dataclass(frozen=True)
class Table:
    """The good rows, what was wrong with the others, the columns found and the headings nobody asked for.

    `partial` are rows of which some cells are refused: they are never applied, but the rest of them can be
    judged, so that a report names everything that is wrong with a row. `headings`: each column as the file calls it.
    """

    rows: list[Row]
    rejected: list[Rejected]
    headings: Mapping[str, str]
    ignored: tuple[str, ...]
    partial: list[Row] = dataclasses.field(default_factory=list)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.headings)

    @property
    def readable(self) -> list[Row]:
        """Good and partial rows, in the order of the file."""
        return sorted([*self.rows, *self.partial], key=lambda row: row.line)


def collect(records: Iterator[Record], columns: Columns) -> Table:
    filled = _filled(records)
    line, cells = next(filled, (0, []))
    if not cells:
        raise TableError("empty_file")
    header = [cell.text for cell in cells[: _width(cells)]]
    places, ignored = _places(line, header, columns)
    rows: list[Row] = []
    partial: list[Row] = []
    rejected: list[Rejected] = []
    for line, cells in filled:
        problems = list(_problems(line, cells, len(header), places))
        rejected += problems
        refused = frozenset(one.field for one in problems)
        if "" not in refused:
            (partial if refused else rows).append(_row(line, cells, places, refused))
    if not rows and not rejected:
        raise TableError("no_rows")
    headings = {one.name: header[at] for at, one in places.items()}
    return Table(rows, rejected, headings, ignored, partial)


def _row(line: int, cells: list[Cell], places: Mapping[int, Column], refused: frozenset[str]) -> Row:
    kept = {one.name: _settle(cells[at].text, one) for at, one in places.items() if one.name not in refused}
    return Row(line, kept, refused)


def _filled(records: Iterator[Record]) -> Iterator[Record]:
    """The records that are not empty; too many or too wide ones end the reading."""
    count = 0
    for line, cells in records:
        width = _width(cells)
        count += width > 0
        if count > MAX_ROWS + 1 or line > MAX_LINES:  # one is the heading row
            raise TableError("too_many_rows", line=line, max=MAX_ROWS)
        if width > MAX_COLUMNS:
            raise TableError("too_many_columns", line=line, max=MAX_COLUMNS)
        if width:
            yield line, cells


def _width(cells: list[Cell]) -> int:
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1].text), 0)


def _places(line: int, header: list[str], columns: Columns) -> tuple[dict[int, Column], tuple[str, ...]]:
    """Which column stands at which place of a row, and the headings that are nobody's."""
    headings = known(columns)
    places: dict[int, Column] = {}
    for at, heading in enumerate(header):
        column = headings.get(plain(heading))
        if column and column in places.values():
            raise TableError("duplicate_column", line=line, field=column.name, value=heading)
        if column:
            places[at] = column
    for column in columns:
        if column.required and column not in places.values():
            called = (*column.aliases, column.name)[0]
            raise TableError("missing_column", line=line, field=column.name, column=called)
    return places, tuple(heading for at, heading in enumerate(header) if heading and at not in places)


def _problems(line: int, cells: list[Cell], expected: int, places: Mapping[int, Column]) -> Iterator[Rejected]:
    width = _width(cells)
    if len(cells) < expected or width > expected:
        code, number = ("too_many_cells", width) if width > expected else ("too_few_cells", len(cells))
        yield Rejected(line, "", cells[width - 1].text[:SHOWN], code, {"cells": number, "expected": expected})
        return
    for at, column in places.items():
        if code := cells[at].code or _problem(_settle(cells[at].text, column), column):
            params = {"max": column.max_length} if code == "too_long" else {}
            yield Rejected(line, column.name, cells[at].text[:SHOWN], code, params)


def _problem(text: str, column: Column) -> str:
    """The reason code of what is wrong with the text of a cell, or "" if nothing is."""
    if not text:
        return "missing_value" if column.required else ""
    if len(text) > column.max_length:
        return "too_long"
    if _CONTROL.search(text):
        return "control_character"
    if _GARBLED.search(text):
        return "garbled"
    return "formula" if _is_formula(text, column) else ""


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# UTF-8 read as Windows-1252 (an umlaut becomes a capital A with tilde and a sign), or letters already lost.
_GARBLED: Final = re.compile("\ufffd|\u00c3[\u0080-\u00bf\u0153\u0178\u2013\u201e\u0152\u20ac\u2030]|\u00e2\u20ac")
_NUMBER: Final = re.compile(r"[+-][\d\s()/.,\-–€%]*")


def _is_formula(text: str, column: Column) -> bool:
    """Whether a spreadsheet program would compute it; numbers, phone numbers and a mere dash it would not."""
    first = unicodedata.normalize("NFKC", text[0])
    if first in ("=", "@"):
        return True
    if first not in ("+", "-") or _NUMBER.fullmatch(text):
        return False
    return not (column.prose and text[1:2].isspace())


def _settle(text: str, column: Column) -> str:
    """The cell as it is kept: normal form, without outer spaces, in one line unless it is prose."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if column.prose else " ".join(text.split())
