"""The page of a department: its pilots, what they know and what they answered."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.queries import get_department_by_slug
from accounts.queries.organisation import successors_of_closed
from accounts.rules import can_manage_appointments, is_head
from core.access import actor, allow
from core.errors import NotFound
from knowledge.queries.departments import department_page
from knowledge.views.blueprint import blueprint
from pilots.rules import can_see_map


@blueprint.get("/lotsen/<slug>")
@allow(can_see_map)
def department(slug: str) -> ResponseReturnValue:
    try:
        page = department_page(actor(), slug)
    except NotFound:
        return _lead_on(slug)
    may_see = can_manage_appointments(actor()) or is_head(actor(), page.department)
    return render_template("knowledge/department.html", page=page, may_see_appointments=may_see)


def _lead_on(slug: str) -> ResponseReturnValue:
    """A closed department's address leads to the one that goes on with it, or names several. Raises NotFound."""
    closed = get_department_by_slug(slug)
    successors = successors_of_closed(closed)
    if not successors:
        raise NotFound
    if len(successors) == 1:
        return redirect(url_for(".department", slug=successors[0].slug), 301)
    return render_template("knowledge/closed_department.html", department=closed, successors=successors)
