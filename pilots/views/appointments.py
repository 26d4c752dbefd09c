"""Appointments: how far one is, what happened, the steps; a person's own, and all of a department."""

from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.queries import get_department_by_slug
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict, NotFound
from core.web import see_other
from pilots.actions.appointments import move_appointment
from pilots.forms.appointments import StepForm
from pilots.queries import appointments as found
from pilots.rules.appointments import MACHINE, can_see_own_appointments
from pilots.views.blueprint import blueprint

WORDS: dict[str, Any] = {
    "step_not_allowed": _l("This step does not fit any more. The page shows how it is now."),
    "needs_reason": _l("Write the reason."),
}


@blueprint.get("/benennungen/<int:number>")
@allow(can_see_own_appointments)
def appointment(number: int) -> ResponseReturnValue:
    return _page(number)


@blueprint.post("/benennungen/<int:number>/<step>")
@allow(can_see_own_appointments)
def move_on(number: int, step: str) -> ResponseReturnValue:
    one, form = found.get_appointment(actor(), number), StepForm()
    if step not in {each.name for each in MACHINE.steps}:
        raise NotFound
    if not form.validate_on_submit():
        return _page(number, step, form)
    try:
        with transaction():
            move_appointment(actor=actor(), appointment=one, name=step, reason=form.reason.data or "")
    except Conflict as conflict:
        form.reason.errors = [str(WORDS[conflict.code])]
        return _page(number, step, form)
    flash(_("It is written down."), "success")
    return see_other(
        url_for(".own_appointments") if _is_out_of_sight(number) else url_for(".appointment", number=number)
    )


@blueprint.get("/ich/benennungen")
@allow(can_see_own_appointments)
def own_appointments() -> str:
    return render_template("pilots/own_appointments.html", rows=found.appointments_of(actor()))


@blueprint.get("/lotsen/<slug>/benennungen")
@allow(can_see_own_appointments)
def department_appointments(slug: str) -> str:
    """For who leads the department, the office and the administration."""
    department = get_department_by_slug(slug)
    rows = found.appointments_in(actor(), department)
    return render_template("pilots/department_appointments.html", department=department, rows=rows)


def _is_out_of_sight(number: int) -> bool:
    """Whoever accepted as the successor may have nothing to do with it any more."""
    try:
        found.get_appointment(actor(), number)
    except NotFound:
        return True
    return False


def _page(number: int, step: str = "", form: StepForm | None = None) -> ResponseReturnValue:
    page = found.appointment_page(actor(), number)
    forms = {each.name: form if form and each.name == step else StepForm(formdata=None) for each in page.steps}
    is_wrong = bool(form and form.errors)
    if form and step not in forms:
        flash(str(WORDS["step_not_allowed"]), "warning")
    text = render_template("pilots/appointment.html", page=page, forms=forms, has_errors=is_wrong)
    return text, 422 if form else 200
