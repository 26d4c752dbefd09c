"""Pages of the pilots area: HTTP in, HTTP out, the transaction."""

from flask import Blueprint

blueprint = Blueprint("pilots", __name__, cli_group=None)
