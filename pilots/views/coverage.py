"""Coverage: where we stand, what is missing, who has to act; on any day."""

from datetime import date
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries.organisation import today
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.formats import LOCAL
from core.web import see_other
from pilots import queries, rules
from pilots.actions.coverage import set_goal
from pilots.forms.coverage import GoalForm
from pilots.models import Coverage
from pilots.queries.coverage import goal_on, heads_of
from pilots.queries.forecasts import forecast_on
from pilots.rules.coverage import Next
from pilots.views.blueprint import blueprint
from pilots.views.burn_up import drawings
from pilots.views.forecast_words import coming_of, outlook_of

FIRST_YEAR, MOST_YEARS = 1990, 10
NO_DIVISION = "ohne"
"""Stands in the address for departments that belong to no division."""


@blueprint.get("/abdeckung")
@allow(rules.can_see_coverage)
def coverage() -> str:
    day = _day()
    history = queries.coverage_history(day)
    found, goal = history.on(day), goal_on(day)
    figures = history.figures(queries.month_ends(history.first_day or day, day))
    kept = forecast_on(day)
    open_rows = [row for row in found.rows if row.next is not Next.NOTHING]
    return render_template(
        "pilots/coverage.html",
        day=day,
        is_today=day == today(),
        is_past=day < today(),
        found=found,
        goal=goal if goal and goal.day else None,
        open_rows=open_rows,
        heads=heads_of([row.department.department_id for row in open_rows]),
        figures=figures,
        drawings=drawings(figures, goal, goal.at.astimezone(LOCAL).date() if goal else None, coming_of(kept)),
        outlook=outlook_of(kept),
        may_set_goal=rules.can_set_goal(actor()),
        query=_query(day),
    )


@blueprint.get("/abdeckung/aemter")
@allow(rules.can_see_coverage)
def coverage_departments() -> str:
    """The list behind a figure: departments of a status or a division, on that day."""
    day, status, division = _day(), request.args.get("stand", ""), request.args.get("dezernat", "")
    found = queries.coverage_on(day)
    divisions = [one for one, _figures in found.by_division if one]
    rows = [
        row
        for row in found.rows
        if status in ("", row.badge, row.status)
        and (not division or (row.division.slug if row.division else NO_DIVISION) == division)
    ]
    return render_template(
        "pilots/coverage_departments.html",
        day=day,
        is_today=day == today(),
        rows=rows,
        status=status,
        statuses=[("", _("All")), *_status_words().items()],
        division=division,
        divisions=[("", _("All")), *((one.slug, one.name) for one in divisions)],
        query=_query(day),
    )


@blueprint.route("/abdeckung/ziel", methods=["GET", "POST"])
@allow(rules.can_set_goal)
def coverage_goal() -> ResponseReturnValue:
    goal = goal_on(today())
    form = GoalForm(data={"day": goal.day if goal else None})
    if form.validate_on_submit() and _set(form):
        flash(_("The goal is kept.") if form.day.data else _("There is no goal any more."), "success")
        return see_other(url_for(".coverage"))
    page = render_template("pilots/coverage_goal.html", form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _set(form: GoalForm) -> bool:
    try:
        with transaction():
            set_goal(actor=actor(), day=form.day.data)
    except Conflict:
        form.day.errors = [_("Enter a day that is still to come.")]
        return False
    return True


def _day() -> date:
    """From the address; what is no day, or too far away, is today."""
    try:
        day = date.fromisoformat(request.args.get("am", ""))
    except ValueError:
        return today()
    return day if FIRST_YEAR <= day.year <= today().year + MOST_YEARS else today()


def _query(day: date) -> dict[str, Any]:
    """What links to other pages of the same day carry on."""
    return {} if day == today() else {"am": day.isoformat()}


def _status_words() -> dict[str, str]:
    return {
        Coverage.WITH_PILOT: _("With pilot"),
        queries.AT_RISK: _("With pilot, but at risk"),
        Coverage.IN_TRAINING: _("In training"),
        Coverage.NOMINATED: _("Nominated"),
        Coverage.WITHOUT: _("Without pilot"),
    }
