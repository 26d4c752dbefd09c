"""What the import commands of this area share: reading files, the report in German."""

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale, gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.cli import print_json, say
from core.tables import ImportReport, Rejected, sentence

MOST_SAID = 50
SHORTEST_GROUP, LARGEST_GROUP, LONGEST_WORD = 2, 50, 60
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Check the file and report, change nothing.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


def N_(text: str) -> str:  # noqa: N802 - the name that extracts
    """Marks a sentence for translation where it stands."""
    return text


REASONS = {
    "not_text": N_("The file is no text in UTF-8 or Windows-1252."),
    "too_few_words": N_("A group needs at least two words, separated by commas."),
    "too_many_words": N_("A group has at most %(max)s words."),
    "word_too_long": N_("A word has at most %(max)s characters."),
    "no_letters": N_("A word needs letters or digits."),
}
FIELD_NAMES: dict[str, Any] = {"words": _l("Words")}


def reason(rejected: Rejected) -> str:
    """The sentence for the person who made the file, in their language."""
    return sentence(rejected, translate=gettext, reasons=REASONS)


def in_german(command: Callable[..., None]) -> Callable[..., None]:
    @wraps(command)
    def speaking(*args: Any, **options: Any) -> None:
        with force_locale("de"):
            command(*args, **options)

    return speaking


def read_groups(data: bytes) -> tuple[list[tuple[int, list[str]]], list[Rejected]]:
    """Groups of words with their lines; empty lines and those that begin with # say nothing."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text or "\ufffd" in text:
        return [], [Rejected(0, "", "", "not_text")]
    groups, rejected = [], []
    for line, content in enumerate(text.splitlines(), 1):
        if not content.strip() or content.lstrip().startswith("#"):
            continue
        words = [" ".join(word.split()) for word in content.split(",") if word.strip()]
        if problem := _problem(words):
            code, params = problem
            rejected.append(Rejected(line, "words", content.strip()[:100], code, params))
        else:
            groups.append((line, words))
    return groups, rejected


def _problem(words: list[str]) -> tuple[str, dict[str, str | int]] | None:
    if len({word.casefold() for word in words}) < SHORTEST_GROUP:
        return "too_few_words", {}
    if len(words) > LARGEST_GROUP:
        return "too_many_words", {"max": LARGEST_GROUP}
    if any(len(word) > LONGEST_WORD for word in words):
        return "word_too_long", {"max": LONGEST_WORD}
    if any(not any(map(str.isalnum, word)) for word in words):
        return "no_letters", {}
    return None


def tell_report(
    report: ImportReport,
    say_why: Callable[[Rejected], str],
    names: Mapping[str, Any],
    *,
    as_json: bool,
    dry_run: bool = False,
) -> None:
    """On standard output only with --json; exit code 1 when anything was rejected."""
    if as_json:
        print_json(report.as_json(say_why))
    for one in report.rejected[:MOST_SAID]:
        place = _("Line %(line)s", line=one.line) if one.line else _("File")
        field = f", {names.get(one.field, one.field)}" if one.field else ""
        value = f" ({one.value})" if one.value else ""
        say(f"{place}{field}{value}: {say_why(one)}")
    if len(report.rejected) > MOST_SAID:
        say(_("… and %(count)s more.", count=len(report.rejected) - MOST_SAID))
    say(_summary(report, dry_run))
    sys.exit(1 if report.rejected else 0)


def _summary(report: ImportReport, dry_run: bool) -> str:
    counts: str = _(
        "%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected.",
        new=report.created,
        changed=report.changed,
        unchanged=report.unchanged,
        rejected=len(report.rejected),
    )
    if report.applied:
        ending = _("Everything was taken over.")
    elif dry_run:
        ending = _("This was a trial: nothing was changed.")
    else:
        ending = _("Nothing was changed.")
    return f"{counts} {ending}"
