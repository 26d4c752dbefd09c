"""An existing FAQ as a file: CSV, XLSX or JSON Lines into entries, and what is wrong with its rows."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from core.fields import SHORTEST, clean, one_line
from core.tables import Column, Rejected, Row, TableError, read_table, sentence
from core.tables.files import MAX_BYTES
from core.tables.report import SHOWN
from core.tables.rows import MAX_ROWS
from knowledge.actions.knowledge_import import Entry
from knowledge.forms.fields import LONGEST_BODY, LONGEST_TAG, LONGEST_TITLE, MOST_TAGS, names_of_tags
from knowledge.views.importing import N_

COLUMNS = (
    Column("kind", ("Art",)),
    Column("title", ("Titel", "Frage"), required=True),
    Column("body", ("Text", "Beschreibung"), prose=True),
    Column("answer", ("Antwort",), prose=True),
    Column("tags", ("Stichwörter", "Stichworte", "Schlagworte")),
    Column("department", ("Amt", "Kennziffer", "Organisationskennziffer")),
    Column("id", ("Kennung", "Nummer", "external_id"), required=True),
)
LONGEST_ID = 200
QUESTION, OTHERS = "frage", ("praxis", "austausch")
REASONS = {
    "no_object": N_("This line is no JSON object with texts."),
    "unknown_kind": N_("“%(kind)s” is no kind. Use frage, praxis or austausch."),
    "kind_not_taken": N_("Entries of the kind “%(kind)s” cannot be imported, only frage."),
    "too_short": N_("The text needs at least %(least)s characters."),
    "too_many_tags": N_("There are more than %(max)s tags."),
    "unfit_tag": N_("A tag has letters or digits and at most %(max)s characters."),
    "stands_twice": N_("This stands in line %(line)s already."),
    "unknown_department": N_("No department has this code or name. Import the departments first."),
    "department_closed": N_("This department is closed."),
}
FIELD_NAMES: dict[str, Any] = {
    "kind": _l("Kind"),
    "title": _l("Title"),
    "body": _l("Text"),
    "answer": _l("Answer"),
    "tags": _l("Tags"),
    "department": _l("Department"),
    "id": _l("Identifier"),
}


def reason(rejected: Rejected) -> str:
    """The sentence for the person who made the file, in their language."""
    return sentence(rejected, translate=gettext, reasons=REASONS)


def read_entries(data: bytes, filename: str) -> tuple[list[Entry], list[Rejected]]:
    """Entries whose shape is right, and everything that is wrong with the other rows."""
    is_lines = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    try:
        rows, rejected = _json_rows(data) if is_lines else _table_rows(data, filename)
    except TableError as error:
        return [], [error.rejected]
    entries = []
    for row in rows:
        problems = list(_problems(row))
        rejected += problems
        if not problems:
            entries.append(_entry(row))
    return entries, sorted(rejected, key=lambda one: one.line)


def _table_rows(data: bytes, filename: str) -> tuple[list[Row], list[Rejected]]:
    table = read_table(data, filename, columns=COLUMNS)
    return table.rows, list(table.rejected)


def _json_rows(data: bytes) -> tuple[list[Row], list[Rejected]]:
    if len(data) > MAX_BYTES:
        raise TableError("file_too_large", max=MAX_BYTES // 1024**2)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError("encoding") from None
    rows: list[Row] = []
    rejected: list[Rejected] = []
    for line, content in enumerate(text.split("\n"), 1):
        if len(rows) > MAX_ROWS:
            raise TableError("too_many_rows", line=line, max=MAX_ROWS)
        if content.strip():
            values = _values(content)
            if values is None:
                rejected.append(Rejected(line, "", content.strip()[:SHOWN], "no_object"))
            else:
                rows.append(Row(line, values))
    return rows, rejected


def _values(content: str) -> dict[str, str] | None:
    """The texts of one line; numbers count as texts, a list is joined."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    values: dict[str, str] = {}
    for column in COLUMNS:
        value = found.get(column.name)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n".join(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            return None
        values[column.name] = (value or "").strip()
    return values


def _problems(row: Row) -> Iterator[Rejected]:
    def wrong(field: str, code: str, **params: str | int) -> Rejected:
        return Rejected(row.line, field, row[field][:SHOWN], code, params)

    kind = row["kind"].casefold() or QUESTION
    if kind in OTHERS:
        yield wrong("kind", "kind_not_taken", kind=kind)
    elif kind != QUESTION:
        yield wrong("kind", "unknown_kind", kind=row["kind"][:SHOWN])
    for name, most in (("title", LONGEST_TITLE), ("body", LONGEST_BODY), ("answer", LONGEST_BODY), ("id", LONGEST_ID)):
        yield from _text_problems(row[name], most, name, wrong)
    tags = names_of_tags(row["tags"])
    if len(tags) > MOST_TAGS:
        yield wrong("tags", "too_many_tags", max=MOST_TAGS)
    elif any(len(tag) > LONGEST_TAG or not any(map(str.isalnum, tag)) for tag in tags):
        yield wrong("tags", "unfit_tag", max=LONGEST_TAG)


def _text_problems(text: str, most: int, name: str, wrong: Callable[..., Rejected]) -> Iterator[Rejected]:
    seen = sum(character.isprintable() and not character.isspace() for character in text)
    if not text and name in ("title", "id"):
        yield wrong(name, "missing_value")
    elif len(text) > most:
        yield wrong(name, "too_long", max=most)
    elif text and name != "id" and seen < SHORTEST:
        yield wrong(name, "too_short", least=SHORTEST)


def _entry(row: Row) -> Entry:
    """Where nothing more is said than the title, it is the text too."""
    title = one_line(row["title"]) or ""
    return Entry(
        line=row.line,
        external_id=one_line(row["id"]) or "",
        title=title,
        body=clean(row["body"]) or title,
        answer=clean(row["answer"]) or "",
        tags=_tags(row),
        department=one_line(row["department"]) or "",
    )


def _tags(row: Row) -> Sequence[str]:
    return tuple(names_of_tags(row["tags"]))
