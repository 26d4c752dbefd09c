"""On which weekdays I work."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from accounts.actions.workdays import choose_workdays
from accounts.forms.workdays import WorkdaysForm
from accounts.rules import signed_in
from accounts.views.blueprint import blueprint
from core.access import actor, allow
from core.db import transaction
from core.web import see_other


@blueprint.route("/ich/arbeitstage", methods=["GET", "POST"])
@allow(signed_in)
def workdays() -> ResponseReturnValue:
    form = WorkdaysForm(days=sorted(actor().weekdays))
    names = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday")]
    form.days.choices = [SelectChoice(day, name) for day, name in enumerate(names)]
    if form.validate_on_submit():
        with transaction():
            choose_workdays(actor=actor(), person=actor(), weekdays=form.days.data or [])
        flash(_("Your working days are saved. Times for answers count on them alone."), "success")
        return see_other(url_for("accounts.workdays"))
    page = render_template("accounts/workdays.html", form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200
