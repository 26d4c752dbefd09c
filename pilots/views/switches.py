"""Switching on and off what a house does its own way."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow
from core.db import transaction
from core.web import see_other
from pilots.actions.switches import choose_switch
from pilots.forms.nominations import SwitchForm
from pilots.models import SwitchName
from pilots.queries.switches import switch_of
from pilots.rules.nominations import can_choose_switch
from pilots.views.blueprint import blueprint


@blueprint.route("/verwaltung/personalrat", methods=["GET", "POST"])
@allow(can_choose_switch)
def staff_council() -> ResponseReturnValue:
    form = SwitchForm()
    if form.validate_on_submit():
        with transaction():
            choose_switch(actor=actor(), name=SwitchName.STAFF_COUNCIL, is_on=form.on.data == "1")
        flash(_("From now on it is like this."), "success")
        return see_other(url_for("pilots.staff_council"))
    page = render_template(
        "pilots/staff_council.html",
        form=form,
        switch=switch_of(SwitchName.STAFF_COUNCIL),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200
