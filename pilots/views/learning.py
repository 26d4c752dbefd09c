"""What there is to learn: for all employees the programmes and the coming courses."""

from flask import render_template

from core.access import actor, allow
from core.db import utcnow
from pilots.queries import programmes as queries
from pilots.queries.enrolments import seats_of_all
from pilots.rules import programmes as rules
from pilots.views.blueprint import blueprint


@blueprint.get("/lernen")
@allow(rules.can_see_programmes)
def learning() -> str:
    cohorts = queries.coming_cohorts(utcnow())
    return render_template(
        "pilots/learning.html",
        programmes=queries.programmes(),
        cohorts=cohorts,
        seats=seats_of_all(cohorts, utcnow()) if cohorts else {},
        now=utcnow(),
        can_manage=rules.can_manage_programmes(actor()),
    )
