"""Commands about accounts: imports, the first admin, API tokens. The command line speaks German."""

from pathlib import Path

import click
from flask_babel import gettext as _

from accounts import actions, queries
from accounts.actions import OPERATOR
from accounts.forms.conflicts import conflict_text
from accounts.forms.fields import LONGEST_PASSWORD, SHORTEST_PASSWORD
from accounts.forms.imports import column_name, reason
from accounts.models import Person
from accounts.views.blueprint import blueprint
from accounts.views.importing import perform
from core.cli import fail, say
from core.db import transaction
from core.errors import Conflict
from core.import_commands import AS_JSON, DRY_RUN, FILE, in_german, tell_report
from core.passwords import is_guessable
from core.tables import ImportReport


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
    tell_report(report, reason, lambda field: column_name(field, report), as_json=as_json, dry_run=dry_run)


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
