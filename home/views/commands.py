"""Commands of the home area: the demo city."""

import os

import click

from core import config, search_index
from core.cli import fail, migrate, say, serve
from core.db import transaction, utcnow
from home import actions, queries
from home.views.blueprint import blueprint


@blueprint.cli.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, without complaint, where there is data already.")
def demo(if_empty: bool) -> None:
    """Load the demo city into an empty database."""
    if queries.is_empty():
        load()
    elif not if_empty:
        fail("Die Demostadt wird nicht geladen: Die Datenbank enthält schon Daten. Nehmen Sie eine leere.")


@blueprint.cli.command("run-demo")
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST")
@click.option("--port", default=5000, show_default=True, envvar="PORT")
@click.pass_context
def run_demo(context: click.Context, host: str, port: int) -> None:
    """Migrate, load the demo city where there is nothing yet, and serve: what `make run` does, in one process."""
    migrate()
    if queries.is_empty():
        load()
    if config.current().base_url == config.Settings.base_url:
        # Read by the web processes and the worker, which are started from here: links lead to this port.
        os.environ["LOTSENNETZ_BASE_URL"] = f"http://{host}:{port}"
    context.invoke(serve, host=host, port=port)


def load() -> None:
    """The demo city in one transaction. Exits with 1 on a production configuration."""
    if config.current().is_production:
        fail("Die Demostadt wird nicht geladen: MODE ist production, und ihre Kennwörter stehen in der Dokumentation.")
    say("Die Demostadt wird geladen. Das dauert ein paar Sekunden.")
    with transaction():
        actions.load_demo(now=utcnow())
    search_index.rebuild()
    say("Die Demostadt ist geladen.")


def greeting() -> list[str]:
    """What `serve` says about signing in; only where the demo city is loaded."""
    if not queries.demo_accounts_exist():
        return []
    names = [f"  {email:<30} {who}" for email, who in actions.DEMO_SIGN_INS.items()]
    return [f"Anmeldung mit dem Kennwort {actions.DEMO_PASSWORD}:", *names, "Beenden mit Strg+C."]
