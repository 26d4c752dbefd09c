"""What the import commands of all areas share: their options, German, and the report on standard output."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from core.cli import print_json, say
from core.tables import ImportReport, Rejected

MOST_SAID = 50
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Check the file and report, change nothing.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


def in_german(command: Callable[..., None]) -> Callable[..., None]:
    @wraps(command)
    def speaking(*args: Any, **options: Any) -> None:
        with force_locale("de"):
            command(*args, **options)

    return speaking


def tell_report(
    report: ImportReport,
    say_why: Callable[[Rejected], str],
    name_of: Callable[[str], object],
    *,
    as_json: bool,
    dry_run: bool = False,
) -> None:
    """On standard output only with --json; exit code 1 when anything was rejected. `name_of`: a field in German."""
    if as_json:
        print_json(report.as_json(say_why))
    for one in report.rejected[:MOST_SAID]:
        place = _("Line %(line)s", line=one.line) if one.line else _("File")
        field = f", {name_of(one.field)}" if one.field else ""
        value = f" „{one.value}“" if one.value else ""
        say(f"{place}{field}{value}: {say_why(one)}")
    if len(report.rejected) > MOST_SAID:
        say(_("… and %(count)s more.", count=len(report.rejected) - MOST_SAID))
    say(_summary(report, dry_run))
    sys.exit(1 if report.rejected else 0)


def _summary(report: ImportReport, dry_run: bool) -> str:
    counts = _counts(report)
    if report.applied:
        ending = _("Everything was taken over.")
    elif dry_run:
        ending = _("This was a trial: nothing was changed.")
    else:
        ending = _("Nothing was changed.")
    return f"{counts} {ending}"


def _counts(report: ImportReport) -> str:
    """In the words of what happened, or of what would."""
    done = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected.")
    planned = _("%(new)s would be new, %(changed)s would change, %(unchanged)s would stay, %(rejected)s rejected.")
    return str(done if report.applied else planned) % {
        "new": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "rejected": len(report.rejected),
    }
