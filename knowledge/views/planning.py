"""Plans of the office: who should get the seats of the next courses, and what hangs on one person alone."""

from flask import render_template

from core.access import allow
from core.solver import NoSolution
from knowledge.queries.planning import seat_demand, sole_experts, sole_holders
from knowledge.views.blueprint import blueprint
from pilots.rules import can_set_goal
from pilots.rules.seat_plan import SeatPlan, best_plan


@blueprint.get("/amt/platzplan")
@allow(can_set_goal)
def seat_plan() -> str:
    found = seat_demand()
    plan: SeatPlan | None
    try:
        plan = best_plan(found.demand)
    except NoSolution:
        plan = None
    return render_template("knowledge/seat_plan.html", found=found, plan=plan)


@blueprint.get("/amt/ausfall")
@allow(can_set_goal)
def bus_factor() -> str:
    return render_template("knowledge/bus_factor.html", holders=sole_holders(), experts=sole_experts())
