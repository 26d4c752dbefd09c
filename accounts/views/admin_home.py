"""The administration's first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from accounts import queries, rules
from accounts.views.blueprint import blueprint
from core import health, outbox
from core.access import actor, allow


@blueprint.get("/verwaltung")
@allow(rules.can_administer)
def admin_home() -> ResponseReturnValue:
    can_operate = rules.can_operate(actor())
    return render_template(
        "accounts/admin_home.html",
        counts=queries.admin_counts(),
        findings=health.findings() + health.advice() if can_operate else [],
        waiting=outbox.backlog()[0],
        given_up=len(outbox.given_up()),
        can_manage_people=rules.can_manage_people(actor()),
        can_operate=can_operate,
    )
