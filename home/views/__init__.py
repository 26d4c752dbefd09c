"""Pages of the home area: HTTP in, HTTP out, the transaction."""

from flask import Blueprint

blueprint = Blueprint("home", __name__, cli_group=None)

NAVIGATION: list[tuple[str, object]] = []
