"""Commands of the knowledge area."""

import logging
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import click
from flask_babel import gettext as _
from rich.progress import Progress

from accounts.actions import OPERATOR
from accounts.models import Person, Role, Visitor
from accounts.queries import every_department, office_people, people_by_email
from core import config, mail_in
from core.api import LARGEST_PAGE
from core.cli import errors, fail, print_json, say
from core.db import db, transaction
from core.errors import brief
from core.import_commands import AS_JSON, DRY_RUN, FILE, in_german, tell_report
from knowledge.actions.knowledge_import import import_knowledge as import_entries
from knowledge.actions.vocabulary import add_synonyms
from knowledge.queries.finding import KINDS, find_everything
from knowledge.receiving import receive
from knowledge.views import knowledge_files
from knowledge.views.api.search import HITS, search_shape
from knowledge.views.blueprint import blueprint
from knowledge.views.importing import FIELD_NAMES, read_groups, reason

logger = logging.getLogger(__name__)


class AnyEmployee(Visitor):
    """Somebody who works for the city and is nobody in particular: sees what all employees see."""

    roles = frozenset({Role.EMPLOYEE})
    keys = frozenset({"employee"})
    is_signed_in = is_employee = True


@blueprint.cli.command("search")
@click.argument("query")
@click.option("--kind", type=click.Choice(sorted(KINDS)), help="Only this kind.")
@click.option("--limit", type=click.IntRange(1, LARGEST_PAGE), default=HITS, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output, as the API gives it.")
def search(query: str, kind: str | None, limit: int, as_json: bool) -> None:
    """Find questions, answers and practice cards as an employee may see them."""
    found = search_shape(find_everything(AnyEmployee(), query, kind=kind, limit=limit))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for hit in found.hits:
        click.echo(f"{hit.title}\n  {hit.url}\n  {hit.excerpt}\n")
    if not found.certain:
        say(_("Nothing fits well. Try other words, or ask."))


@blueprint.cli.command("receive-mail")
@click.option("--recipient", default="", help="Whom it was delivered to, where its head does not say.")
def receive_mail(recipient: str) -> None:
    """Take one mail from standard input, for the pipe of a mail server. Ends with 75 when it shall try again later."""
    if not config.current().mail_reply_address:
        say(_("MAIL_REPLY_ADDRESS is not set, so no mail is taken."))
        sys.exit(os.EX_CONFIG)
    content = sys.stdin.buffer.read(mail_in.MOST_BYTES + 1)
    is_cut = len(content) > mail_in.MOST_BYTES
    while sys.stdin.buffer.read(mail_in.MOST_BYTES):
        """A mail server that cannot hand over all of it would send the mail back."""
    try:
        receive(mail_in.RawMail(content, is_cut=is_cut, recipient=recipient))
    except Exception as error:
        logger.error("mail was not handled", extra={"reason": brief(error)})
        sys.exit(os.EX_TEMPFAIL)


@blueprint.cli.command("fetch-mail")
def fetch_mail() -> None:
    """Handle what is unread in the mailbox now; the worker does so by itself."""
    try:
        count = mail_in.work_through(config.current(), receive)
    except mail_in.MailboxAway as error:
        fail(_("The mailbox cannot be read (%(reason)s). Check the IMAP settings.", reason=error))
    say(_("Handled mails: %(count)s.", count=count))


@blueprint.cli.command("import-synonyms")
@FILE
@AS_JSON
@in_german
def import_synonyms(file: Path, as_json: bool) -> None:
    """Import groups of words that mean the same: one group a line, separated by commas; repeatable, all or none."""
    groups, rejected = read_groups(file.read_bytes())
    with transaction():
        report = add_synonyms(actor=OPERATOR, groups=groups, rejected=rejected)
    tell_report(report, reason, lambda field: FIELD_NAMES.get(field, field), as_json=as_json)


@blueprint.cli.command("import-knowledge")
@FILE
@DRY_RUN
@AS_JSON
@click.option("--as", "email", metavar="E-MAIL", help="In whose name; without it the first of the office.")
@in_german
def import_knowledge(file: Path, dry_run: bool, as_json: bool, email: str | None) -> None:
    """Import an existing FAQ from a CSV, XLSX or JSON Lines file, all or none; repeatable by its ids."""
    entries, rejected = knowledge_files.read_entries(file.read_bytes(), file.name)
    number = _author(email).id
    with Progress(console=errors, transient=True) as shown:
        task = shown.add_task(_("Importing"), total=len(entries))
        with nullcontext() if dry_run else transaction():
            report = import_entries(
                actor=OPERATOR,
                author=db.session.get_one(Person, number),
                entries=entries,
                rejected=rejected,
                departments=every_department(),
                dry_run=dry_run,
                progress=lambda: shown.advance(task),
            )
    names = knowledge_files.FIELD_NAMES
    tell_report(report, knowledge_files.reason, lambda field: names.get(field, field), as_json=as_json, dry_run=dry_run)


def _author(email: str | None) -> Person:
    """Whoever has this address, else the first of the office; without anybody the command ends."""
    found = people_by_email([email.strip()]).get(email.strip().lower()) if email else next(iter(office_people()), None)
    if found is None or not found.is_active:
        fail(_("Nobody is there in whose name the entries could be written. Name somebody with --as."))
    return found
