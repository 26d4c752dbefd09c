"""The desks: of a pilot or deputy, and of the office."""

from flask import render_template

from accounts.queries.organisation import today
from accounts.rules import is_office
from core.access import actor, allow
from knowledge.actions.freshness import mark_of
from knowledge.queries.consultations import bookings_of, hours_of
from knowledge.queries.desk import office_desk, pilot_desk
from knowledge.rules import has_desk
from knowledge.views.blueprint import blueprint

MOST_TALKS = 5


@blueprint.get("/lotse")
@allow(has_desk)
def desk() -> str:
    return render_template(
        "knowledge/desk.html",
        desk=pilot_desk(actor()),
        talks=bookings_of(actor(), limit=MOST_TALKS),
        hours=hours_of([actor().id]),
        mark_of=mark_of,
        today=today(),
    )


@blueprint.get("/amt")
@allow(is_office)
def office() -> str:
    return render_template("knowledge/office.html", desk=office_desk(actor()), mark_of=mark_of, today=today())
