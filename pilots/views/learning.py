"""What there is to learn: for all employees the programmes and the coming courses, and one course."""

from flask import render_template

from core.access import actor, allow
from core.db import utcnow
from pilots.queries import programmes as queries
from pilots.rules import programmes as rules
from pilots.views.blueprint import blueprint


@blueprint.get("/lernen")
@allow(rules.can_see_programmes)
def learning() -> str:
    return render_template(
        "pilots/learning.html",
        programmes=queries.programmes(),
        cohorts=queries.coming_cohorts(utcnow()),
        now=utcnow(),
        can_manage=rules.can_manage_programmes(actor()),
    )


@blueprint.get("/lernen/<slug>")
@allow(rules.can_see_programmes)
def cohort(slug: str) -> str:
    found = queries.get_cohort_by_slug(actor(), slug)
    return render_template(
        "pilots/cohort.html", cohort=found, now=utcnow(), can_manage=rules.can_manage_programmes(actor())
    )
