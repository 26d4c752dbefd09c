"""The one blueprint of the accounts area, to which its modules attach their views."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, cli_group=None)
