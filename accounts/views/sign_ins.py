"""Where somebody is signed in, and ending that."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts import actions, queries
from accounts.rules import signed_in
from accounts.views.blueprint import blueprint
from core.access import actor, allow
from core.db import transaction
from core.forms import Form
from core.web import see_other


@blueprint.get("/ich/anmeldungen")
@allow(signed_in)
def sign_ins() -> ResponseReturnValue:
    return render_template("accounts/sign_ins.html", sign_ins=queries.sign_ins_of(actor()))


@blueprint.post("/ich/anmeldungen/<int:number>/beenden")
@allow(signed_in)
def end_sign_in(number: int) -> ResponseReturnValue:
    """Ending the one in use leads to the sign-in page by itself."""
    sign_in = queries.get_sign_in(actor(), number)
    if Form().validate_on_submit():
        with transaction():
            actions.end_sign_in(actor=actor(), sign_in=sign_in)
        flash(_("The sign-in has ended."), "success")
    return see_other(url_for("accounts.sign_ins"))


@blueprint.post("/ich/anmeldungen/andere-beenden")
@allow(signed_in)
def end_other_sign_ins() -> ResponseReturnValue:
    if Form().validate_on_submit():
        with transaction():
            count = actions.end_other_sign_ins(actor=actor())
        flash(ngettext("%(num)d other sign-in has ended.", "%(num)d other sign-ins have ended.", count), "success")
    return see_other(url_for("accounts.sign_ins"))
