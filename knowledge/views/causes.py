"""Causes: the list, one with what depends on it, making, editing, and saying that it changed."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.queries.organisation import today
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.forms.freshness import CauseForm, ChangeCauseForm, EditCauseForm, cause_kind_label
from knowledge.models import Cause, CauseKind
from knowledge.queries.questions import HIGHEST_ID
from knowledge.views.blueprint import blueprint
from knowledge.views.words import conflict_text

LONGEST_KEY = 200


@blueprint.get("/anlaesse")
@allow(rules.can_see_causes)
def causes() -> str:
    after = request.args.get("nach", "")[:LONGEST_KEY]
    rows, next_key = queries.causes_page(after=after)
    return render_template(
        "knowledge/causes.html",
        rows=rows,
        kind_label=cause_kind_label,
        may_curate=rules.can_curate_causes(actor()),
        next_url=url_for("knowledge.causes", nach=next_key) if next_key else None,
        first_url=url_for("knowledge.causes") if after else None,
    )


@blueprint.route("/anlaesse/neu", methods=["GET", "POST"])
@allow(rules.can_curate_causes)
def new_cause() -> ResponseReturnValue:
    form = CauseForm()
    if form.validate_on_submit() and (made := _created(form)):
        flash(_("The cause is saved. Entries can depend on it now."), "success")
        return see_other(url_for("knowledge.cause", number=made.id))
    return _form_page("knowledge/new_cause.html", form)


def _created(form: CauseForm) -> Cause | None:
    try:
        with transaction():
            return actions.create_cause(
                actor=actor(),
                kind=CauseKind(form.kind.data),
                name=form.name.data,
                version=form.version.data or "",
                description=form.description.data or "",
            )
    except Conflict as error:
        form.name.errors = [conflict_text(error)]
        return None


@blueprint.get("/anlaesse/<int:number>")
@allow(rules.can_see_causes)
def cause(number: int) -> str:
    found = queries.get_cause(number)
    after = request.args.get("nach", 0, type=int)
    after = after if 0 < after <= HIGHEST_ID else 0
    page = queries.entries_bound_to(actor(), found, after=after)
    return render_template(
        "knowledge/cause.html",
        cause=found,
        page=page,
        kind_label=cause_kind_label,
        may_curate=rules.can_curate_causes(actor()),
        next_url=url_for("knowledge.cause", number=number, nach=page.next_after) if page.next_after else None,
        first_url=url_for("knowledge.cause", number=number) if after else None,
        today=today(),
    )


@blueprint.route("/anlaesse/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(rules.can_curate_causes)
def edit_cause(number: int) -> ResponseReturnValue:
    found = queries.get_cause(number)
    form = EditCauseForm(kind=found.kind.value, name=found.name, description=found.description)
    if form.validate_on_submit() and _edited(form, found):
        flash(_("Your changes are saved."), "success")
        return see_other(url_for("knowledge.cause", number=number))
    return _form_page("knowledge/edit_cause.html", form, cause=found)


def _edited(form: EditCauseForm, found: Cause) -> bool:
    try:
        with transaction():
            actions.edit_cause(
                actor=actor(),
                cause=found,
                kind=CauseKind(form.kind.data),
                name=form.name.data,
                description=form.description.data or "",
            )
    except Conflict as error:
        form.name.errors = [conflict_text(error)]
        return False
    return True


@blueprint.route("/anlaesse/<int:number>/geaendert", methods=["GET", "POST"])
@allow(rules.can_curate_causes)
def change_cause(number: int) -> ResponseReturnValue:
    found = queries.get_cause(number)
    form = ChangeCauseForm()
    if form.validate_on_submit():
        with transaction():
            change = actions.change_cause(
                actor=actor(),
                cause=found,
                version=form.version.data or "",
                note=form.note.data,
                submission=form.submission.data or "",
            )
        text = ngettext("%(num)s entry is to be checked now.", "%(num)s entries are to be checked now.", change.marked)
        flash(_("The change is noted. %(text)s", text=text), "success")
        return see_other(url_for("knowledge.cause", number=number))
    return _form_page("knowledge/change_cause.html", form, cause=found)


def _form_page(template: str, form: CauseForm | ChangeCauseForm, cause: Cause | None = None) -> ResponseReturnValue:
    page = render_template(template, form=form, cause=cause, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200
