"""Tables that people send: CSV and XLSX files into rows with line numbers, and the report on an import.

Nothing in a file is trusted: not its name, its encoding, its size or its cells. What cannot be read as a
table raises `TableError`; what is wrong with one row or cell is a `Rejected` beside the good rows. Whether a
table with rejected rows is applied is the caller's choice.
"""

from core.tables.columns import Column, Columns
from core.tables.files import MAX_BYTES, records
from core.tables.report import MOST_CHANGES, REASONS, Change, ImportReport, Rejected, TableError, sentence
from core.tables.rows import Row, Table, collect

__all__ = [
    "MOST_CHANGES",
    "REASONS",
    "Change",
    "Column",
    "Columns",
    "ImportReport",
    "Rejected",
    "Row",
    "Table",
    "TableError",
    "read_table",
    "sentence",
]


def read_table(data: bytes, filename: str, *, columns: Columns) -> Table:
    """The first table of a CSV or XLSX file; the content decides which it is, the name can only refuse it.

    CSV: comma, semicolon or tab; UTF-8, UTF-16 with byte order mark, or Windows-1252. XLSX: the first sheet.
    The first row that is not empty holds the headings. Empty rows are left out, unknown columns ignored.
    Raises TableError if the file is no such table, lacks a required column or exceeds a limit.
    """
    if not data.strip():
        raise TableError("empty_file")
    if len(data) > MAX_BYTES:
        raise TableError("file_too_large", max=MAX_BYTES // 1024**2)
    return collect(records(data, filename, columns), columns)
