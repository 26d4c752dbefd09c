"""From the bytes of a CSV or XLSX file to its records: a line number and the cells of that line."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any, Final, NamedTuple, TypeAlias

from core.tables.columns import MAX_COLUMNS, Columns, known, plain
from core.tables.report import TableError

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 50 * 1024 * 1024
"""Most an XLSX file, which is a ZIP archive, may hold once unpacked."""
MAX_PARTS: Final = 1_000


class Cell(NamedTuple):
    """What stands in a cell, and the reason code if it is wrong already in the file."""

    text: str
    code: str = ""


Record: TypeAlias = tuple[int, list[Cell]]

_FOREIGN: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"{\\rtf",
    b"<",
    b"\xef\xbb\xbf<",
    b"PK",
)


def records(data: bytes, filename: str, columns: Columns) -> Iterator[Record]:
    """The lines of the file, empty ones too; raises TableError at once or when the trouble is reached."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("old_excel")
    if data.startswith(b"PK\x03\x04"):
        return _xlsx_records(data)
    ending = PurePath(filename).suffix.lower()
    if ending not in ("", ".csv", ".tsv", ".txt") or data.startswith(_FOREIGN):
        raise TableError("file_type")
    return _csv_records(_decode(data), columns)


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\x00" in data:
        raise TableError("nul_bytes", line=data[: data.index(b"\x00")].count(b"\n") + 1)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _decode_windows(data)
    if "\x00" in text:
        raise TableError("nul_bytes", line=text[: text.index("\x00")].count("\n") + 1)
    return text


def _decode_windows(data: bytes) -> str:
    # A capital A with tilde before a sign is UTF-8 that was cut or mixed, no German text in Windows-1252.
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or re.search(rb"\xc3[\x80-\xbf]", data):
        raise TableError("encoding")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise TableError("encoding") from None


def _csv_records(text: str, columns: Columns) -> Iterator[Record]:
    skipped = 0
    if stated := re.match(r"sep=([,;\t])\r?\n", text):  # Excel's own hint
        text, skipped = text[stated.end() :], 1
    delimiter = stated[1] if stated else _delimiter(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1 + skipped
    try:
        for cells in reader:
            yield line, [Cell(text.strip()) for text in cells]
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        # An open quotation mark runs to the end of the file, or to the longest cell the reader takes.
        code = "stray_quote" if "expected after" in str(error) else "unclosed_quote"
        raise TableError(code, line=line) from None


def _delimiter(text: str, columns: Columns) -> str:
    """The one under which the first row names most known columns; among equals, the one with most cells."""
    headings = known(columns)

    def found(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            header = next((cells for cells in reader if any(map(str.strip, cells))), [])
        except csv.Error:
            header = []
        return sum(plain(cell) in headings for cell in header), len(header)

    return max(";,\t", key=found)


def _xlsx_records(data: bytes) -> Iterator[Record]:
    import openpyxl  # 5 MB that a process needs only when such a file comes

    _refuse_bombs(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of drop-down lists and styles it does not know
        try:
            # Formulas as such, not their stored results: those are as old as the program that computed them.
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its own size may be a lie
            rows = sheet.iter_rows(max_col=MAX_COLUMNS + 1)
            records = ((line, [_xlsx_cell(cell) for cell in cells]) for line, cells in enumerate(rows, 1))
            yield from records
        except Exception:
            # The parsers below raise whatever they stumble on; to the sender it is all the same.
            raise TableError("damaged_file") from None


def _refuse_bombs(data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise TableError("damaged_file") from None
    # The sizes are the archive's own claim, but no more than the claim is ever unpacked.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise TableError("unpacked_too_large")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise TableError("file_type")


def _xlsx_cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell("")
    if cell.data_type in ("f", "e"):
        code = "formula" if cell.data_type == "f" else "error_value"
        return Cell(str(getattr(value, "text", None) or value), code)
    if isinstance(value, datetime) and value.time() == time(0):
        value = value.date()
    if isinstance(value, date | time):
        return Cell(value.isoformat())
    if isinstance(value, int | float):
        return Cell(_number(value, cell.number_format))
    return Cell(str(value).strip())


def _number(value: float, number_format: str) -> str:
    """As the sheet shows it where that matters: 12.0 is 12, and 7 under the format 000 is 007."""
    text = str(int(value)) if value == int(value) else repr(value)
    return text.zfill(len(number_format)) if re.fullmatch("0+", number_format) else text
