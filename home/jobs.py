"""What happens afterwards in the home area, and what keeps a site from starting."""

from collections.abc import Callable

from accounts.queries.notices import NoticeKind
from core import config
from core.cli import run_nightly
from core.db import count_rows_anew
from core.health import Finding, StartCheck
from core.outbox import Handler, Job, each
from home import queries


def nightly(_job: Job) -> None:
    run_nightly()


def no_demo_in_production() -> list[Finding]:
    """The password of the demo accounts is published."""
    if not config.current().is_production or not queries.demo_accounts_exist():
        return []
    text = "The demo city is loaded: its passwords are public. Use a new database for production (DATABASE_URL)."
    return [Finding("demo_accounts", text)]


HANDLERS: dict[str, Handler] = {"home.nightly": each(nightly)}
NIGHTLY: list[Callable[[], object]] = [count_rows_anew]
NOTICES: list[NoticeKind] = []
START_CHECKS: list[StartCheck] = [no_demo_in_production]
