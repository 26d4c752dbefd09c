"""The page of a department: its pilots, what they know and what they answered."""

from flask import render_template

from core.access import actor, allow
from knowledge.queries.departments import department_page
from knowledge.views.blueprint import blueprint
from pilots.rules import can_see_map


@blueprint.get("/lotsen/<slug>")
@allow(can_see_map)
def department(slug: str) -> str:
    return render_template("knowledge/department.html", page=department_page(actor(), slug))
