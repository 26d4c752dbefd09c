"""What is wrong with a file, in codes and in sentences, and the report on an import."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

SHOWN: Final = 100
"""Characters of a refused value that a report repeats."""

MOST_CHANGES: Final = 200
"""How many changed things a report lists; it counts all of them."""


def N_(text: str) -> str:  # noqa: N802 - the name that extracts
    """Marks a sentence for translation where it stands; the caller translates it when it is shown."""
    return text


REASONS: Final[Mapping[str, str]] = {
    # the file as a whole
    "empty_file": N_("The file is empty."),
    "file_too_large": N_("The file is larger than %(max)s megabytes."),
    "unpacked_too_large": N_("The file becomes too large when it is unpacked."),
    "file_type": N_("The file is neither a CSV nor an XLSX file."),
    "old_excel": N_("The file is an old Excel file or protected by a password. Save it as XLSX without a password."),
    "damaged_file": N_("The XLSX file is damaged and cannot be opened."),
    "encoding": N_("The file's characters cannot be read. Save it as CSV in UTF-8."),
    "nul_bytes": N_("The file contains bytes that belong in no text. Save it as CSV in UTF-8."),
    "unclosed_quote": N_("A quotation mark is opened here and not closed."),
    "stray_quote": N_("A quotation mark stands in the middle of a cell here. Double it, or enclose the whole cell."),
    "missing_column": N_("The column “%(column)s” is missing from the heading row."),
    "duplicate_column": N_("This column occurs twice in the heading row."),
    "too_many_columns": N_("The table has more than %(max)s columns."),
    "too_many_rows": N_("The table has more than %(max)s rows. Divide it into several files."),
    "no_rows": N_("The table has a heading row and no further rows."),
    # one row or cell
    "missing_value": N_("This cell must not be empty."),
    "too_long": N_("The text is longer than %(max)s characters."),
    "formula": N_("The cell contains a formula. Replace it by its result."),
    "error_value": N_("The cell contains an error of the spreadsheet program."),
    "control_character": N_("The text contains invisible control characters."),
    "garbled": N_("The text contains wrongly converted letters. Save the file in UTF-8 again."),
    "too_few_cells": N_("The row has %(cells)s cells, the heading row %(expected)s."),
    "too_many_cells": N_("The row has %(cells)s cells, the heading row %(expected)s."),
}
"""Every reason code this module gives, with its English sentence; callers add their own beside them."""

Params: TypeAlias = Mapping[str, str | int]


@dataclasses.dataclass(frozen=True)
class Rejected:
    """What is wrong at one place of a file: line 0 is the whole file, an empty field the whole row."""

    line: int
    field: str
    value: str
    reason_code: str
    params: Params = dataclasses.field(default_factory=dict)


class TableError(Exception):
    """The file as a whole cannot be used; `rejected` says where and why, in the same words as for a row."""

    def __init__(self, code: str, line: int = 0, field: str = "", value: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.code, self.line, self.field, self.value = code, line, field, value[:SHOWN]
        self.rejected = Rejected(line, field, self.value, code, params)


@dataclasses.dataclass(frozen=True)
class Change:
    """What a good row changes about one thing: `fields` with the value before ("" for a new thing) and after."""

    line: int
    name: str
    is_new: bool
    fields: list[tuple[str, str, str]]


@dataclasses.dataclass
class ImportReport:
    """What an import did, or would do (`applied` False); `as_json` is the shape scripts rely on.

    For people who read it there are also the `headings` of the file by column, and the first of the `changes`.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = dataclasses.field(default_factory=list)
    applied: bool = False
    headings: Mapping[str, str] = dataclasses.field(default_factory=dict)
    changes: list[Change] = dataclasses.field(default_factory=list)

    def as_json(self, say: Callable[[Rejected], str] | None = None) -> dict[str, Any]:
        """The report as plain values; `say` gives each reason as a sentence, English without it."""
        say = say or sentence
        rejected = [
            {"line": one.line, "field": one.field, "value": one.value, "reason": say(one)} for one in self.rejected
        ]
        counts = {"created": self.created, "changed": self.changed, "unchanged": self.unchanged}
        return {**counts, "rejected": rejected, "applied": self.applied}


def sentence(
    rejected: Rejected,
    *,
    translate: Callable[[str], str] = str,
    reasons: Mapping[str, str] = REASONS,
) -> str:
    """The reason as a sentence for the person who made the file; `reasons` may add codes to `REASONS`.

    Sentences name params as `%(max)s` and double a per cent sign that is meant as one.
    """
    text = reasons.get(rejected.reason_code) or REASONS[rejected.reason_code]
    return translate(text) % rejected.params
