"""Commands about accounts: imports, the first admin, API tokens. The command line speaks German."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from accounts import actions, queries
from accounts.actions import OPERATOR
from accounts.forms.conflicts import conflict_text
from accounts.forms.fields import LONGEST_PASSWORD, SHORTEST_PASSWORD
from accounts.forms.imports import column_name, reason
from accounts.models import Person
from accounts.views.blueprint import blueprint
from accounts.views.importing import perform
from core.cli import fail, print_json, say
from core.db import transaction
from core.errors import Conflict
from core.passwords import is_guessable
from core.tables import ImportReport

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


@blueprint.cli.command("import-departments")
@FILE
@DRY_RUN
@AS_JSON
@in_german
def import_departments(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import departments from a CSV or XLSX file, all or none."""
    report = perform("departments", file.read_bytes(), file.name, actor=OPERATOR, dry_run=dry_run)
    _tell(report, dry_run, as_json)


@blueprint.cli.command("import-people")
@FILE
@DRY_RUN
@AS_JSON
@click.option("--invite", is_flag=True, help="Send new people an invitation by e-mail.")
@in_german
def import_people(file: Path, dry_run: bool, as_json: bool, invite: bool) -> None:
    """Import people from a CSV or XLSX file, all or none."""
    data, options = file.read_bytes(), {"send_invitations": invite}
    _tell(perform("people", data, file.name, actor=OPERATOR, dry_run=dry_run, **options), dry_run, as_json)


def _tell(report: ImportReport, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(report.as_json(reason))
    for one in report.rejected[:MOST_SAID]:
        place = _("Line %(line)s", line=one.line) if one.line else _("File")
        field = f", {column_name(one.field, report)}" if one.field else ""
        value = f" „{one.value}“" if one.value else ""
        say(f"{place}{field}{value}: {reason(one)}")
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


@blueprint.cli.command("create-admin")
@click.argument("email", metavar="E-MAIL")
@click.option("--name", default="", help="Full name; without it the part of the address before the @.")
@in_german
def create_admin(email: str, name: str) -> None:
    """Make the first account that can administer, or give an existing one the role. Asks for the password."""
    try:
        address = actions.clean_email(email)
    except Conflict as conflict:
        fail(conflict_text(conflict))
    password = click.prompt(
        _("Password (at least %(count)s characters)", count=SHORTEST_PASSWORD),
        hide_input=True,
        confirmation_prompt=_("Repeat the password"),
        err=True,
    )
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        fail(_("Choose a password of at least 12 characters."))
    if is_guessable(password, [*name.split(), *address.split("@")]):
        fail(_("This password is easy to guess. Choose another one, such as several words in a row."))
    password_hash = queries.hash_password(password)
    try:
        with transaction():
            person = actions.make_admin(actor=OPERATOR, email=address, name=name, password_hash=password_hash)
    except Conflict as conflict:
        fail(conflict_text(conflict))
    say(_("%(email)s can sign in and administer.", email=person.email))


@blueprint.cli.command("create-token")
@click.argument("email", metavar="E-MAIL")
@click.option("--write", is_flag=True, help="The token may also write what the person may.")
@click.option("--label", default="Kommandozeile", show_default=True, help="What the token is for.")
@in_german
def create_token(email: str, write: bool, label: str) -> None:
    """Make an API token for somebody; it is printed once, on standard output."""
    person = _somebody(email)
    try:
        with transaction():
            _token, secret = actions.create_token(actor=OPERATOR, person=person, label=label[:80], may_write=write)
    except Conflict:
        fail(_("This account has as many tokens as it may. End one first."))
    say(_("Keep the token now: it cannot be shown again."))
    click.echo(secret)


def _somebody(email: str) -> Person:
    person = queries.people_by_email([email.strip()]).get(email.strip().lower())
    if person is None:
        fail(_("Nobody has an account with the address %(email)s.", email=email))
    if not person.is_active:
        fail(_("This account is blocked."))
    return person
