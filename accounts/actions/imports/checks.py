"""What the rows of every import are checked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from accounts.actions.people import clean_email
from core.errors import Conflict
from core.tables import MOST_CHANGES, Change, ImportReport, Rejected, Row, Table
from core.tables.report import SHOWN


@dataclass
class Complaints:
    """The rejected cells so far, beginning with those of the table itself."""

    found: list[Rejected] = field(default_factory=list)

    def add(self, row: Row, column: str, code: str, **params: str | int) -> None:
        self.found.append(Rejected(row.line, column, row[column][:SHOWN], code, params))

    def lines(self) -> frozenset[int]:
        return frozenset(one.line for one in self.found)

    def report(self, table: Table, *, changes: list[Change], created: int, good: int) -> ImportReport:
        """Nothing is applied yet; what is wrong stands in the order of the file. `changes`: those of all good rows."""
        return ImportReport(
            created=created,
            changed=len(changes) - created,
            unchanged=good - len(changes),
            rejected=sorted(self.found, key=lambda one: one.line),
            headings=table.headings,
            changes=changes[:MOST_CHANGES],
        )


def given(row: Row, columns: Mapping[str, int], complaints: Complaints) -> dict[str, str]:
    """The cells that are filled: an empty one changes nothing. `columns` names them with their most characters."""
    found = {name: row[name] for name in columns if row[name]}
    for name, text in found.items():
        if len(text) > columns[name]:
            complaints.add(row, name, "too_long", max=columns[name])
    if email := found.get("email"):
        try:
            found["email"] = clean_email(email)
        except Conflict as conflict:
            complaints.add(row, "email", conflict.code)
    return found


def refuse_doubles(table: Table, column: str, complaints: Complaints) -> None:
    """Two rows about one thing contradict each other, or one is superfluous; only the sender knows."""
    first: dict[str, int] = {}
    for row in table.readable:
        key = row[column].casefold() if column == "email" else row[column]
        if not key:
            continue
        if key in first:
            complaints.add(row, column, "stands_twice", line=first[key])
        first.setdefault(key, row.line)


def circles(above: Mapping[str, str | None]) -> Iterator[str]:
    """Those who stand above themselves, given who stands directly above each."""
    settled: set[str] = set()
    for start in above:
        path: list[str] = []
        step: str | None = start
        while step is not None and step not in settled and step not in path:
            path.append(step)
            step = above.get(step)
        if step is not None and step in path:
            yield from path[path.index(step) :]
        settled.update(path)
