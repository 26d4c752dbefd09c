"""The one blueprint of the knowledge area, to which its modules attach their views."""

from flask import Blueprint

blueprint = Blueprint("knowledge", __name__, cli_group=None)
