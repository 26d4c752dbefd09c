"""Commands that belong to no area, init to restore; and what all commands share."""

import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from rich.console import Console
from rich.progress import track

from core import backup as backups
from core import formats, health, outbox, search_index, serving
from core.config import ROOT
from core.db import count_rows_anew, db, transaction
from core.dumps import BackupRefused

logger = logging.getLogger(__name__)
errors = Console(stderr=True, highlight=False)


def init_app(app: Flask) -> None:
    for command in (init, serve, worker, nightly, reindex, check, backup, restore):
        app.cli.add_command(command)


def say(text: str) -> None:
    """To a person: on standard error, so that --json output stays one document."""
    errors.print(text, markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def fail(text: str) -> NoReturn:
    """Refused or failed: the reason on standard error, exit code 1."""
    say(text)
    sys.exit(1)


@click.command()
@with_appcontext
def init() -> None:
    """Create or migrate the database and the index; safe to repeat."""
    migrate()
    if not search_index.engine().is_healthy():
        search_index.rebuild()
    say(_("Database and index are ready."))


def migrate() -> None:
    """Bring the database to the newest version."""
    from flask_migrate import upgrade

    current_app.config["LOTSENNETZ"].instance.mkdir(parents=True, exist_ok=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade(directory=str(ROOT / "migrations"))
    count_rows_anew()  # a table that was written anew has lost its figures


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST")
@click.option("--port", default=5000, show_default=True, envvar="PORT")
@click.option("--processes", default=1, show_default=True)
@click.option("--threads", default=8, show_default=True)
@click.option("--with-worker/--without-worker", default=True, show_default=True)
@with_appcontext
def serve(host: str, port: int, processes: int, threads: int, with_worker: bool) -> None:
    """Serve the site and, unless told otherwise, run the worker beside it."""
    if problems := health.reasons_not_to_start():
        fail("\n".join(finding.text for finding in problems))
    greeting: list[str] = current_app.extensions["greeting"]()
    # The web processes are made from this one and must not inherit its connections.
    db.session.remove()
    db.engine.dispose()
    serving.serve(
        host,
        port,
        processes=processes,
        threads=threads,
        with_worker=with_worker,
        when_ready=lambda address: say("\n".join([f"Lotsennetz: http://{address}", *greeting])),
    )


@click.command()
@click.option("--once", is_flag=True, help="Run what is due now once and exit.")
@click.option("--drain", is_flag=True, help="Run until nothing is due, then exit.")
@click.option("--parent", type=int, help="Exit when this process is gone.")
@with_appcontext
def worker(once: bool, drain: bool, parent: int | None) -> None:
    """Run the jobs of the outbox."""
    if once:
        outbox.Worker().run_once()
    elif drain:
        outbox.run_pending()
    else:
        serving.work_forever(parent)


@click.command()
@with_appcontext
def nightly() -> None:
    """Do everything periodic; safe to repeat on one day."""
    run_nightly()


def run_nightly() -> None:
    """Every nightly task; one that fails does not keep the others from running. Raises the last failure."""
    failure: Exception | None = None
    for task in current_app.extensions["nightly"]:
        try:
            task()
        except Exception as error:
            db.session.rollback()
            logger.error("nightly task failed", extra={"task": task.__name__}, exc_info=error)
            failure = error
    if failure:
        raise failure


@click.command()
@with_appcontext
def reindex() -> None:
    """Build a new search index beside the old one, then swap."""
    documents = track(list(search_index.all_documents()), description=_("Building the search index"), console=errors)
    say(_("The index holds %(count)s entries now.", count=search_index.engine().rebuild(documents)))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@with_appcontext
def check(as_json: bool) -> None:
    """Say what is wrong with this installation and how to mend it."""
    findings = health.findings() + health.slow_findings()
    advice = health.advice()
    if as_json:
        lists = {"findings": findings, "advice": advice}
        print_json({"healthy": not findings} | {name: [asdict(one) for one in found] for name, found in lists.items()})
    for line in [finding.text for finding in findings] or [_("Everything is in order.")]:
        say(line)
    for one in advice:
        say(one.text)
    sys.exit(1 if findings else 0)


FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@FILE
@with_appcontext
def backup(file: Path) -> None:
    """Write database and uploads into FILE, consistent while the site runs."""
    try:
        manifest = backups.write(file)
    except BackupRefused as refusal:
        fail(str(refusal))
    say(_("The backup is complete: %(file)s, %(count)s files.", file=file, count=len(manifest.parts)))


@click.command()
@FILE
@click.option("--replace", is_flag=True, help="Put the backup in the place of this site's data.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Put FILE in the place of this site's data; web and worker must be stopped."""
    try:
        manifest = backups.restore(file, replace=replace, then=_bring_up_to_date)
    except BackupRefused as refusal:
        fail(str(refusal))
    say(
        _(
            "The backup of %(moment)s is restored. All sign-ins are ended.",
            moment=formats.format_datetime(manifest.moment),
        )
    )


def _bring_up_to_date() -> None:
    """A restored database: migrated if it is older, nobody signed in, an index of what is in it."""
    migrate()
    with transaction():
        for task in current_app.extensions["after_restore"]:
            task()
    search_index.rebuild()
