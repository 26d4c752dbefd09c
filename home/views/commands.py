"""Commands of the home area: the demo city."""

import click

from core import config, search_index
from core.cli import fail, say
from core.db import transaction, utcnow
from home import actions, queries
from home.views.blueprint import blueprint


@blueprint.cli.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, without complaint, where there is data already.")
def demo(if_empty: bool) -> None:
    """Load the demo city into an empty database."""
    if not queries.is_empty():
        if if_empty:
            return
        fail("Die Demostadt wird nicht geladen: Die Datenbank enthält schon Daten. Nehmen Sie eine leere.")
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
