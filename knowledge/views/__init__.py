"""Pages of the knowledge area: HTTP in, HTTP out, the transaction."""

from flask import Blueprint

blueprint = Blueprint("knowledge", __name__, cli_group=None)
