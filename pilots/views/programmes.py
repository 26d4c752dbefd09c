"""The office's pages of programmes: the list, making, changing, archiving."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.access import actor, allow
from core.db import transaction, utcnow
from core.markup import to_html
from core.web import LARGEST_ID, see_other
from pilots.actions import programmes as actions
from pilots.forms.programmes import ProgrammeForm, amount_of
from pilots.models import Programme
from pilots.queries import programmes as queries
from pilots.rules.programmes import can_manage_programmes
from pilots.views.blueprint import blueprint
from pilots.views.steps import done

WORDS = {
    "module_twice": _l("Two modules have the same name. Give each a name of its own."),
    "module_taught": _l("A module that was taught cannot be removed. Leave its line where it is."),
    "requires_itself": _l("A programme cannot require itself, not even by way of others."),
}


@blueprint.get("/verwaltung/lehrgaenge")
@allow(can_manage_programmes)
def admin_programmes() -> str:
    before = request.args.get("vor", type=int)
    before = before if before and 0 < before <= LARGEST_ID else None
    cohorts = queries.every_cohort(before=before)
    is_full = len(cohorts) == queries.MOST_COHORTS
    return render_template(
        "pilots/admin_programmes.html",
        programmes=queries.programmes(with_archived=True),
        cohorts=cohorts,
        next_key=cohorts[-1].id if is_full else None,
        is_first=before is None,
        now=utcnow(),
    )


@blueprint.route("/verwaltung/lehrgaenge/neu", methods=["GET", "POST"])
@allow(can_manage_programmes)
def new_programme() -> ResponseReturnValue:
    form = ProgrammeForm()
    form.offer(queries.programmes())
    made: list[Programme] = []
    if _is_sent(form) and done(form, lambda: made.append(_created(form)), WORDS):
        flash(_("The programme is kept. Now it can have courses."), "success")
        return see_other(url_for("pilots.admin_programmes"))
    return _form_page("pilots/new_programme.html", form)


def _created(form: ProgrammeForm) -> Programme:
    return actions.create_programme(actor=actor(), entry=form.entry, submission=form.submission.data or "")


@blueprint.route("/verwaltung/lehrgaenge/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(can_manage_programmes)
def edit_programme(number: int) -> ResponseReturnValue:
    found = queries.get_programme(actor(), number)
    form = ProgrammeForm(**_typed(found))
    form.offer(one for one in queries.programmes() if one.id != number)
    if _is_sent(form) and done(form, lambda: _edit(form, found), WORDS):
        flash(_("Your changes are saved."), "success")
        return see_other(url_for("pilots.admin_programmes"))
    return _form_page("pilots/edit_programme.html", form, programme=queries.get_programme(actor(), number))


def _typed(programme: Programme) -> dict[str, Any]:
    """What the form shows for it."""
    same = ("name", "provider", "level", "hours", "least_attendance", "valid_months", "refresher_months", "body")
    grants = ("grant_days", "grant_most")
    return {name: getattr(programme, name) for name in same + grants} | {
        "grant_day": amount_of(programme.grant_day_cents),
        "modules": "\n".join(module.name for module in programme.modules),
        "required": [str(one.id) for one in programme.prerequisites],
    }


def _edit(form: ProgrammeForm, found: Programme) -> None:
    actions.edit_programme(actor=actor(), programme=found, entry=form.entry)


@blueprint.post("/verwaltung/lehrgaenge/<int:number>/archivieren")
@allow(can_manage_programmes)
def archive_programme(number: int) -> ResponseReturnValue:
    """`wanted` 0 offers it again."""
    found = queries.get_programme(actor(), number)
    step = actions.restore_programme if request.form.get("wanted") == "0" else actions.archive_programme
    with transaction():
        step(actor=actor(), programme=found)
    flash(_("Your changes are saved."), "success")
    return see_other(url_for("pilots.admin_programmes"))


def _is_sent(form: ProgrammeForm) -> bool:
    return "preview" not in request.form and form.validate_on_submit()


def _form_page(template: str, form: ProgrammeForm, **values: Programme) -> ResponseReturnValue:
    preview = to_html(form.body.data or "") if "preview" in request.form else None
    page = render_template(template, form=form, has_errors=bool(form.errors), preview_html=preview, **values)
    return page, 422 if form.errors else 200
