"""My notices and how they reach me."""

from collections.abc import Mapping

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import actions, queries
from accounts.forms.profile import AllNoticesForm, MarkAllReadForm, notice_settings_form
from accounts.models import Delivery
from accounts.queries.notices import PAGE, Topic
from accounts.rules import signed_in
from accounts.sentences import sentence, topic_label
from accounts.views.blueprint import blueprint
from core.access import actor, allow
from core.db import transaction
from core.forms import Form
from core.web import own_address, see_other


@blueprint.get("/ich/mitteilungen")
@allow(signed_in)
def notices() -> ResponseReturnValue:
    before = request.args.get("vor", type=_id)
    found = queries.inbox(actor(), before=before, limit=PAGE + 1)
    rows, more = found[:PAGE], len(found) > PAGE
    return render_template(
        "accounts/notices.html",
        rows=[(row, sentence(row)) for row in rows],
        newest=rows[0].notice.id if rows else 0,
        next_url=url_for("accounts.notices", vor=rows[-1].notice.id) if more else None,
        first_url=url_for("accounts.notices") if before else None,
        form=MarkAllReadForm(),
    )


@blueprint.post("/ich/mitteilungen/<int:number>/gelesen")
@allow(signed_in)
def read_notice(number: int) -> ResponseReturnValue:
    notice = queries.get_notice(actor(), number)
    if Form().validate_on_submit():
        with transaction():
            actions.read_notice(actor=actor(), notice=notice)
    return see_other(own_address(request.form.get("next"), url_for("accounts.notices")))


@blueprint.post("/ich/mitteilungen/alle-gelesen")
@allow(signed_in)
def read_notices() -> ResponseReturnValue:
    form = MarkAllReadForm()
    if form.validate_on_submit():
        with transaction():
            actions.read_notices(actor=actor(), until=form.until_id)
        with transaction():
            actions.read_notices_of_masks(actor=actor(), until=form.until_id)
        flash(_("All notices are marked as read."), "success")
    return see_other(url_for("accounts.notices"))


@blueprint.route("/ich/mitteilungen/einstellungen", methods=["GET", "POST"])
@allow(signed_in)
def notice_settings() -> ResponseReturnValue:
    offered = queries.offered_settings(actor())
    present = _of_all(offered)
    form = notice_settings_form(present)
    if form.validate_on_submit():
        with transaction():
            chosen = {code: Delivery(form[code].data) for code in present}
            actions.choose_deliveries(actor=actor(), chosen=chosen)
        flash(_("Your settings are saved."), "success")
        return see_other(url_for("accounts.notice_settings"))
    groups = [(topic_label(topic), list(codes)) for topic, codes in offered.items()]
    values = {"form": form, "at_once": AllNoticesForm(), "groups": groups, "has_errors": bool(form.errors)}
    return render_template("accounts/notice_settings.html", **values), 422 if form.errors else 200


@blueprint.post("/ich/mitteilungen/einstellungen/alle")
@allow(signed_in)
def set_all_notices() -> ResponseReturnValue:
    """The same way for every kind that is offered; single ones are changed afterwards."""
    form = AllNoticesForm()
    if form.validate_on_submit():
        with transaction():
            chosen = dict.fromkeys(_of_all(queries.offered_settings(actor())), Delivery(form.delivery.data))
            actions.choose_deliveries(actor=actor(), chosen=chosen)
        flash(_("Your settings are saved."), "success")
    return see_other(url_for("accounts.notice_settings"))


def _of_all(offered: Mapping[Topic, Mapping[str, Delivery]]) -> dict[str, Delivery]:
    return {code: delivery for codes in offered.values() for code, delivery in codes.items()}


def _id(text: str) -> int:
    """A number that databases can hold; ValueError, and so the newest notices, for any other."""
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError
    return number
