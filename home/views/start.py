"""The start page."""

from flask import current_app, render_template

from accounts.rules import signed_in
from core.access import actor, allow
from home import queries
from home.views.blueprint import blueprint


@blueprint.get("/")
@allow(signed_in)
def start() -> str:
    contact = current_app.config["LOTSENNETZ"].contact_email
    return render_template("home/start.html", page=queries.start_page(actor()), contact=contact)
