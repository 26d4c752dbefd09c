"""Pages and commands of the home area: HTTP in, HTTP out, the transaction."""

from home.views import api, commands, display, legal, machines, start
from home.views.blueprint import blueprint
from home.views.commands import greeting
from home.views.navigation import NAVIGATION

__all__ = ["NAVIGATION", "api", "blueprint", "commands", "display", "greeting", "legal", "machines", "start"]
