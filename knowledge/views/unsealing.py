"""Lifting the seal of a question: requested by the office, decided by the administration, looked at by the two."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_admin, is_office
from core.access import actor, allow, ensure
from core.db import transaction, utcnow
from core.errors import Conflict
from core.forms import Form
from core.web import see_other
from knowledge import queries
from knowledge.actions import sealing as actions
from knowledge.forms.sealing import RefuseUnsealingForm, RequestUnsealingForm
from knowledge.models import Unsealing
from knowledge.queries.sealing import get_unsealing, unsealings
from knowledge.rules import sealing as rules
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done, done_or_told
from knowledge.views.words import conflict_text


@blueprint.route("/fragen/<int:number>/entsiegeln", methods=["GET", "POST"])
@allow(is_office)
def request_unsealing(number: int) -> ResponseReturnValue:
    found = queries.get_question(actor(), number)
    ensure(rules.can_request_unsealing(actor(), found))
    form, made = RequestUnsealingForm(), []

    def step() -> None:
        made.append(actions.request_unsealing(actor=actor(), question=found, reason=form.reason.data or ""))

    if form.validate_on_submit() and done(form, step):
        flash(_("Your request is with the administration."), "success")
        return see_other(_url_of(made[0].id))
    page = render_template(
        "knowledge/request_unsealing.html",
        question=found,
        form=form,
        has_errors=bool(form.errors),
        days=rules.PATIENCE.days,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/amt/entsiegelungen")
@allow(rules.can_see_unsealings)
def unsealing_list() -> str:
    return render_template("knowledge/unsealings.html", unsealings=unsealings(), now=utcnow(), rules=rules)


@blueprint.get("/amt/entsiegelungen/<int:number>")
@allow(rules.can_see_unsealings)
def unsealing(number: int) -> ResponseReturnValue:
    return _page(get_unsealing(actor(), number), RefuseUnsealingForm())


@blueprint.route("/amt/entsiegelungen/<int:number>/bestaetigen", methods=["GET", "POST"])
@allow(is_admin)
def confirm_unsealing(number: int) -> ResponseReturnValue:
    """Asked once more before it is done: a name that was seen cannot be sealed again."""
    found = get_unsealing(actor(), number)
    if request.method == "GET":
        ensure(rules.can_decide_unsealing(actor(), found, utcnow()))
        return render_template("knowledge/confirm_unsealing.html", unsealing=found)

    def step() -> None:
        actions.confirm_unsealing(actor=actor(), unsealing=found)

    if Form().validate_on_submit() and done_or_told(step):
        flash(_("The seal is lifted. Both of you can see the name now; whoever asked is told."), "success")
    return see_other(_url_of(number))


@blueprint.post("/amt/entsiegelungen/<int:number>/ablehnen")
@allow(is_admin)
def refuse_unsealing(number: int) -> ResponseReturnValue:
    found, form = get_unsealing(actor(), number), RefuseUnsealingForm()

    def step() -> None:
        actions.refuse_unsealing(actor=actor(), unsealing=found, note=form.reason.data or "")

    if form.validate_on_submit() and done(form, step):
        flash(_("The seal stays."), "success")
        return see_other(_url_of(number))
    return _page(found, form)


@blueprint.get("/amt/entsiegelungen/<int:number>/name")
@allow(rules.can_see_unsealings)
def asker_behind_seal(number: int) -> ResponseReturnValue:
    """Each look is recorded."""
    found = get_unsealing(actor(), number)
    try:
        with transaction():
            asker = actions.look_behind_mask(actor=actor(), unsealing=found)
    except Conflict as error:
        flash(conflict_text(error), "warning")
        return see_other(_url_of(number))
    return render_template("knowledge/unsealed_asker.html", unsealing=found, asker=asker)


def _page(found: Unsealing, form: RefuseUnsealingForm) -> ResponseReturnValue:
    page = render_template(
        "knowledge/unsealing.html",
        unsealing=found,
        form=form,
        has_errors=bool(form.errors),
        rules=rules,
        now=utcnow(),
        until=found.requested_at + rules.PATIENCE,
    )
    return page, 422 if form.errors else 200


def _url_of(number: int) -> str:
    return url_for("knowledge.unsealing", number=number)
