"""When I am away."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import actions, queries
from accounts.forms.profile import AbsenceForm
from accounts.rules import signed_in
from accounts.views.blueprint import blueprint
from core.access import actor, allow
from core.db import transaction, utcnow
from core.errors import Conflict
from core.forms import Form
from core.web import see_other


@blueprint.route("/ich/abwesenheiten", methods=["GET", "POST"])
@allow(signed_in)
def absences() -> ResponseReturnValue:
    form = AbsenceForm()
    if form.validate_on_submit() and _recorded(form):
        flash(_("Your absence is recorded."), "success")
        return see_other(url_for("accounts.absences"))
    coming = queries.absences_of([actor().id], since=utcnow()).get(actor().id, [])
    page = render_template(
        "accounts/absences.html",
        form=form,
        absences=coming,
        cancel_urls={one.id: url_for("accounts.cancel_absence", number=one.id) for one in coming},
        deputies=queries.deputies_of(actor()),
        now=utcnow(),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


def _recorded(form: AbsenceForm) -> bool:
    try:
        with transaction():
            actions.record_absence(actor=actor(), person=actor(), starts_at=form.starts_at, ends_at=form.ends_at)
    except Conflict as conflict:
        form.ends_on.errors = [_conflict_text(conflict.code)]
        return False
    return True


def _conflict_text(code: str) -> str:
    texts = {
        "absence_over": _("Enter a last day that is not over yet."),
        "absence_overlaps": _(
            "You are recorded as absent on some of these days already. Choose other days or cancel that absence."
        ),
    }
    return str(texts[code])


@blueprint.post("/ich/abwesenheiten/<int:number>/absagen")
@allow(signed_in)
def cancel_absence(number: int) -> ResponseReturnValue:
    absence = queries.get_absence(actor(), number)
    if Form().validate_on_submit():
        try:
            with transaction():
                actions.cancel_absence(actor=actor(), absence=absence)
            flash(_("The absence is cancelled."), "success")
        except Conflict:
            flash(_("This absence is over already."), "info")
    return see_other(url_for("accounts.absences"))
