"""One import for the page and for the command line: read the file, then check or apply its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts import actions
from accounts.models import Actor
from core.db import transaction
from core.tables import Columns, ImportReport, TableError, read_table


@dataclass(frozen=True)
class ImportKind:
    """What can be imported: its columns and the action that does it."""

    columns: Columns
    action: Callable[..., ImportReport]


KINDS = {
    "departments": ImportKind(actions.DEPARTMENT_COLUMNS, actions.import_departments),
    "people": ImportKind(actions.PEOPLE_COLUMNS, actions.import_people),
}


def perform(kind: str, data: bytes, filename: str, *, actor: Actor, dry_run: bool, **options: Any) -> ImportReport:
    """The file is read before the transaction begins: others go on writing meanwhile."""
    chosen = KINDS[kind]
    try:
        table = read_table(data, filename, columns=chosen.columns)
    except TableError as error:
        return ImportReport(rejected=[error.rejected])
    if dry_run:
        return chosen.action(actor=actor, table=table, dry_run=True, **options)
    with transaction():
        return chosen.action(actor=actor, table=table, dry_run=False, **options)
