"""The administration's first page: here, because it counts what waits in every area."""

from flask import render_template
from flask.typing import ResponseReturnValue

from accounts import queries, rules
from core import health, outbox
from core.access import actor, allow
from knowledge.queries.sealing import count_waiting_unsealings
from knowledge.views.blueprint import blueprint
from pilots.rules.programmes import can_manage_programmes


@blueprint.get("/verwaltung")
@allow(rules.can_administer)
def admin_home() -> ResponseReturnValue:
    can_operate = rules.can_operate(actor())
    return render_template(
        "knowledge/admin_home.html",
        counts=queries.admin_counts(),
        findings=health.findings() + health.advice() if can_operate else [],
        waiting=outbox.backlog()[0],
        given_up=len(outbox.given_up()),
        unsealing_count=count_waiting_unsealings(),
        can_manage_people=rules.can_manage_people(actor()),
        can_manage_programmes=can_manage_programmes(actor()),
        can_operate=can_operate,
    )
