"""The one blueprint of the pilots area, to which its modules attach their views."""

from flask import Blueprint

blueprint = Blueprint("pilots", __name__, cli_group=None)
