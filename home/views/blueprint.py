"""The one blueprint of the home area, to which its modules attach their views and commands."""

from flask import Blueprint

blueprint = Blueprint("home", __name__, cli_group=None)
