"""The map of departments and their pilots."""

from flask import render_template, request
from flask_babel import gettext as _

from core.access import allow
from pilots import queries, rules
from pilots.models import Coverage
from pilots.views.blueprint import blueprint

LONGEST_SEARCH = 100


@blueprint.get("/lotsen")
@allow(rules.can_see_map)
def pilots_map() -> str:
    narrowed = _filter()
    found = queries.pilots_map(narrowed)
    return render_template(
        "pilots/pilots_map.html",
        map=found,
        narrowed=narrowed,
        statuses=_status_choices(),
        divisions=[("", _("All")), *((division.slug, division.name) for division in found.divisions)],
    )


def _filter() -> queries.MapFilter:
    """From the address; a status that does not exist narrows nothing."""
    status = request.args.get("status", "")
    return queries.MapFilter(
        status=status if status in (*Coverage, queries.AT_RISK) else "",
        division=request.args.get("dezernat", ""),
        text=request.args.get("q", "").strip()[:LONGEST_SEARCH],
    )


def _status_choices() -> list[tuple[str, str]]:
    words = {
        Coverage.WITH_PILOT: _("With pilot"),
        Coverage.IN_TRAINING: _("In training"),
        Coverage.NOMINATED: _("Nominated"),
        Coverage.WITHOUT: _("Without pilot"),
        queries.AT_RISK: _("With pilot, but at risk"),
    }
    return [("", _("All")), *words.items()]
