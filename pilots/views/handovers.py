"""Handing over: what would go over, the button, and the list of what went over."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.models import Person
from accounts.queries import get_person
from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.db import transaction
from core.errors import Conflict
from core.web import see_other
from pilots import rules
from pilots.actions import hand_over
from pilots.forms import HandoverForm
from pilots.models import Handover
from pilots.queries import handovers as found
from pilots.views.blueprint import blueprint


@blueprint.route("/amt/uebergabe/<int:number>", methods=["GET", "POST"])
@allow(is_employee)
def handover(number: int) -> ResponseReturnValue:
    leaver = get_person(number)
    ensure(rules.can_preview_handover(actor(), leaver) if request.method == "GET" else rules.can_hand_over(actor()))
    form = _form(leaver) if rules.can_hand_over(actor()) else None
    made: list[Handover] = []
    if form is not None and form.validate_on_submit() and _done(form, leaver, made):
        flash(_("Everything is handed over."), "success")
        return see_other(url_for("pilots.handed_over", number=made[0].id))
    return _page(number, form)


@blueprint.get("/uebergaben/<int:number>")
@allow(is_employee)
def handed_over(number: int) -> str:
    one = found.get_handover(actor(), number)
    return render_template("pilots/handed_over.html", handover=one, parts=found.parts_of(actor(), one))


def _form(leaver: Person) -> HandoverForm:
    form = HandoverForm()
    form.successor.choices = [("", _("Please choose")), *map(_choice, found.successors_of(leaver))]
    return form


def _choice(one: tuple[Person, str]) -> tuple[str, str]:
    person, department = one
    return str(person.id), f"{person.name} ({department or _('Office for Digitalisation')})"


def _done(form: HandoverForm, leaver: Person, made: list[Handover]) -> bool:
    """False, and the form says why, when it does not fit any more."""
    successor = get_person(int(form.successor.data))
    try:
        with transaction():
            made.append(
                hand_over(
                    actor=actor(),
                    leaver=leaver,
                    successor=successor,
                    note=form.note.data or "",
                    submission=form.submission.data or "",
                )
            )
    except Conflict as error:
        form.form_errors.append(_conflict_text(error))
        return False
    return True


def _conflict_text(error: Conflict) -> str:
    words = {
        "successor_unfit": _("This person cannot take over any more. Choose somebody else."),
        "nothing_to_hand_over": _("There is nothing to hand over any more."),
    }
    return str(words[error.code])


def _page(number: int, form: HandoverForm | None) -> ResponseReturnValue:
    leaver = get_person(number)
    page = render_template(
        "pilots/handover.html",
        leaver=leaver,
        form=form,
        has_errors=bool(form and form.errors),
        parts=found.open_parts(actor(), leaver),
        earlier=found.handovers_of(leaver),
    )
    return page, 422 if form and form.errors else 200
